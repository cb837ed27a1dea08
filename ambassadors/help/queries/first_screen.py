"""Mutual help on the first screen: one query for whoever has a pair, none for anybody else (people.queries.facts)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from ambassadors.help.enums import PairStatus, Side
from ambassadors.help.models import HelpRequest, Meeting, MeetingProposal, Pair, PairMessage
from ambassadors.help.policies import (
    own_ambassador_record,
    own_requests,
    pairs_visible_to,
    shared_pairs_of,
)
from ambassadors.help.queries.colleagues import work_in_words
from ambassadors.help.queries.meetings import PAIR_PEOPLE
from ambassadors.help.queries.pages import (
    HelpState,
    HelpSummary,
    PairCard,
    requests_with_state,
    state_without_pair,
)
from ambassadors.help.queries.rounds import topic_names_in_reasons
from ambassadors.help.queries.topics import topic_names, with_reason_topics
from ambassadors.help.wording import reason_facts, topic_keys
from core.dates import today
from people.enums import NoticePurpose
from people.models import NoticeSeen, Person, Position
from people.queries.compiled import compiled_for_person
from people.queries.facts import Fact
from people.queries.notices import CurrentNotice, notice_in_force, version_in_force


ABOUT_TO = timedelta(minutes=15)
SHOWN_OF_PAIRS = (
    *("uuid", "status", "reasons", "round", "expires_at", "meeting", "meeting_proposal"),
    *(f"{person}__{name}" for person in PAIR_PEOPLE for name in ("first_name", "last_name")),
    *("ambassador__person__email", "request__at_once"),
)


def _own_request_row(person: Person) -> Subquery:
    rows = requests_with_state(own_requests(person), pairs_visible_to(person))
    row = JSONObject(
        has_pair="has_pair", is_asked="is_asked", found_nobody="found_nobody", at_once="at_once"
    )
    return Subquery(rows.values(row=row)[:1])


OWN_REQUEST, IS_AMBASSADOR, HAS_PAIR = "own_request", "is_ambassador", "has_pair"
HELP_FACTS = (
    Fact(OWN_REQUEST, _own_request_row),
    Fact(IS_AMBASSADOR, lambda person: Exists(own_ambassador_record(person).order_by())),
    Fact(HAS_PAIR, lambda person: Exists(shared_pairs_of(person).active().order_by())),
)


@dataclass(frozen=True, slots=True)
class PairNews:
    """News of a pair for one of its two on the first screen: the meeting, moments to answer, a message."""

    pair: Pair
    other: Person
    is_helping: bool
    meeting: Meeting | None
    proposal: MeetingProposal | None
    has_message: bool
    unread_notice: CurrentNotice | None

    @property
    def is_meeting_now(self) -> bool:
        """Return whether the meeting is about to begin or under way."""
        return self.meeting is not None and self.meeting.starts_at - ABOUT_TO <= timezone.now()


def living_pairs_of(person: Person) -> list[Any]:
    """Return what the first screen shows of the person's pairs, active or to be answered, in one query."""
    return _living_pairs(person)


def pair_news(pairs: list[Any], person: Person) -> list[PairNews]:
    """Return the pairs under way; those with a meeting first, the soonest first. `pairs`: `living_pairs_of`."""
    return [_news_of(pair, person) for pair in pairs if pair.status == PairStatus.ACTIVE]


def help_summary(row: dict[str, Any], pairs: list[Any], person: Person) -> HelpSummary:
    """Return the person's own request. `row`: the fact OWN_REQUEST; `pairs`: `living_pairs_of`."""
    pair = next((pair for pair in pairs if pair.request.person_id == person.pk), None)
    if pair is None:
        request = HelpRequest(found_nobody=row["found_nobody"], at_once=bool(row["at_once"]))
        state = state_without_pair(is_asked=row["is_asked"], found_nobody=row["found_nobody"])
        return HelpSummary(state, request)
    is_active = pair.status == PairStatus.ACTIVE
    state = HelpState.ACTIVE if is_active else HelpState.PROPOSED
    return HelpSummary(state, pair.request, _card_of_seeker(pair))


def _card_of_seeker(pair: Any) -> PairCard:
    work = pair.ambassadors_work or {}
    topics = topic_names(pair)
    if topic_keys(pair.reasons) - topics.keys():  # which the ambassador knows no longer
        topics = topic_names_in_reasons([pair])
    facts = reason_facts(pair.reasons, to=Side.SEEKER, topics=topics)
    return PairCard(
        pair=pair,
        person=pair.ambassador.person,
        work=work_in_words(work.get("job"), work.get("site")),
        topics=[],
        facts=facts,
    )


@compiled_for_person()
def _living_pairs(person: Person) -> QuerySet[Pair]:
    newer = PairMessage.objects.filter(pair=OuterRef("pk")).order_by()
    from_seeker = newer.filter(side=Side.SEEKER, pk__gt=OuterRef("ambassador_seen_message"))
    from_ambassador = newer.filter(side=Side.AMBASSADOR, pk__gt=OuterRef("seeker_seen_message"))
    seen = NoticeSeen.objects.filter(person=person, purpose=NoticePurpose.HELP)
    held = Position.objects.held_on(today()).primary().order_by()
    work = held.filter(person=OuterRef("ambassador__person"))
    pairs = (
        pairs_visible_to(person)
        .filter(status__in=[PairStatus.PROPOSED, PairStatus.ACTIVE])
        .annotate(
            ambassador_seen_message=F("thread__ambassador_seen"),
            seeker_seen_message=F("thread__seeker_seen"),
            notice_version=version_in_force(NoticePurpose.HELP),
        )
        .annotate(
            has_seekers_message=Exists(from_seeker),
            has_ambassadors_message=Exists(from_ambassador),
            has_seen_notice=Exists(seen.filter(version=OuterRef("notice_version"))),
            ambassadors_work=Subquery(
                work.values(row=JSONObject(job="job__name", site="site__name"))[:1]
            ),
        )
    )
    return (
        with_reason_topics(pairs)
        .select_related("meeting", "meeting_proposal", *PAIR_PEOPLE)
        .only(*SHOWN_OF_PAIRS)
        .order_by(F("meeting__starts_at").asc(nulls_last=True), "pk")
    )


def _news_of(pair: Any, person: Person) -> PairNews:
    is_helping = pair.ambassador.person_id == person.pk
    meeting = getattr(pair, "meeting", None)
    proposal = getattr(pair, "meeting_proposal", None)
    side = Side.AMBASSADOR if is_helping else Side.SEEKER
    is_to_answer = proposal is not None and proposal.side != side and proposal.moments
    return PairNews(
        pair=pair,
        other=pair.request.person if is_helping else pair.ambassador.person,
        is_helping=is_helping,
        meeting=meeting if meeting is not None and meeting.is_to_come else None,
        proposal=proposal if is_to_answer else None,
        has_message=pair.has_seekers_message if is_helping else pair.has_ambassadors_message,
        unread_notice=None
        if pair.has_seen_notice
        else notice_in_force(NoticePurpose.HELP, pair.notice_version),
    )
