"""What mutual help holds about a person. The other one of a pair is never named in an export."""

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from ambassadors import privacy_network, privacy_practices
from ambassadors.actions import cancel_request, leave_network
from ambassadors.actions.workshops import give_up_seat
from ambassadors.enums import PairStatus, RoundStatus, Side
from ambassadors.models import (
    Ambassador,
    HelpRequest,
    Pair,
    Seat,
    Session,
    UnmetRequest,
    WorkshopSession,
)
from ambassadors.policies import own_pairs, own_requests, pairs_visible_to, seats_visible_to
from ambassadors.privacy_routine import holdings as of_routine
from ambassadors.privacy_wishes import colleagues_named, offer_aim_rows, request_aim_rows
from ambassadors.privacy_workshops import holdings_of_workshops
from ambassadors.queries import topic_names
from ambassadors.retention import (
    AMBASSADORS,
    HELP_SESSIONS,
    PAIRS,
    REQUESTS,
    SEATS,
    TRAINERS,
    UNMET,
)
from ambassadors.wording import facts
from people.enums import DataChapter, NoticePurpose
from people.models import Person
from people.notices import Notice, register_notice
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows, register_holding
from people.retention_registry import retention_text


# Of rows under no field’s own name.
HEADINGS = (
    gettext_noop("Side"),
    gettext_noop("Logged at"),
    gettext_noop("Created at"),
    gettext_noop("People"),
    gettext_noop("Kinds of help"),
    gettext_noop("Ambassadors named"),
    gettext_noop("Gladly"),
    gettext_noop("Rather not"),
)


def register() -> None:
    """In the order in which erasers run: what hangs on a pair or a request goes before it."""
    holdings = (
        *of_routine(),
        _sessions(),
        _pairs(),
        _unmet(),
        _ruled_out(),
        colleagues_named(),
        _requests(),
        *privacy_network.holdings(),
        _ambassadors(),
        *holdings_of_workshops(),
        _seats(),
        _given(),
        *privacy_practices.holdings(),
    )
    for holding in holdings:
        register_holding(holding)
    register_notice(
        Notice(
            NoticePurpose.HELP,
            3,
            _(
                "To bring together who asks for help and who can give it, Passerelle notes what you ask for "
                "or offer and, of your sessions, the day, the length and what follows. Whoever brings "
                "people together and the colleague proposed to you see it; what the two of a pair write, "
                "only those two; whether a pair suits you, nobody. Of workshops it notes your seat and "
                "whether you came, for the trainers and whoever runs the workshops. What you think of a "
                "workshop, what you find useful and your votes are counted without your name; a practice "
                "that you propose bears it only if you wish. Your manager sees a seat that they asked for "
                "and the minutes a week of an application, nothing else. Once a quarter the whole is told "
                "in thirds, among many."
            ),
            tuple(each.model for each in holdings),
        )
    )


def _ambassadors() -> Holding:
    return Holding(
        model=Ambassador._meta.label,
        title=_("What you offer as an ambassador"),
        purpose=_("To propose to you colleagues whom you can help."),
        recipients=_(
            "You; whoever runs the matching; the colleagues proposed to you; if you agree to be chosen, "
            "those who ask for help; everybody here, if you agreed to be named on the page of the "
            "ambassadors."
        ),
        retention=retention_text(AMBASSADORS),
        source=_("You, when you sign up."),
        chapter=DataChapter.HELP,
        export=_ambassador_rows,
        erase=lambda person: delete_rows(Ambassador.objects.filter(person=person)),
    )


def _requests() -> Holding:
    return Holding(
        model=HelpRequest._meta.label,
        title=_("Your requests for help"),
        purpose=_("To find a colleague who can help you."),
        recipients=_("You; whoever runs the matching; the ambassador proposed to you."),
        retention=retention_text(REQUESTS),
        source=_("You, when you ask."),
        chapter=DataChapter.HELP,
        export=_request_rows,
        private=True,
        erase=lambda person: delete_rows(HelpRequest.objects.filter(person=person)),
    )


def _ruled_out() -> Holding:
    return Holding(
        model=HelpRequest.ruled_out.through._meta.label,
        title=_("People whom you would rather not meet"),
        purpose=_("Never to propose them to you."),
        recipients=_("You; nobody reads the names."),
        retention=retention_text(REQUESTS),
        source=_("You, when you ask."),
        chapter=DataChapter.HELP,
        export=_ruled_out_rows,
        private=True,
        erase=_erase_ruled_out,
    )


def _unmet() -> Holding:
    return Holding(
        model=UnmetRequest._meta.label,
        title=_("Rounds that found nobody for you"),
        purpose=_("To say why, and to look for the ambassadors that are missing."),
        recipients=_("Whoever runs the matching."),
        retention=retention_text(UNMET),
        source=_("Passerelle itself, when a round is drafted."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            _unmet_of(person)
            .filter(request__in=own_requests(person).values("pk"))
            .exclude(round__status=RoundStatus.DRAFT)
            .values("round__title", "round__created_at", "reason")
        ),
        private=True,
        erase=lambda person: delete_rows(_unmet_of(person)),
    )


def _pairs() -> Holding:
    return Holding(
        model=Pair._meta.label,
        title=_("Your pairs"),
        purpose=_("To bring together who asks for help and who can give it."),
        recipients=_("You and the other person of the pair; drafts: whoever runs the matching."),
        retention=retention_text(PAIRS),
        source=_("Passerelle itself, when a round is drafted; you, for your answer."),
        chapter=DataChapter.HELP,
        export=_pair_rows,
        private=True,
        erase=_erase_pairs,
    )


def _sessions() -> Holding:
    return Holding(
        model=Session._meta.label,
        title=_("Sessions of your pairs"),
        purpose=_(
            "To know that help was given: the day, the length and what follows, nothing of what was said."
        ),
        recipients=_("You and the other person of the pair."),
        retention=retention_text(HELP_SESSIONS),
        source=_("You or the other person of the pair, after a meeting."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            _sessions_of(person)
            .filter(pair__in=own_pairs(person).values("pk"))
            .values("held_on", "minutes", "outcome", "topic__name", "next_on", "logged_at")
        ),
        private=True,
        erase=lambda person: delete_rows(_sessions_of(person)),
    )


def _seats() -> Holding:
    return Holding(
        model=Seat._meta.label,
        title=_("Your seats at workshops"),
        purpose=_("To keep you a seat, and to know who came."),
        recipients=_("You; the trainers of that workshop; whoever runs the workshops."),
        retention=retention_text(SEATS),
        source=_(
            "You, when you take a seat; your manager or whoever runs the workshops, when they ask for one; "
            "the trainers or the code of the room, for whether you came."
        ),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            seats_visible_to(person).values(
                "session__workshop__title",
                "session__starts_at",
                "number",
                "has_come",
                "origin",
                "asked_at",
            )
        ),
        private=True,
        erase=_erase_seats,
    )


def _given() -> Holding:
    through = WorkshopSession.trainers.through
    return Holding(
        model=WorkshopSession._meta.label,
        title=_("Workshops that you give"),
        purpose=_("To say who gives a workshop."),
        recipients=_("Everybody who may join the workshop."),
        retention=retention_text(TRAINERS),
        source=_("Whoever runs the workshops."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            through.objects.filter(person=person)
            .order_by("workshopsession__starts_at", "pk")
            .values("workshopsession__workshop__title", "workshopsession__starts_at")
        ),
        erase=lambda person: delete_rows(through.objects.filter(person=person)),
    )


# --- Rows -------------------------------------------------------------------------------------------


def _ambassador_rows(person: Person) -> Rows:
    return [
        {
            "started_at": each.started_at,
            "ended_at": each.ended_at,
            "topics": [topic.name for topic in each.topics.all()],
            "formats": each.formats,
            "slots": each.slots,
            "competences": [competence.name for competence in each.competences.all()],
            "may_be_chosen": each.may_be_chosen,
            "capacity": each.capacity,
            "is_paused": each.is_paused,
            "minutes_a_week": each.minutes_a_week,
            "charter_version": each.charter_version,
            "charter_accepted_at": each.charter_accepted_at,
            "is_named": each.is_named,
            "is_thanked": each.is_thanked,
            **offer_aim_rows(each),
        }
        for each in Ambassador.objects.filter(person=person).prefetch_related(
            "topics", "competences"
        )
    ]


def _request_rows(person: Person) -> Rows:
    return [
        {
            "created_at": each.created_at,
            "status": each.status,
            "closed_at": each.closed_at,
            "topics": [topic.name for topic in each.topics.all()],
            "competences": [competence.name for competence in each.competences.all()],
            "formats": each.formats,
            "slots": each.slots,
            "urgency": each.urgency,
            "at_once": each.at_once,
            "found_nobody": each.found_nobody,
            **request_aim_rows(each),
        }
        for each in own_requests(person).prefetch_related("topics", "competences")
    ]


def _ruled_out_rows(person: Person) -> Rows:
    """How many for each request: their names are theirs, and who ruled out this person is others'."""
    rows = own_requests(person).annotate(people=Count("ruled_out"))
    asked = rows.filter(people__gt=0).order_by("created_at", "pk")
    return plain_rows(asked.values("created_at", "people"))


def _pairs_of(person: Person) -> QuerySet[Pair]:
    own = Pair.objects.filter(request__person=person)
    return own | Pair.objects.filter(ambassador__person=person)


def _pair_rows(person: Person) -> Rows:
    """What the pages of the two show, said to this side: a draft, a pair that the ambassador has not
    accepted and the grounds of the other are not there. Of a proposal that never began no moment is
    told: an end before its time is a refusal, one after it is silence."""
    rows = []
    pairs = list(pairs_visible_to(person).select_related("request", "round"))
    topics = topic_names(pairs)
    for pair in pairs:
        side = Side.SEEKER if pair.request.person_id == person.pk else Side.AMBASSADOR
        answer = pair.seeker_answer if side == Side.SEEKER else pair.ambassador_answer
        has_begun = pair.status in (PairStatus.ACTIVE, PairStatus.ENDED)
        rows.append(
            {
                "round": pair.round.title if pair.round else gettext("outside rounds"),
                "side": str(side.label),
                "reasons": [fact.text for fact in facts(pair.reasons, to=side, topics=topics)],
                "your_answer": answer,
                "proposed_at": pair.proposed_at,
                "ended_at": pair.ended_at if has_begun else None,
            }
        )
    return rows


def _sessions_of(person: Person) -> QuerySet[Session]:
    return Session.objects.filter(pair__in=_pairs_of(person).values("pk"))


def _unmet_of(person: Person) -> QuerySet[UnmetRequest]:
    return UnmetRequest.objects.filter(request__person=person)


# --- Erasers ----------------------------------------------------------------------------------------


def _erase_pairs(person: Person) -> int:
    """The people whom this person was to help wait for somebody else."""
    for ambassador in Ambassador.objects.active().filter(person=person):
        leave_network(ambassador=ambassador)
    for request in HelpRequest.objects.under_way().filter(person=person):
        cancel_request(request=request, tells=False)
    return delete_rows(Pair.objects.filter(pk__in=_pairs_of(person).values("pk")))


def _erase_ruled_out(person: Person) -> int:
    through = HelpRequest.ruled_out.through
    own = delete_rows(through.objects.filter(helprequest__person=person))
    return own + delete_rows(through.objects.filter(person=person))


def _erase_seats(person: Person) -> int:
    """Seats to come go to who waits for them."""
    own = Seat.objects.filter(person=person)
    to_come = WorkshopSession.objects.filter(cancelled_at=None, seats_taken__in=own)
    number = own.count()
    for session in to_come.filter(Q(starts_at=None) | Q(starts_at__gt=Now())):
        give_up_seat(session=session, person=person, tells=False)
    delete_rows(own)
    return number
