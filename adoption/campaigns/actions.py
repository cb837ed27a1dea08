"""Starts from a campaign of another organisation: drafts alone, nothing overwritten, all or nothing."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from adoption.campaigns.bodies import text_body
from adoption.campaigns.enums import Fate, Part
from adoption.campaigns.files.checks import SETTINGS, WORDS, Files
from adoption.campaigns.files.model import Article, JobMap, News, Settings, SurveyQuestion, Words
from adoption.campaigns.files.model import JobChange as PlannedChange
from adoption.campaigns.files.model import Portal as PlannedPortal
from adoption.campaigns.files.model import Workshop as PlannedWorkshop
from adoption.campaigns.files.reading import CampaignError
from adoption.campaigns.queries.naming import html_of_texts
from adoption.campaigns.queries.plan import Item, english_below, plan_campaign
from adoption.campaigns.queries.started import STARTED
from adoption.sharing.actions import describe_sharing
from adoption.surveys.actions.own_questions import save_own_questions
from adoption.surveys.forms import OwnQuestionsForm
from ambassadors.help.models import CommunityPage
from ambassadors.job_changes.actions import Line, save_draft
from ambassadors.job_changes.enums import ChangeKind
from ambassadors.job_changes.models import JobChange
from ambassadors.workshops.models import Workshop, WorkshopPage
from cms.languages import in_source_language
from cms.models import (
    ArticlePage,
    HomePage,
    OrganisationSettings,
    Portal,
    PortalScreen,
    PortalService,
)
from core.dates import months_after, today
from learning.queries.sources import translation_key_of
from people.models import JobFamily, Person


EXPORTED = "adoption.campaign_exported"
FILE_OF = {  # else words.yaml
    Part.PROFILE: SETTINGS,
    Part.PORTAL: SETTINGS,
}


class Unfit(Exception):
    """Raised with what the doors of this installation do not take. Nothing was made."""

    def __init__(self, errors: list[CampaignError]) -> None:
        super().__init__()
        self.errors = errors


@transaction.atomic
def start_campaign(*, files: Files, by: Person) -> list[Item]:
    """Make what a campaign brings and what is not here yet, as drafts. Raises Unfit.

    Portals are not followed, workshops not offered, pages not published, maps and questions not sent. Whoever starts
    beside it waits, and finds here already what this one made.
    """
    _lock_organisation()
    items, errors = plan_campaign(files), list[CampaignError]()
    for item in items:
        if item.fate != Fate.MADE:
            continue
        try:
            _MAKERS[item.part](item.said, by)
        except ValidationError as error:
            errors += _said(item, error)
    if errors:
        raise Unfit(errors)
    made = {part.value: 0 for part in Part}
    for item in items:
        made[item.part] += item.fate == Fate.MADE
    log(OrganisationSettings.load(), STARTED, user=by, data={k: n for k, n in made.items() if n})
    return items


def _lock_organisation() -> None:
    OrganisationSettings.objects.select_for_update().get(pk=OrganisationSettings.load().pk)


def try_campaign(*, files: Files, by: Person) -> list[Item]:
    """Return what `start_campaign` would make. Raises Unfit. Nothing stays."""
    with transaction.atomic():
        items = start_campaign(files=files, by=by)
        transaction.set_rollback(True)
    return items


def record_export(*, by: Person, with_name: bool, left_out: int) -> None:
    data = {"with_name": with_name, "left_out": left_out}
    log(OrganisationSettings.load(), EXPORTED, user=by, data=data)


def _said(item: Item, error: ValidationError) -> list[CampaignError]:
    """Return an error for each thing that is refused, with the key of the files at which it stands."""
    file = FILE_OF.get(item.part, WORDS)
    if not hasattr(error, "error_dict"):
        return [CampaignError(file, text, key=item.key) for text in error.messages]
    return [
        CampaignError(file, text, key=_key_of(item, name))
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def _key_of(item: Item, field: str) -> str:
    """Return the key at which the files say what a field of the database holds."""
    if field == NON_FIELD_ERRORS:
        return item.key
    of_title = field == "slug" and item.part in (Part.NEWS, Part.WORKSHOP_PAGE)
    return f"{item.key}.{'title' if of_title else field}"


# --- Makers: each as its page of the administration does ------------------------------------------------


def _make_profile(said: Settings, by: Person) -> None:
    describe_sharing(label="", sector=said.sector, portal_kind=said.portal_kind)


def _make_portal(said: PlannedPortal, by: Person) -> None:
    portal = make_portal(said, opened_on=None, is_open=False)
    portal.job_families.set(JobFamily.objects.filter(name__in=said.families))
    portal.save()


def make_portal(planned: PlannedPortal, *, opened_on: date | None, is_open: bool) -> Portal:
    """Create a portal with its services and screens. Raises ValidationError."""
    portal = Portal(
        name=planned.name,
        name_en=planned.name_en,
        slug=planned.slug,
        url=planned.url,
        kind=planned.kind,
        opened_on=opened_on,
        is_open=is_open,
    )
    portal.full_clean()
    portal.save()
    rows: list[PortalService | PortalScreen] = [
        PortalService(
            portal=portal,
            slug=service.slug,
            name=service.name,
            name_en=service.name_en,
            tier=service.tier,
            cadence=service.cadence,
            sort_order=order,
        )
        for order, service in enumerate(planned.services)
    ]
    rows += [
        PortalScreen(
            portal=portal,
            slug=screen.slug,
            name=screen.name,
            version=planned.version,
            sort_order=order,
        )
        for order, screen in enumerate(planned.screens)
    ]
    for row in rows:
        row.full_clean()
        row.save()
    return portal


def _make_workshop(said: PlannedWorkshop, by: Person) -> None:
    workshop = Workshop(
        title=said.title,
        title_en=said.title_en,
        kind=said.kind,
        summary=said.summary,
        is_retired=True,
    )
    workshop.full_clean()
    workshop.save()


def _make_workshop_page(said: Words, by: Person) -> None:
    assert said.workshop_page
    home = in_source_language(HomePage.objects.all()).get()
    workshop = Workshop.objects.filter(title=said.workshops[0].title).first()
    page = WorkshopPage(workshop=workshop)
    _add_drafts(home, page, said.workshop_page, said.workshop_page_en, by)


def _make_news(said: News, by: Person) -> None:
    network = in_source_language(CommunityPage.objects.all()).get()
    _add_drafts(network, ArticlePage(), said.fr, said.en, by)


def _add_drafts(above: Page, page: Any, said: Article, english: Article | None, by: Person) -> None:
    _write(page, said)
    page.live, page.locale = False, above.locale
    above.add_child(instance=page)
    page.save_revision(user=by)
    locale = english_below(above)
    if english and locale:
        twin = page.copy_for_translation(locale)
        _write(twin, english)
        twin.save_revision(user=by)


def _write(page: Any, said: Article) -> None:
    page.title, page.introduction = said.title, said.introduction
    page.body = text_body(html_of_texts(said.text))


def _make_job_map(said: JobMap, by: Person) -> None:
    family = JobFamily.objects.get(name=said.family)
    lines = list(map(line_of, said.changes))
    for line in lines:
        change = JobChange(**{field.name: getattr(line, field.name) for field in fields(line)})
        change.full_clean(exclude=["job_map"])
    save_draft(family=family, by=by, lines=lines, seen=0)


def line_of(planned: PlannedChange) -> Line:
    """Build a line of a map: months are counted from the present one, files of courses become their pages."""
    months, this_month = planned.in_months, today().replace(day=1)
    return Line(
        kind=ChangeKind(planned.kind),
        words=planned.words,
        becomes=planned.becomes,
        starts_on=None if months is None else months_after(this_month, months),
        course=translation_key_of(planned.course),
        kit=translation_key_of(planned.kit and f"kits/{planned.kit}/kit.md"),
    )


def _make_questions(said: tuple[SurveyQuestion, ...], by: Person) -> None:
    """Write them into the form in which a training manager would, which checks them."""
    typed: dict[str, str] = {}
    for number, question in enumerate(said, start=1):
        typed[f"kind_{number}"] = question.kind
        for code, options in (("fr", question.options_fr), ("en", question.options_en)):
            typed[f"text_{code}_{number}"] = getattr(question.text, code)
            typed[f"options_{code}_{number}"] = "\n".join(options)
    form = OwnQuestionsForm(typed)
    if len(said) > len(list(form.groups())):
        raise ValidationError(_("More questions than a survey of our own may ask."))
    if not form.is_valid():
        raise ValidationError([text for texts in form.errors.values() for text in texts])
    save_own_questions(questions=form.cleaned_data["questions"], by=by)


_MAKERS: dict[Part, Callable[[Any, Person], None]] = {
    Part.PROFILE: _make_profile,
    Part.PORTAL: _make_portal,
    Part.WORKSHOP: _make_workshop,
    Part.WORKSHOP_PAGE: _make_workshop_page,
    Part.NEWS: _make_news,
    Part.JOB_MAP: _make_job_map,
    Part.QUESTIONS: _make_questions,
}
