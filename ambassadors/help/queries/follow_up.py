"""Content of a pair's page, and the pairs on which nightly maintenance acts."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, DateField, Exists, F, Max, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext

from ambassadors.help.enums import PairStatus, Side
from ambassadors.help.models import (
    FitAnswer,
    Meeting,
    MeetingProposal,
    Pair,
    PairFeedback,
    PairNotebook,
    PairPlan,
    Session,
)
from ambassadors.help.models.pairs import PairQuerySet
from ambassadors.help.policies import own_pairs
from ambassadors.help.queries.colleagues import Workplace, workplaces_of
from ambassadors.help.queries.messages import ThreadPage, thread_page_of
from ambassadors.help.queries.pages import topic_names_of_request
from cms.models import PortalService
from core.dates import today
from core.site_settings import value_of
from people.models import Person


REVEAL_DELAY = timedelta(days=14)
RECENTLY_ENDED = timedelta(days=45)
ENDED_SHOWN = 5
SESSIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class FitCheck:
    """The first check as one of the two sees it: their own answer, never the other's."""

    last_day: date
    own_answer: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackStatus:
    """Feedback: one's own, and the other's once revealed."""

    own: PairFeedback | None = None
    others: PairFeedback | None = None
    is_revealed: bool = False
    revealed_on: date | None = None
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class PairPage:
    """Everything that one of the two reads on the page of their pair."""

    pair: Pair
    side: Side
    other: Person
    work: str
    topics: list[PortalService]
    plan: PairPlan
    notebook: PairNotebook
    sessions: list[Session] = field(default_factory=list)
    session_count: int = 0
    check: FitCheck | None = None
    closing: FeedbackStatus | None = None
    meeting: Meeting | None = None
    proposal: MeetingProposal | None = None
    thread: ThreadPage = field(default_factory=ThreadPage)

    @property
    def is_active(self) -> bool:
        return bool(self.pair.status == PairStatus.ACTIVE)

    @property
    def about(self) -> list[str]:
        """Return what was asked, while the pair lives: a request that opens again may be about something else."""
        return topic_names_of_request(self.pair.request) if self.is_active else []

    @property
    def line(self) -> str:
        """Return the asker's own words, while the pair lives."""
        return str(self.pair.request.line) if self.is_active else ""

    @property
    def is_helping(self) -> bool:
        return self.side == Side.AMBASSADOR

    @property
    def has_agreed(self) -> bool:
        return self.plan.is_agreed_by(self.side)

    @property
    def next_meeting(self) -> Meeting | None:
        return self.meeting if self.meeting is not None and self.meeting.is_to_come else None

    @property
    def is_to_answer(self) -> bool:
        """Whether the other has proposed moments of which one is still to come."""
        return self.proposal is not None and self.proposal.side != self.side


def pair_page_of(pair: Pair, person: Person) -> PairPage:
    """Return the page's content. `pair`: one of shared_pairs_of(person), with both its people."""
    side = Side.SEEKER if pair.request.person_id == person.pk else Side.AMBASSADOR
    other = pair.ambassador.person if side == Side.SEEKER else pair.request.person
    workplaces = workplaces_of(Person.objects.filter(pk=other.pk), on=today())
    plan = PairPlan.objects.filter(pair=pair).first() or PairPlan(pair=pair)
    sessions = list(pair.sessions.select_related("topic")[: SESSIONS_SHOWN + 1])
    return PairPage(
        pair=pair,
        side=side,
        other=other,
        work=workplaces.get(other.pk, Workplace()).words,
        topics=list(pair.request.topics.all()),
        plan=plan,
        notebook=PairNotebook.objects.filter(pair=pair).first() or PairNotebook(pair=pair),
        sessions=sessions[:SESSIONS_SHOWN],
        session_count=len(sessions),
        check=_check_of(pair, side) if sessions else None,
        closing=None if pair.status == PairStatus.ACTIVE else _closing_of(pair, side, plan),
        meeting=Meeting.objects.filter(pair=pair).select_related("pair").first(),
        proposal=_open_proposal_of(pair),
        thread=thread_page_of(pair, side),
    )


def _open_proposal_of(pair: Pair) -> MeetingProposal | None:
    """Return the proposal while one of its moments is to come."""
    proposal = MeetingProposal.objects.filter(pair=pair).first()
    return proposal if proposal is not None and proposal.moments else None


def _check_of(pair: Pair, side: Side) -> FitCheck | None:
    day = fit_check_day_of(pair)
    if pair.status != PairStatus.ACTIVE or day is None or day <= today():
        return None
    own = FitAnswer.objects.filter(pair=pair, side=side).values_list("answer", flat=True).first()
    return FitCheck(day - timedelta(days=1), own or "")


def _closing_of(pair: Pair, side: Side, plan: PairPlan) -> FeedbackStatus:
    given = {feedback.side: feedback for feedback in pair.feedbacks.all()}
    revealed = _is_revealed(pair, len(given))
    other_side = Side.AMBASSADOR if side == Side.SEEKER else Side.SEEKER
    return FeedbackStatus(
        own=given.get(side),
        others=given.get(other_side) if revealed else None,
        is_revealed=revealed,
        revealed_on=localdate(pair.ended_at + REVEAL_DELAY) if pair.ended_at else None,
        is_asked=not plan.was_let_end,
    )


def is_feedback_revealed(pair: Pair) -> bool:
    return _is_revealed(pair, PairFeedback.objects.filter(pair=pair).count())


def _is_revealed(pair: Pair, given: int) -> bool:
    if pair.ended_at is None:
        return False
    return given == len(Side) or pair.ended_at + REVEAL_DELAY <= timezone.now()


@dataclass(frozen=True, slots=True)
class EndedPair:
    """A link to a recently ended pair."""

    pair: Pair
    other: Person
    awaits_word: bool


def recently_ended_pairs(pairs: PairQuerySet, person: Person) -> list[EndedPair]:
    """Return this person's recently ended pairs, latest first. `pairs`: shared_pairs_of(person)."""
    feedbacks = PairFeedback.objects.filter(pair=OuterRef("pk"))
    mine = Q(side=Side.SEEKER, pair__request__person=person)
    mine |= Q(side=Side.AMBASSADOR, pair__ambassador__person=person)
    rows = (
        pairs.filter(status=PairStatus.ENDED, ended_at__gt=timezone.now() - RECENTLY_ENDED)
        .annotate(
            has_said=Exists(feedbacks.filter(mine)),
            let_end=Exists(PairPlan.objects.filter(pair=OuterRef("pk"), was_let_end=True)),
        )
        .select_related("request__person", "ambassador__person")
        .order_by("-ended_at", "-pk")[:ENDED_SHOWN]
    )
    too_late = timezone.now() - REVEAL_DELAY
    return [
        EndedPair(
            pair=pair,
            other=pair.ambassador.person
            if pair.request.person_id == person.pk
            else pair.request.person,
            awaits_word=not (pair.has_said or pair.let_end) and pair.ended_at > too_late,
        )
        for pair in rows
    ]


# --- Goals ------------------------------------------------------------------------------------------


def suggested_goals(topics: list[PortalService]) -> list[str]:
    """Return two goals for each topic of the request, and one about serving the public."""
    goals = []
    for topic in topics:
        name = topic.name_here
        goals += [
            gettext("Use “%(topic)s” on my own, from beginning to end") % {"topic": name},
            gettext("Explain “%(topic)s” to a colleague in my own words") % {"topic": name},
        ]
    return [*goals, gettext("Show it to somebody at the counter or on the phone")]


# --- For the nights ---------------------------------------------------------------------------------


def pairs_with_begun_fit_check() -> PairQuerySet:
    """Return active pairs that have met, annotated with `check_begins`: the day on which the first session
    was noted.

    That day may be later than the one on which it was held.
    """
    logged = Session.objects.filter(pair=OuterRef("pk")).order_by().values("pair")
    first = logged.annotate(first=Min("logged_at")).values("first")
    return (
        Pair.objects.active()
        .annotate(check_begins=TruncDate(Subquery(first)))
        .filter(check_begins__isnull=False)
    )


def fit_check_day_of(pair: Pair) -> date | None:
    """Return the morning of the check; None before the first session and once it is settled."""
    if PairPlan.objects.filter(pair=pair).exclude(fit_settled_at=None).exists():
        return None
    first = Session.objects.filter(pair=pair).aggregate(first=Min("logged_at"))["first"]
    return fit_check_day_from(localdate(first)) if first else None


def fit_check_day_from(begins: date) -> date:
    return begins + timedelta(days=value_of("FIT_CHECK_DAYS"))


def quiet_pairs(*, today: date) -> PairQuerySet:
    """Return active pairs with nothing noted for long and no date to come.

    `last_heard`: the day of the last session, or of the proposal.
    """
    sessions = Session.objects.filter(pair=OuterRef("pk")).order_by().values("pair")
    last = Subquery(sessions.annotate(last=Max("held_on")).values("last"), output_field=DateField())
    proposed = TruncDate("proposed_at")
    return (
        Pair.objects.active()
        .annotate(last_held=last)
        .annotate(
            last_heard=Case(
                When(last_held__gt=proposed, then=F("last_held")),
                default=Coalesce(proposed, F("last_held")),
                output_field=DateField(),
            )
        )
        .filter(last_heard__lte=today - timedelta(days=value_of("PAIR_QUIET_DAYS")))
        .exclude(Q(meeting__isnull=False) & Q(meeting__starts_at__date__gte=today))
        .order_by("pk")
    )


def has_given_help(person: Person) -> bool:
    """Whether a session was noted in which this person was the ambassador."""
    helped = own_pairs(person).filter(ambassador__person=person)
    return Session.objects.filter(pair__in=helped).exists()
