"""Declare what mutual help holds about a person. An export never names the other person of a pair."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from ambassadors.help.actions.network import leave_network
from ambassadors.help.actions.requests import cancel_request
from ambassadors.help.enums import PairStatus, RoundStatus, Side
from ambassadors.help.models import (
    Ambassador,
    Application,
    HelpRequest,
    Pair,
    Session,
    UnmetRequest,
)
from ambassadors.help.policies import own_applications, own_pairs, own_requests, pairs_visible_to
from ambassadors.help.privacy_follow_up import HOLDINGS as FOLLOW_UP_HOLDINGS
from ambassadors.help.privacy_questions import questions_asked_holding
from ambassadors.help.privacy_reports import HOLDINGS as REPORT_HOLDINGS
from ambassadors.help.privacy_wishes import (
    colleagues_named_holding,
    offer_aim_rows,
    request_aim_rows,
)
from ambassadors.help.queries.rounds import topic_names_in_reasons
from ambassadors.help.retention import (
    AMBASSADORS,
    APPLICATIONS,
    HELP_SESSIONS,
    PAIRS,
    REQUESTS,
    UNMET,
)
from ambassadors.help.wording import reason_facts
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.retention_registry import retention_text


# Headings of exported values that are not named after a model field.
HEADINGS = (
    gettext_noop("Side"),
    gettext_noop("Written by"),
    gettext_noop("Messages"),
    gettext_noop("Logged at"),
    gettext_noop("Created at"),
    gettext_noop("People"),
    gettext_noop("Kinds of help"),
    gettext_noop("Ambassadors named"),
    gettext_noop("Gladly"),
    gettext_noop("Rather not"),
)


# --- Rows -------------------------------------------------------------------------------------------


def _ambassador_rows(person: Person) -> Rows:
    return [
        {
            "started_at": ambassador.started_at,
            "ended_at": ambassador.ended_at,
            "topics": [topic.name for topic in ambassador.topics.all()],
            "formats": ambassador.formats,
            "slots": ambassador.slots,
            "competences": [competence.name for competence in ambassador.competences.all()],
            "may_be_chosen": ambassador.may_be_chosen,
            "capacity": ambassador.capacity,
            "is_paused": ambassador.is_paused,
            "minutes_a_week": ambassador.minutes_a_week,
            "charter_version": ambassador.charter_version,
            "charter_accepted_at": ambassador.charter_accepted_at,
            "is_named": ambassador.is_named,
            "is_thanked": ambassador.is_thanked,
            **offer_aim_rows(ambassador),
        }
        for ambassador in Ambassador.objects.filter(person=person).prefetch_related(
            "topics", "competences"
        )
    ]


def _request_rows(person: Person) -> Rows:
    return [
        {
            "created_at": help_request.created_at,
            "status": help_request.status,
            "closed_at": help_request.closed_at,
            "topics": [topic.name for topic in help_request.topics.all()],
            "competences": [competence.name for competence in help_request.competences.all()],
            "formats": help_request.formats,
            "slots": help_request.slots,
            "urgency": help_request.urgency,
            "at_once": help_request.at_once,
            "found_nobody": help_request.found_nobody,
            "situation": help_request.situation.words if help_request.situation else "",
            "line": help_request.line,
            **request_aim_rows(help_request),
        }
        for help_request in own_requests(person)
        .select_related("situation")
        .prefetch_related("topics", "competences")
    ]


def _ruled_out_rows(person: Person) -> Rows:
    """Return counts by request: names belong to the people named, and to those who ruled out this person."""
    rows = own_requests(person).annotate(people=Count("ruled_out"))
    with_people = rows.filter(people__gt=0).order_by("created_at", "pk")
    return plain_rows(with_people.values("created_at", "people"))


def _pairs_of(person: Person) -> QuerySet[Pair]:
    own = Pair.objects.filter(request__person=person)
    return own | Pair.objects.filter(ambassador__person=person)


def _pair_rows(person: Person) -> Rows:
    """Return what the pages show to this side; drafts, unaccepted pairs and the other's grounds are left out.

    A proposal that never began has no moment: an end before its time is a refusal, one after it is silence.
    """
    rows = []
    pairs = list(pairs_visible_to(person).select_related("request", "round"))
    topics = topic_names_in_reasons(pairs)
    for pair in pairs:
        side = Side.SEEKER if pair.request.person_id == person.pk else Side.AMBASSADOR
        answer = pair.seeker_answer if side == Side.SEEKER else pair.ambassador_answer
        has_begun = pair.status in (PairStatus.ACTIVE, PairStatus.ENDED)
        rows.append(
            {
                "round": pair.round.title if pair.round else gettext("outside rounds"),
                "side": str(side.label),
                "reasons": [
                    fact.text for fact in reason_facts(pair.reasons, to=side, topics=topics)
                ],
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
    """Delete the pairs and reopen the requests of the people whom this person helped."""
    for ambassador in Ambassador.objects.active().filter(person=person):
        leave_network(ambassador=ambassador)
    for help_request in HelpRequest.objects.under_way().filter(person=person):
        cancel_request(help_request=help_request, notify=False)
    return delete_rows(Pair.objects.filter(pk__in=_pairs_of(person).values("pk")))


def _erase_ruled_out(person: Person) -> int:
    through = HelpRequest.ruled_out.through
    own = delete_rows(through.objects.filter(helprequest__person=person))
    return own + delete_rows(through.objects.filter(person=person))


def _no_rows(_person: Person) -> Rows:
    """Return nothing: a row exists unless the nominee had something under way, so a list would reveal it."""
    return []


def _application_rows(person: Person) -> Rows:
    """Return the person's applications without the nominator, whose name the page shows."""
    return [
        {
            "created_at": application.created_at,
            "status": application.status,
            "topics": [topic.name for topic in application.topics.all()],
            "formats": application.formats,
            "slots": application.slots,
            "capacity": application.capacity,
            "minutes_a_week": application.minutes_a_week,
            "decided_at": application.decided_at,
            "closed_at": application.closed_at,
        }
        for application in own_applications(person).prefetch_related("topics").order_by("pk")
    ]


# In the order in which erasers run: what depends on a pair or a request goes first.
HOLDINGS: tuple[Holding, ...] = (
    *FOLLOW_UP_HOLDINGS,
    *REPORT_HOLDINGS,
    Holding(
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
            .values("held_on", "minutes", "outcome", "topic__name", "logged_at")
        ),
        private=True,
        erase=lambda person: delete_rows(_sessions_of(person)),
    ),
    Holding(
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
    ),
    Holding(
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
    ),
    Holding(
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
    ),
    colleagues_named_holding(),
    questions_asked_holding(),
    Holding(
        model=HelpRequest._meta.label,
        title=_("Your requests for help"),
        purpose=_("To find a colleague who can help you."),
        recipients=_(
            "You; whoever runs the matching, without your own words; the ambassador proposed to you."
        ),
        retention=retention_text(REQUESTS),
        source=_("You, when you ask."),
        chapter=DataChapter.HELP,
        export=_request_rows,
        private=True,
        erase=lambda person: delete_rows(HelpRequest.objects.filter(person=person)),
    ),
    Holding(
        model=Application._meta.label,
        title=_("Your applications to the network of ambassadors"),
        purpose=_("To ask your manager for the time that you would give."),
        recipients=_("You; your manager: your name and the minutes a week."),
        retention=retention_text(APPLICATIONS),
        source=_("You, when you apply; whoever proposed you."),
        chapter=DataChapter.HELP,
        export=_application_rows,
        erase=lambda person: delete_rows(Application.objects.filter(person=person)),
    ),
    Holding(
        model=Application._meta.label,
        part="made",
        title=_("Colleagues whom you proposed as ambassadors"),
        purpose=_("To tell them who thought of them."),
        recipients=_("The colleague whom you proposed."),
        retention=retention_text(APPLICATIONS),
        source=_("You, when you propose somebody."),
        chapter=DataChapter.HELP,
        export=_no_rows,
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: Application.objects.filter(nominated_by=person).update(
            nominated_by=None
        ),
    ),
    Holding(
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
    ),
)
