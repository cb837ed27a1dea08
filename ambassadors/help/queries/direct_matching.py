"""Find who could help one request now, outside rounds, and why nobody when nobody is left."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from heapq import nsmallest
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from ambassadors.help import matching
from ambassadors.help.enums import Answer, Side
from ambassadors.help.models import Ambassador, HelpRequest, Pair
from ambassadors.help.models.network import HelpRequestQuerySet
from ambassadors.help.queries.colleagues import Workplace, workplaces_of
from ambassadors.help.queries.rounds import (
    ambassadors_available_today,
    sides_of_direct_match,
    topic_names_by_key,
)
from ambassadors.help.reasons import Unmet, displayed_reason
from ambassadors.help.wording import ReasonFact, reason_facts, topic_keys
from core.collation import fold_text, truncate_search
from core.dates import today
from people.models import Person
from quizzes.models import Competence


MOST_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class AmbassadorSearch:
    """A request and the ambassadors who can be asked now, each with one place. `keys`: of ambassadors, by
    person."""

    seeker: matching.Seeker
    guides: tuple[matching.Guide, ...]
    keys: dict[int, int]

    def best(self) -> matching.Pair | None:
        result = matching.match([self.seeker], self.guides)
        return result.pairs[0] if result.pairs else None

    def without(self, guide: matching.Id) -> "AmbassadorSearch":
        return replace(
            self, guides=tuple(candidate for candidate in self.guides if candidate.id != guide)
        )

    def best_fits(self, number: int) -> list[matching.Pair]:
        """Return the best pairs, best first, scoring each pair once."""
        fits = [(guide, matching.score(self.seeker, guide)) for guide in self.guides]
        ranked = [
            (matching.load_cost(guide.load) - fit.points, guide.id, fit)
            for guide, fit in fits
            if fit is not None
        ]
        return [
            matching.Pair(self.seeker.id, guide, fit.points, fit.reasons)
            for _rank, guide, fit in nsmallest(number, ranked, key=lambda row: row[:2])
        ]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An ambassador who agreed to be chosen: who they are and why, never how many they help."""

    person: Person
    work: str
    facts: list[ReasonFact]

    @property
    def uuid(self) -> UUID:
        return self.person.uuid


def requests_to_match_now() -> HelpRequestQuerySet:
    """Return open requests looked for outside rounds, of people who work here; oldest first."""
    employed = Person.objects.employed_on(today()).values("pk")
    return HelpRequest.objects.open().filter(at_once=True, person__in=employed)


def search_for(
    help_request: HelpRequest,
    *,
    among: QuerySet[Ambassador] | None = None,
    wishes: Iterable[matching.Id] = (),
) -> AmbassadorSearch | None:
    """Return the search, or None when the request is no longer there.

    It leaves out ambassadors once proposed to the request, and those whom its author asked in vain since
    yesterday.
    """
    free = _with_free_place(ambassadors_available_today() if among is None else among)
    free = free.exclude(pk__in=_recent_proposals(help_request).values("ambassador"))
    seekers, guides, keys = sides_of_direct_match(
        HelpRequest.objects.filter(pk=help_request.pk), _who_know_a_topic(free, help_request)
    )
    if not seekers:
        return None
    seeker = replace(seekers[0], wishes=tuple(wishes))
    return AmbassadorSearch(seeker, tuple(replace(guide, capacity=1) for guide in guides), keys)


def _recent_proposals(help_request: HelpRequest) -> QuerySet[Pair]:
    """Return the author's unanswered proposals since yesterday: repeated requests must not mail one colleague
    each time."""
    proposals = Pair.objects.outside_rounds().filter(request__person=help_request.person_id)
    lately = proposals.filter(proposed_at__gt=timezone.now() - timedelta(days=1))
    return lately.exclude(ambassador_answer=Answer.ACCEPTED).order_by()


def choosable_ambassadors() -> QuerySet[Ambassador]:
    return ambassadors_available_today().filter(may_be_chosen=True)


def ambassadors_listed_to(person: Person) -> QuerySet[Ambassador]:
    """Return ambassadors who agreed to be named or chosen, without the reader; the others stay unnamed."""
    agreed = Q(is_named=True) | Q(may_be_chosen=True)
    named = Ambassador.objects.active().filter(agreed, person__is_active=True)
    here = Person.objects.employed_on(today()).values("pk")
    return named.filter(person__in=here).exclude(person=person).select_related("person")


def colleagues_with_name(typed: str, *, apart_from: Person) -> QuerySet[Person]:
    """Return staff of exactly this name, in either order: names cannot be browsed with it."""
    words = fold_text(truncate_search(typed)).split()
    turns = {" ".join(words[turn:] + words[:turn]) for turn in range(len(words))}
    staff = Person.objects.staff().employed_on(today()).filter(folded_name__in=turns)
    return staff.exclude(pk=apart_from.pk)


def suggestions_for(help_request: HelpRequest) -> list[Suggestion]:
    """Return up to three best fits among those who agreed to be chosen."""
    search = search_for(help_request, among=choosable_ambassadors())
    fits = search.best_fits(MOST_SUGGESTIONS) if search else []
    people = Person.objects.in_bulk([pair.guide for pair in fits])
    workplaces = workplaces_of(Person.objects.filter(pk__in=people), on=today())
    names = topic_names_by_key(topic_keys(reason for pair in fits for reason in pair.reasons))
    return [
        Suggestion(
            person=people[int(pair.guide)],
            work=workplaces.get(int(pair.guide), Workplace()).words,
            facts=reason_facts(pair.reasons, to=Side.SEEKER, topics=names),
        )
        for pair in fits
    ]


def reason_nobody_found(help_request: HelpRequest) -> Unmet:
    """Return what keeps everybody in the network from it; tried, full and ruled out read alike."""
    seekers, guides, _keys = sides_of_direct_match(
        HelpRequest.objects.filter(pk=help_request.pk), ambassadors_available_today()
    )
    result = matching.match(seekers, [replace(guide, capacity=1) for guide in guides])
    if not result.unassigned:
        return Unmet.EVERYONE_FULL
    return displayed_reason(result.unassigned[0].reason)


def _with_free_place(ambassadors: QuerySet[Ambassador]) -> QuerySet[Ambassador]:
    """Exclude full ambassadors; drafts of rounds take no place here: direct requests go first."""
    taken = Pair.objects.taking_a_place().shown().order_by().values("ambassador")
    full = taken.annotate(number=Count("pk")).filter(number__gte=F("ambassador__capacity"))
    return ambassadors.exclude(pk__in=full.values("ambassador"))


def _who_know_a_topic(
    ambassadors: QuerySet[Ambassador], help_request: HelpRequest
) -> QuerySet[Ambassador]:
    """Return ambassadors who know a topic of the request; the others cannot be proposed."""
    topics = list(help_request.topics.order_by().values_list("pk", flat=True))
    competences = list(help_request.competences.order_by().values_list("pk", flat=True))
    if not topics and not competences:
        return ambassadors
    knowing = Ambassador.topics.through.objects.filter(portalservice__in=topics)
    able = Ambassador.competences.through.objects.filter(competence__in=competences)
    return ambassadors.filter(
        Q(pk__in=knowing.values("ambassador")) | Q(pk__in=able.values("ambassador"))
    )


def assessed_competences() -> QuerySet[Competence]:
    """Return the competences with questions in the question bank."""
    with_questions = Competence.questions.through.objects.values("competence")
    return Competence.objects.filter(pk__in=with_questions).exclude(parent=None)


def competences_of_ambassadors() -> QuerySet[Competence]:
    """Return the competences that some active ambassador declares."""
    active = Ambassador.objects.active().values("pk")
    through = Ambassador.competences.through.objects.filter(ambassador__in=active)
    return Competence.objects.filter(pk__in=through.values("competence"))
