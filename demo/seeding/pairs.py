"""Seed pairs: agreements, notes and dates of those under way, and a closed quarter."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from ambassadors.help.actions.effect import freeze_quarters, record_quiet_month
from ambassadors.help.actions.follow_up import (
    agree_to_plan,
    give_feedback,
    save_notes,
    save_plan,
)
from ambassadors.help.actions.meetings import accept_meeting, propose_meeting
from ambassadors.help.actions.messages import send_message
from ambassadors.help.actions.pairs import log_session
from ambassadors.help.enums import (
    Answer,
    Discretion,
    Format,
    Outcome,
    PairStatus,
    RequestStatus,
    Rhythm,
)
from ambassadors.help.models import Ambassador, HelpRequest, MatchingRound, Pair
from ambassadors.help.queries.effect import settled_quarters
from cms.models import Portal
from core.dates import today
from demo.generation.model import Demo
from people.models import OutgoingMail, Person


NOTES = (
    "Retrouver un paiement : Mes paiements, puis le mois.\n"
    "À demander la prochaine fois : l’attestation pour l’école."
)
GOALS = ("Faire seule la démarche, du début à la fin", "La montrer à quelqu’un à l’accueil")
LEARNT = "Le suivi des demandes répond à la moitié des appels."
THANKS = "Merci pour la patience."
FEWEST = 24  # enough for a quarter to be told
SENT = (
    *("pair_date", "pair_quiet", "pair_fit", "pair_ended", "pair_closed"),
    *("pair_meeting_proposed", "pair_meeting_agreed", "pair_message"),
)
DAYS_TRIED = 30
ROOM = "Salle Loire, rez-de-chaussée"
MESSAGES = (
    "Bonjour, je peux vous montrer le suivi des demandes quand vous voulez.",
    "Merci ! Je bloque surtout sur les pièces à joindre.",
)


def seed_pairs(demo: Demo, portal: Portal) -> None:
    """Give every second pair under way an agreement; every third is past its first check."""
    active = Pair.objects.active().select_related("request__person", "ambassador__person")
    for number, pair in enumerate(active.order_by("pk")):
        if number % 2 == 0:
            _agree(pair, in_days=3 + number % 7)
            _meet(pair, in_days=3 + number % 7, is_agreed=number % 4 == 0)
        if number % 3 == 0:
            pair.sessions.update(logged_at=timezone.now() - timedelta(days=20))
    _a_quarter_ago(demo, portal)
    freeze_quarters(today=today())
    record_quiet_month(today=today())
    OutgoingMail.objects.filter(kind__in=SENT).delete()  # mailed to nobody


def _agree(pair: Pair, *, in_days: int) -> None:
    seeker, helper = pair.request.person, pair.ambassador.person
    save_plan(
        pair=pair,
        by=helper,
        version=0,
        rhythm=Rhythm.FORTNIGHTLY,
        format=Format.IN_PERSON,
        discretion=Discretion.ALL,
        goals=GOALS,
    )
    agree_to_plan(pair=pair, by=seeker, version=1)
    save_notes(pair=pair, by=seeker, version=0, text=NOTES)
    for by, text in zip((helper, seeker), MESSAGES, strict=True):
        send_message(pair=pair, by=by, text=text)


def _meet(pair: Pair, *, in_days: int, is_agreed: bool) -> None:
    """Have the ambassador propose two moments of the first day on which both are free, and the other agree or not yet."""
    seeker, helper = pair.request.person, pair.ambassador.person
    for days in range(in_days, in_days + DAYS_TRIED):
        starts = [_at(today() + timedelta(days=days), hour) for hour in (10, 14)]
        with suppress(ValidationError):  # one of them is busy then
            proposal = propose_meeting(pair=pair, by=helper, starts=starts, minutes=30, place=ROOM)
            if is_agreed:
                accept_meeting(pair=pair, by=seeker, proposal=proposal.uuid, starts_at=starts[0])
            return


def _a_quarter_ago(demo: Demo, portal: Portal) -> None:
    """Create pairs that began and ended in the last settled quarter."""
    [first_day] = settled_quarters(today=today(), most=1)
    helpers = list(Ambassador.objects.active().order_by("pk")[:8])
    asking = {wish.staff_number for wish in demo.help_requests}
    asking |= {member.staff_number for member in demo.cast}
    people = (
        Person.objects.staff()
        .filter(is_active=True, ambassador=None)
        .employed_throughout(first_day, today())
        .exclude(staff_number__in=asking)
        .order_by("staff_number")[:FEWEST]
    )
    if len(helpers) < 5:
        return
    held = MatchingRound.objects.create(title="Tour d’été", status="published")
    topic = portal.services.order_by("sort_order").first()
    for number, person in enumerate(people):
        pair = _met(person, helpers[number % len(helpers)], held, first_day + timedelta(number))
        pair.request.topics.set([topic] if topic else [])
        _ended(pair, number, first_day + timedelta(days=45 + number))


def _met(person: Person, helper: Ambassador, held: MatchingRound, day: date) -> Pair:
    asked = _noon(day)
    request = HelpRequest.objects.create(
        person=person, status=RequestStatus.MATCHED, created_at=asked
    )
    return Pair.objects.create(
        round=held,
        request=request,
        ambassador=helper,
        status=PairStatus.ACTIVE,
        seeker_answer=Answer.ACCEPTED,
        ambassador_answer=Answer.ACCEPTED,
        proposed_at=asked + timedelta(days=2),
        expires_at=asked + timedelta(days=9),
        reasons=["same_site"],
    )


def _ended(pair: Pair, number: int, last: date) -> None:
    seeker, helper = pair.request.person, pair.ambassador.person
    days = (30, 16, 8, 0)[-(2 + number % 3) :]
    for before in days:
        outcome = Outcome.MEET_AGAIN if before else Outcome.ACQUIRED
        day = last - timedelta(days=before)
        session = log_session(pair=pair, by=helper, held_on=day, minutes=30, outcome=outcome)
        pair.sessions.filter(pk=session.pk).update(logged_at=_noon(day))
    useful = (4, 3, 4, 2)[number % 4]
    give_feedback(pair=pair, by=seeker, useful=useful, learnt=LEARNT, thanks=THANKS)
    Pair.objects.filter(pk=pair.pk).update(ended_at=_noon(last))
    HelpRequest.objects.filter(pk=pair.request_id).update(closed_at=_noon(last))


def _noon(day: date) -> datetime:
    return _at(day, 12)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
