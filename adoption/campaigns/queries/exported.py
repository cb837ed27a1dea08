"""A campaign as its organisation passes it on: settings, words and calendar, from what the database holds."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from adoption.campaigns.bodies import text_of
from adoption.campaigns.files.checks import Files
from adoption.campaigns.files.model import (
    FIRST_VERSION,
    Article,
    Calendar,
    Commitment,
    Experiment,
    InTwoLanguages,
    JobChange,
    JobMap,
    News,
    Portal,
    Release,
    Screen,
    Service,
    Settings,
    SurveyQuestion,
    Words,
    Workshop,
)
from adoption.campaigns.queries.naming import Named, html_of_texts
from adoption.campaigns.queries.rows import Rows, read_rows, texts_of_part
from adoption.foundation.periods import Month, last_closed_month, months_from
from adoption.sharing.queries import sharing_profile
from cms.models import OrganisationSettings
from core.dates import today
from learning.queries.sources import source_of
from learning.queries.variants import last_variant


MODULES, KITS = "modules/", "kits/"
ENGLISH = "en"


@dataclass(slots=True)
class Exported:
    """Files that leave; `left_out`: titles of what names or reaches somebody, and stays."""

    files: Files
    left_out: list[str] = field(default_factory=list)


def export_campaign(*, with_name: bool = False) -> Exported:
    name = OrganisationSettings.load().name
    rows = read_rows()
    named = Named(rows.texts(), told=() if with_name else (name,))
    return _Exporter(rows, named).export(name=name if with_name else "")


class _Exporter:
    def __init__(self, rows: Rows, named: Named) -> None:
        self._rows, self._left_out = rows, list[str]()
        self._named = named
        self._last, self._day = last_closed_month(today()), today()

    def export(self, *, name: str) -> Exported:
        settings = self._settings(name)
        files = Files(settings, self._words(), self._calendar(settings))
        return Exported(files, list(dict.fromkeys(self._left_out)))

    def _keeps(self, title: str, *texts: str) -> bool:
        """Return whether it may leave; its title is noted where not."""
        if self._named.stand_in(title, *texts):
            self._left_out.append(title)
            return False
        return True

    # --- Settings ---------------------------------------------------------------------------------

    def _settings(self, name: str) -> Settings:
        profile = sharing_profile()
        return Settings(
            name=name,
            sector=cast(Any, profile.sector),
            portal_kind=cast(Any, profile.portal_kind),
            variant=cast(Any, last_variant()),
            portals=tuple(
                self._portal(row)
                for row in self._rows.portals
                if self._keeps(row.name, row.name_en, row.slug)
            ),
        )

    def _portal(self, portal: Any) -> Portal:
        screens = self._parts(portal.screens)
        return Portal(
            slug=portal.slug,
            name=portal.name,
            name_en=portal.name_en,
            url=portal.url if self._keeps(portal.url) else "",
            kind=portal.kind,
            services=tuple(
                Service(service.slug, service.name, service.name_en, service.tier, service.cadence)
                for service in self._parts(portal.services)
            ),
            screens=tuple(Screen(screen.slug, screen.name) for screen in screens),
            version=max((screen.version for screen in screens), default=FIRST_VERSION),
            families=self._families(portal.job_families),
        )

    def _parts(self, related: Any) -> list[Any]:
        return [part for part in related.all() if self._keeps(part.name, *texts_of_part(part))]

    def _families(self, related: Any) -> tuple[str, ...]:
        return tuple(sorted(family.name for family in related.all() if self._keeps(family.name)))

    # --- Words ------------------------------------------------------------------------------------

    def _words(self) -> Words:
        rows = self._rows
        first = rows.workshops[0] if rows.workshops else None
        page = self._article(first.page) if first else None
        workshops = tuple(
            Workshop(workshop.title, workshop.title_en, cast(Any, workshop.kind), workshop.summary)
            for workshop in (row.workshop for row in rows.workshops)
            if self._keeps(workshop.title, workshop.title_en, workshop.summary)
        )
        is_first_kept = bool(first and workshops and workshops[0].title == first.workshop.title)
        english = self._article(first.page_en) if first and page else None
        return Words(
            survey_questions=tuple(
                question
                for question in rows.questions
                if self._keeps(question.text.fr, *_texts_of(question))
            ),
            call=self._call(),
            network_introduction_en=self._network_introduction(),
            news=tuple(self._news()),
            workshops=workshops,
            workshop_page=page if is_first_kept else None,
            workshop_page_en=english if is_first_kept else None,
            job_maps=tuple(self._job_maps()),
            commitments=tuple(self._commitments()),
        )

    def _article(self, page: Any) -> Article | None:
        if page is None:
            return None
        body = page.body
        article = Article(page.title, page.introduction, html_of_texts(text_of(body)))
        kept = self._keeps(article.title, article.introduction, article.text)
        return article if kept else None

    def _network_introduction(self) -> str:
        page = self._rows.network_en
        return page.introduction if page and self._keeps(page.title, page.introduction) else ""

    def _call(self) -> InTwoLanguages | None:
        page, english = self._rows.network, self._rows.network_en
        call = html_of_texts(text_of(page.call)) if page else ""
        if not call or not self._keeps(page.title, call):
            return None
        call_en = html_of_texts(text_of(english.call)) if english else ""
        return InTwoLanguages(call, call_en if self._keeps(page.title, call_en) else "")

    def _news(self) -> Any:
        for row in self._rows.news:
            article = self._article(row.page)
            if article:
                ago = months_from(Month.containing(row.appeared_on), Month.containing(self._day))
                yield News(ago, article, self._article(row.page_en))

    def _job_maps(self) -> Any:
        this_month = Month.containing(self._day)
        for job_map in self._rows.job_maps:
            if not self._keeps(job_map.family.name):
                continue
            changes = tuple(
                JobChange(
                    kind=cast(Any, change.kind),
                    words=change.words,
                    becomes=change.becomes,
                    in_months=months_from(this_month, Month.containing(change.month))
                    if change.month
                    else None,
                    course=source_of(change.course, below=MODULES),
                    kit=_kit_of(source_of(change.kit, below=KITS)),
                )
                for change in job_map.changes.all()
                if self._keeps(change.words, change.becomes)
            )
            yield JobMap(job_map.family.name, changes)

    def _commitments(self) -> Any:
        for commitment in self._rows.commitments:
            if self._keeps(commitment.text):
                published = Month.containing(cast(date, commitment.published_on))
                ago = months_from(published, Month.containing(self._day))
                families = self._families(commitment.families)
                due_in = (commitment.due_on - self._day).days
                yield Commitment(
                    cast(Any, commitment.kind), commitment.text, "", ago, due_in, families=families
                )

    # --- Calendar ---------------------------------------------------------------------------------

    def _calendar(self, settings: Settings) -> Calendar:
        return Calendar(
            releases=tuple(self._releases(settings)),
            experiments=tuple(self._experiments()),
            paths_for_all={
                path: title for path, title in self._rows.rules.items() if self._keeps(title, path)
            },
        )

    def _releases(self, settings: Settings) -> Any:
        """Yield the releases of the first portal, where it leaves."""
        first = settings.portals[0] if settings.portals else None
        if first is None or first.slug != self._rows.portals[0].slug:
            return
        leaving = {service.slug for service in first.services}
        for release in self._rows.releases:
            if self._keeps(release.version, release.words):
                changed = [one for one in release.services.all() if one.service.slug in leaving]
                yield Release(
                    version=release.version,
                    months_ago=self._months_ago(release.released_on),
                    words=release.words,
                    services={one.service.slug: cast(Any, one.change) for one in changed},
                    lesson=source_of(self._rows.lessons.get(release.pk), below=MODULES),
                )

    def _months_ago(self, day: Any) -> int:
        return months_from(Month.containing(day), self._last)

    def _experiments(self) -> Any:
        kept: set[str] = set()
        for experiment in self._rows.experiments:
            if not self._keeps(experiment.title, experiment.hypothesis):
                continue
            follows = experiment.follows.title if experiment.follows else ""
            yield Experiment(
                title=experiment.title,
                hypothesis=experiment.hypothesis,
                kind=cast(Any, experiment.kind),
                months_ago=self._months_ago(experiment.starts_on),
                months=experiment.months,
                target=experiment.target,
                follows=follows if follows in kept else "",
            )
            kept.add(experiment.title)


def _kit_of(source: str) -> str:
    """Return the short name of a kit from its file, kits/NAME/kit.md."""
    return source.split("/")[1] if source else ""


def _texts_of(question: SurveyQuestion) -> tuple[str, ...]:
    return (question.text.en, *question.options_fr, *question.options_en)
