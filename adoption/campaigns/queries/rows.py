"""Rows of which a campaign is made. No person, figure, vote, answer or contact is read here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.timezone import localdate

from adoption.campaigns.bodies import text_of
from adoption.campaigns.files.model import InTwoLanguages, SurveyQuestion
from adoption.experiments.models import Experiment
from adoption.surveys.models import OwnQuestions
from adoption.surveys.texts import Question, survey_from_json
from ambassadors.commitments.enums import CommitmentState
from ambassadors.commitments.models import Commitment
from ambassadors.help.models import CommunityPage
from ambassadors.job_changes.models import JobChange, JobMap
from ambassadors.workshops.models import Workshop, WorkshopPage
from cms.languages import in_source_language, source_language
from cms.models import ArticlePage, Portal, PortalRelease
from learning.models import AssignmentRule, ReleaseCampaign


ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    workshop: Workshop
    page: Any = None
    page_en: Any = None


@dataclass(frozen=True, slots=True)
class NewsRow:
    page: Any
    page_en: Any
    appeared_on: date


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that a campaign is written from. `lessons`: by release, the translation key of the lesson that shows what is open since."""

    portals: list[Portal]
    questions: list[SurveyQuestion]
    network: Any
    network_en: Any
    news: list[NewsRow]
    workshops: list[WorkshopRow]
    job_maps: list[JobMap]
    commitments: list[Commitment]
    releases: list[PortalRelease]
    lessons: dict[int, UUID]
    experiments: list[Experiment]
    rules: dict[str, str]

    def texts(self) -> Iterator[str]:
        """Yield everything that people wrote."""
        for portal in self.portals:
            yield from (portal.name, portal.name_en, portal.slug, portal.url)
            yield from (family.name for family in portal.job_families.all())
            for part in (*portal.services.all(), *portal.screens.all()):
                yield from texts_of_part(part)
        pages = [page for row in self.news for page in (row.page, row.page_en) if page]
        pages += [page for row in self.workshops for page in (row.page, row.page_en) if page]
        for page in pages:
            yield from (page.title, page.introduction, text_of(page.body))
        for page in filter(None, (self.network, self.network_en)):
            yield from (page.introduction, text_of(page.call))
        for question in self.questions:
            yield from (question.text.fr, question.text.en)
            yield from (*question.options_fr, *question.options_en)
        for row in self.workshops:
            yield from (row.workshop.title, row.workshop.title_en, row.workshop.summary)
        for job_map in self.job_maps:
            yield job_map.family.name
            yield from (
                text for change in job_map.changes.all() for text in (change.words, change.becomes)
            )
        for promised in self.commitments:
            yield from (promised.text, *(family.name for family in promised.families.all()))
        yield from (text for release in self.releases for text in (release.version, release.words))
        yield from (
            text
            for experiment in self.experiments
            for text in (experiment.title, experiment.hypothesis)
        )
        yield from (text for rule in self.rules.items() for text in rule)


def texts_of_part(part: Any) -> tuple[str, ...]:
    """Return what a service or a screen of a portal is called."""
    return part.slug, part.name, getattr(part, "name_en", ""), getattr(part, "version", "")


def read_rows() -> Rows:
    portals = list(
        Portal.objects.prefetch_related("services", "screens", "job_families").order_by("pk")
    )
    releases = _releases(portals[0]) if portals else []
    network = in_source_language(CommunityPage.objects.live()).first()
    return Rows(
        portals=portals,
        questions=approved_questions(),
        network=network,
        network_en=_in_english(network),
        news=list(_news(network)),
        workshops=_workshops(),
        job_maps=list(
            JobMap.objects.published()
            .select_related("family")
            .prefetch_related(Prefetch("changes", JobChange.objects.select_related("release")))
        ),
        commitments=list(
            Commitment.objects.published()
            .exclude(state=CommitmentState.WITHDRAWN)
            .prefetch_related("families")
            .order_by("pk")
        ),
        releases=releases,
        lessons=_lessons(releases),
        experiments=list(
            Experiment.objects.tried().select_related("follows").order_by("noted_at", "pk")
        ),
        rules=dict(
            AssignmentRule.objects.in_force()
            .filter(criteria=None, is_mandatory=True)
            .order_by("pk")
            .values_list("path__slug", "title")
        ),
    )


def _releases(portal: Portal) -> list[PortalRelease]:
    standing = PortalRelease.objects.standing().filter(portal=portal)
    return list(standing.prefetch_related("services__service").order_by("released_on", "pk"))


def _lessons(releases: list[PortalRelease]) -> dict[int, UUID]:
    shown = ReleaseCampaign.objects.filter(release__in=releases, lesson__isnull=False)
    return dict(shown.values_list("release", "lesson__translation_key"))


def _in_english(page: Any) -> Any:
    if page is None:
        return None
    twins = type(page).objects.live().filter(translation_key=page.translation_key)
    return twins.filter(locale__language_code=ENGLISH).first()


def _news(network: Any) -> Iterator[NewsRow]:
    if network is None:
        return
    for page in ArticlePage.objects.child_of(network).live().order_by("first_published_at", "pk"):
        yield NewsRow(page, _in_english(page), localdate(page.first_published_at))


def _workshops() -> list[WorkshopRow]:
    """Return workshops that are offered, one that a page presents first."""
    pages = {
        page.workshop_id: page
        for page in in_source_language(WorkshopPage.objects.live()).order_by("-pk")
    }
    offered = Workshop.objects.filter(is_retired=False).order_by("pk")
    rows = [
        WorkshopRow(workshop, pages.get(workshop.pk), _in_english(pages.get(workshop.pk)))
        for workshop in offered
    ]
    return sorted(rows, key=lambda row: row.page is None)


def approved_questions() -> list[SurveyQuestion]:
    """Return the latest questions of the organisation’s own that a data protection officer has approved."""
    own = OwnQuestions.objects.exclude(read_at=None).order_by("-pk").first()
    if own is None:
        return []
    french = survey_from_json(own.words[source_language()]).questions
    english = survey_from_json(own.words[ENGLISH]).questions if ENGLISH in own.words else french
    return [_question(*pair) for pair in zip(french, english, strict=True)]


def _question(french: Question, english: Question) -> SurveyQuestion:
    text = InTwoLanguages(french.text, english.text)
    if french.is_scale:
        return SurveyQuestion("scale", text)
    options = (tuple(option.text for option in question.options) for question in (french, english))
    return SurveyQuestion("choice", text, *options)
