"""What the pages of mutual help show to the two people of a pair. Nothing here or below reads use or marks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from ambassadors.help.enums import Answer, Format, PairStatus, Side, Slot
from ambassadors.help.models import Ambassador, HelpRequest, Pair, Session
from ambassadors.help.models.network import HelpRequestQuerySet
from ambassadors.help.models.pairs import PairQuerySet
from ambassadors.help.open_hours import open_hours_text
from ambassadors.help.policies import own_requests
from ambassadors.help.queries.colleagues import Workplace, workplaces_of
from ambassadors.help.queries.rounds import topic_names_in_reasons
from ambassadors.help.wording import ReasonFact, nobody_found_text, reason_facts
from core.dates import today
from people.mail.queries import quiet_hours
from people.models import Person


class HelpState(StrEnum):
    """State of a person's own request, as they see it."""

    NONE = "none"
    WAITING = "waiting"
    NOBODY = "nobody"  # looked for outside rounds, and nobody is left for now
    ASKING = "asking"  # an ambassador has been asked, and is not named before accepting
    PROPOSED = "proposed"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class PairCard:
    """A pair as one of its people sees it; topics and last session are for the ambassador only."""

    pair: Pair
    person: Person
    work: str
    topics: list[str]
    facts: list[ReasonFact]
    last_session: Session | None = None


@dataclass(frozen=True, slots=True)
class HelpSummary:
    """A person's own request; `card` is set once somebody has accepted to help."""

    state: HelpState
    request: HelpRequest | None = None
    card: PairCard | None = None

    @property
    def about(self) -> list[str]:
        return topic_names_of_request(self.request) if self.request else []

    @property
    def why_nobody(self) -> str:
        """Return what keeps everybody from it, and what would help."""
        return nobody_found_text(self.request.found_nobody) if self.request else ""

    @property
    def asking_hours(self) -> str:
        """Return when colleagues are asked outside rounds."""
        is_asked = self.request is not None and self.request.at_once
        return open_hours_text(quiet_hours()) if is_asked else ""

    @property
    def how(self) -> list[str]:
        """Return the formats asked for, in words."""
        formats = self.request.formats if self.request else []
        return [str(Format(value).label) for value in formats]

    @property
    def when(self) -> list[str]:
        slots = self.request.slots if self.request else []
        return [str(Slot(slot).label) for slot in slots]


@dataclass(frozen=True, slots=True)
class AmbassadorDuties:
    """An ambassador's page: proposals to answer, those awaiting the other's answer, people followed."""

    ambassador: Ambassador
    proposals: list[PairCard] = field(default_factory=list)
    accepted: list[PairCard] = field(default_factory=list)
    followed: list[PairCard] = field(default_factory=list)

    @property
    def free(self) -> int:
        """Return free places; proposals take one until they are answered."""
        taken = len(self.proposals) + len(self.accepted) + len(self.followed)
        return max(0, self.ambassador.capacity - taken)


def help_summary_of(person: Person, pairs: QuerySet[Pair]) -> HelpSummary:
    """Return the person's own request, with one query until there is a pair. `pairs`: those that this person may see."""
    requests = requests_with_state(own_requests(person), pairs)
    help_request: Any = requests.select_related("situation").first()
    if help_request is None:
        return HelpSummary(HelpState.NONE)
    pair = (
        _living(pairs).filter(request=help_request).select_related("ambassador__person").first()
        if help_request.has_pair
        else None
    )
    if pair is None:
        state = state_without_pair(
            is_asked=help_request.is_asked, found_nobody=help_request.found_nobody
        )
        return HelpSummary(state, help_request)
    [card] = _cards([pair], to=Side.SEEKER)
    if pair.status == PairStatus.ACTIVE:
        return HelpSummary(HelpState.ACTIVE, help_request, card)
    return HelpSummary(HelpState.PROPOSED, help_request, card)


def requests_with_state(
    requests: HelpRequestQuerySet, pairs: QuerySet[Pair]
) -> HelpRequestQuerySet:
    """Return those under way with `has_pair`, one of these, and `is_asked`: whether an ambassador is to answer."""
    asked = Pair.objects.awaiting_answer().filter(request=OuterRef("pk"))
    return requests.under_way().annotate(
        has_pair=Exists(_living(pairs).filter(request=OuterRef("pk")).order_by()),
        is_asked=Exists(asked.order_by()),
    )


def _living(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    return pairs.filter(status__in=[PairStatus.PROPOSED, PairStatus.ACTIVE])


def state_without_pair(*, is_asked: bool, found_nobody: str) -> HelpState:
    if is_asked:
        return HelpState.ASKING
    return HelpState.NOBODY if found_nobody else HelpState.WAITING


def duties_of(ambassador: Ambassador, pairs: PairQuerySet) -> AmbassadorDuties:
    """Return the ambassador's page. `pairs`: those that this ambassador may see."""
    mine = pairs.filter(ambassador=ambassador)
    living = (mine.awaiting_answer() | mine.active()).order_by("expires_at", "pk")
    rows = living.select_related("request__person", "request__situation").prefetch_related(
        "request__topics", "request__competences"
    )
    duties = AmbassadorDuties(ambassador)
    for card in _cards(rows, to=Side.AMBASSADOR):
        if card.pair.status == PairStatus.ACTIVE:
            duties.followed.append(card)
        elif card.pair.ambassador_answer == Answer.WAITING:
            duties.proposals.append(card)
        else:
            duties.accepted.append(card)
    return duties


def _cards(pairs: Iterable[Pair], *, to: Side) -> list[PairCard]:
    pairs = list(pairs)
    others = {
        pair.pk: (pair.ambassador.person if to == Side.SEEKER else pair.request.person)
        for pair in pairs
    }
    keys = [person.pk for person in others.values()]
    workplaces = workplaces_of(Person.objects.filter(pk__in=keys), on=today())
    topics = topic_names_in_reasons(pairs)
    sessions = _last_sessions(pairs) if to == Side.AMBASSADOR else {}
    return [
        PairCard(
            pair=pair,
            person=others[pair.pk],
            work=workplaces.get(others[pair.pk].pk, Workplace()).words,
            topics=topic_names_of_request(pair.request) if to == Side.AMBASSADOR else [],
            facts=reason_facts(pair.reasons, to=to, topics=topics),
            last_session=sessions.get(pair.pk),
        )
        for pair in pairs
    ]


def topic_names_of_request(help_request: HelpRequest) -> list[str]:
    """Return what it is about: the situation in words, else services and competences."""
    if help_request.situation is not None:
        return [help_request.situation.words_here]
    services = [topic.name_here for topic in help_request.topics.all()]
    return services + [competence.name for competence in help_request.competences.all()]


def _last_sessions(pairs: Iterable[Pair]) -> dict[int, Session]:
    rows = Session.objects.filter(pair__in=[pair.pk for pair in pairs])
    return {session.pair_id: session for session in rows.order_by("held_on", "pk")}
