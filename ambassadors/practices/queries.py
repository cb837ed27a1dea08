"""Good practices as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from ambassadors.practices.enums import ProposalState
from ambassadors.practices.models import (
    PracticePage,
    PracticeProposal,
    PracticesPage,
    Testimony,
    UsefulMark,
)
from ambassadors.practices.policies import proposals_visible_to, useful_marks_visible_to
from ambassadors.practices.tallies import highest_step
from ambassadors.sent_values import primary_key
from cms.languages import in_source_language, pages_in_reader_language
from cms.models import Portal, PortalService
from cms.queries import open_services
from cms.search.queries import found_keys
from core.collation import alphabetical_key
from core.dates import today
from people.models import Job, JobFamily, Person


TESTIMONIES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PracticeFilter:
    """Filters of the list, from its address. `job`: “12” a job, “f3” a family of jobs."""

    words: str = ""
    service: str = ""
    job: str = ""
    tag: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.service or self.job or self.tag)


def filtered_practices(person: Person, filters: PracticeFilter) -> QuerySet[PracticePage]:
    """Return matching published practices in page order, in the reader's language if translated."""
    pages = pages_in_reader_language(PracticePage.objects.live()).defer("body")
    own = _of_service_and_job(filters)
    if own is not None:
        matching = in_source_language(PracticePage.objects.live()).filter(own)
        pages = pages.filter(translation_key__in=matching.order_by().values("translation_key"))
    if filters.words:
        keys = found_keys(person, filters.words, kinds=["practices"])
        pages = pages.filter(translation_key__in=keys)
    if filters.tag:
        pages = pages.filter(_tagged(filters.tag.strip().lower()))
    return pages.select_related("portal_service__portal", "job", "job_family").order_by(
        "source_path"
    )


def _of_service_and_job(filters: PracticeFilter) -> Q | None:
    """Return the condition on the page in the organisation's own language; None without filter."""
    if not filters.service and not filters.job:
        return None
    wanted = Q()
    if filters.service:
        wanted &= Q(portal_service=primary_key(filters.service))
    if filters.job.startswith("f"):
        wanted &= Q(job_family=primary_key(filters.job[1:]))
    elif filters.job:
        wanted &= Q(job=primary_key(filters.job))
    return wanted


def _tagged(tag: str) -> Q:
    return (
        Q(tags=tag)
        | Q(tags__startswith=f"{tag}, ")
        | Q(tags__endswith=f", {tag}")
        | Q(tags__contains=f", {tag}, ")
    )


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """Filter options that at least one practice has."""

    services: list[PortalService]
    families: list[tuple[JobFamily | None, list[Job]]]


def practice_choices() -> FilterChoices:
    pages = in_source_language(PracticePage.objects.live()).order_by()
    rows = list(pages.values_list("portal_service", "job", "job_family"))
    services = PortalService.objects.filter(pk__in={row[0] for row in rows if row[0]})
    jobs = list(Job.objects.filter(pk__in={row[1] for row in rows if row[1]}).order_by("name"))
    families = list(
        JobFamily.objects.filter(
            pk__in={row[2] for row in rows if row[2]} | {job.family_id for job in jobs}
        )
    )
    grouped: list[tuple[JobFamily | None, list[Job]]] = [
        (family, [job for job in jobs if job.family_id == family.pk])
        for family in sorted(families, key=lambda family: alphabetical_key(family.name))
    ]
    alone = [job for job in jobs if job.family_id is None]
    ordered = services.select_related("portal").order_by("portal__name", "sort_order", "pk")
    return FilterChoices(list(ordered), grouped + ([(None, alone)] if alone else []))


@dataclass(frozen=True, slots=True)
class PracticeStanding:
    """What stands beside a practice's text. `useful`: the step of how many others; 0 shows nothing."""

    signed_by: Person | None
    is_marked: bool
    useful: int
    testimonies: list[Testimony] = field(default_factory=list)


def practice_standing_of(page: PracticePage, person: Person) -> PracticeStanding:
    """Return what stands beside the text, for this reader.

    Excluded from the count: the reader's own mark, so that toggling it reveals nothing, and marks of unproven
    accounts.
    """
    key = page.translation_key
    marks = UsefulMark.objects.filter(practice=key, person__in=Person.objects.proven())
    others = marks.exclude(person=person).count()
    return PracticeStanding(
        signed_by=_signed_by(key),
        is_marked=useful_marks_visible_to(person).filter(practice=key).exists(),
        useful=highest_step(others),
        testimonies=testimonies_for(page.portal_service_id),
    )


def _signed_by(key: UUID) -> Person | None:
    """Return the author if they signed and still work here."""
    signed = PracticeProposal.objects.filter(practice=key, is_signed=True)
    authors = Person.objects.employed_on(today()).filter(is_active=True)
    return authors.filter(pk__in=signed.exclude(decided_at=None).values("person")).first()


def testimonies_for(service: int | None) -> list[Testimony]:
    """Return approved testimonies, those of this service first, then those of none."""
    rows = Testimony.objects.shown().select_related("portal_service")
    if service is None:
        return list(rows.order_by("-pk")[:TESTIMONIES_SHOWN])
    fitting = rows.filter(Q(portal_service=service) | Q(portal_service=None))
    return list(
        fitting.order_by(F("portal_service").desc(nulls_last=True), "-pk")[:TESTIMONIES_SHOWN]
    )


@dataclass(frozen=True, slots=True)
class OwnProposal:
    """State of a proposal, for its author. `comment`: why it was sent back."""

    proposal: PracticeProposal
    title: str
    state: ProposalState
    comment: str = ""
    url: str = ""

    @property
    def state_in_words(self) -> str:
        return str(self.state.label)


def own_proposals(person: Person) -> list[OwnProposal]:
    """Return the person's proposals, newest first, with a fixed number of queries."""
    proposals = list(proposals_visible_to(person))
    if not proposals:
        return []
    keys = [proposal.practice for proposal in proposals]
    pages = in_source_language(PracticePage.objects.filter(translation_key__in=keys))
    by_key = {page.translation_key: page for page in pages.defer("body")}
    states = _workflow_states(by_key.values())
    return [
        _own_proposal(proposal, by_key.get(proposal.practice), states) for proposal in proposals
    ]


def _workflow_states(pages: Iterable[PracticePage]) -> dict[str, WorkflowState]:
    """Return the latest state of each page, by its key as text."""
    keys = [str(page.pk) for page in pages]
    kind = ContentType.objects.get_for_model(PracticePage)
    rows = WorkflowState.objects.filter(content_type=kind, object_id__in=keys)
    rows = rows.select_related("current_task_state")
    return {state.object_id: state for state in rows.order_by("created_at", "pk")}


def _own_proposal(
    proposal: PracticeProposal, page: PracticePage | None, states: dict[str, WorkflowState]
) -> OwnProposal:
    if page is None:
        return OwnProposal(proposal, _("A practice"), ProposalState.NOT_KEPT)
    if page.live:
        return OwnProposal(proposal, page.title, ProposalState.SHOWN, url=page.get_url())
    state = states.get(str(page.pk))
    title = page.draft_title or page.title
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        # Unpublished after publication.
        gone = ProposalState.NOT_KEPT if page.first_published_at else ProposalState.WAITING
        return OwnProposal(proposal, title, gone)
    task: TaskState | None = state.current_task_state
    return OwnProposal(
        proposal, title, ProposalState.SENT_BACK, comment=task.comment if task else ""
    )


def practices_page_url() -> str:
    """Return the address of the list; "" when it is not published."""
    page: Any = in_source_language(PracticesPage.objects.live()).order_by("path").first()
    return (page.get_url() or "") if page else ""


def practice_titles(keys: set[UUID]) -> dict[UUID, str]:
    pages = in_source_language(PracticePage.objects.filter(translation_key__in=keys))
    return dict(pages.values_list("translation_key", "title"))


def services_of_open_portals() -> QuerySet[PortalService]:
    """Return services of open portals that are open themselves, by portal."""
    open_portals = Portal.objects.open().values("pk")
    return (
        open_services(today())
        .filter(portal__in=open_portals)
        .select_related("portal")
        .order_by("portal__name", "sort_order", "pk")
    )
