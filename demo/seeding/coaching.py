"""Seed the ambassadors' rounds: a first one under way, and requests that wait for the next."""

from datetime import timedelta

from django.db.models import F, QuerySet

from ambassadors.help.actions.network import become_ambassador
from ambassadors.help.actions.pairs import answer_pair, log_session
from ambassadors.help.actions.requests import create_request
from ambassadors.help.actions.rounds import draft_round, publish_round
from ambassadors.help.enums import MatchingObjective, Outcome, PairStatus
from ambassadors.help.models import Pair
from cms.models import Portal, PortalService
from core.dates import today
from demo.generation.model import Ambassador as Offer
from demo.generation.model import Demo
from demo.generation.model import HelpRequest as Wish
from people.models import OutgoingMail, Person


STILL_WAITING = 6
BEFORE_THE_MEETINGS = timedelta(days=28)
MEETINGS = ((21, 20, Outcome.MEET_AGAIN), (7, 10, Outcome.MEET_AGAIN))


def seed_coaching_rounds(demo: Demo, portal: Portal) -> None:
    """Match all but the latest requests; every third pair still has to answer."""
    people = Person.objects.filter(is_active=True).in_bulk(field_name="staff_number")
    services = {service.slug: service for service in portal.services.all()}
    for offer in demo.ambassadors:
        if offer.staff_number in people:
            offer_help(offer, people[offer.staff_number], services)
    played = {member.staff_number for member in demo.cast}
    wishes = [
        wish
        for wish in demo.help_requests
        if wish.staff_number in people and wish.staff_number not in played
    ]
    for wish in wishes[:-STILL_WAITING]:
        ask(wish, people[wish.staff_number], services)
    first = draft_round(title="Premier tour", mode=MatchingObjective.MOST_PEOPLE)
    publish_round(matching_round=first)
    OutgoingMail.objects.all().delete()  # an invented past is mailed to nobody
    accept(Pair.objects.filter(round=first, status=PairStatus.PROPOSED).order_by("pk"))
    for wish in wishes[-STILL_WAITING:]:
        ask(wish, people[wish.staff_number], services)


def offer_help(offer: Offer, person: Person, services: dict[str, PortalService]) -> None:
    become_ambassador(
        person=person,
        topics=[services[topic] for topic in offer.topics],
        formats=offer.formats,
        slots=offer.slots,
        capacity=offer.capacity,
    )


def ask(wish: Wish, person: Person, services: dict[str, PortalService]) -> None:
    create_request(
        person=person,
        topics=[services[topic] for topic in wish.topics],
        formats=wish.formats,
        slots=wish.slots,
    )


def accept(pairs: QuerySet[Pair]) -> None:
    for number, pair in enumerate(pairs.select_related("ambassador__person", "request__person")):
        if number % 3 == 2:
            continue
        answer_pair(pair=pair, person=pair.ambassador.person, accept=True)
        answer_pair(pair=pair, person=pair.request.person, accept=True)
        Pair.objects.filter(pk=pair.pk).update(
            proposed_at=F("proposed_at") - BEFORE_THE_MEETINGS,
            expires_at=F("expires_at") - BEFORE_THE_MEETINGS,
        )
        pair.refresh_from_db()
        for days_ago, minutes, outcome in MEETINGS:
            log_session(
                pair=pair,
                by=pair.ambassador.person,
                held_on=today() - timedelta(days=days_ago),
                minutes=minutes,
                outcome=outcome,
            )
