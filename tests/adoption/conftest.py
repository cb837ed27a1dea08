"""An organisation of 60 people, its portal, and a day on which October 2026 is closed."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from adoption.foundation.periods import Month
from adoption.publishing.queries import read_cache
from adoption.usage.enums import DeclaredUse
from adoption.usage.models import Declaration
from adoption.usage.pseudonyms import subject_of
from people.models import Team
from tests.adoption.factories import PortalFactory, PortalServiceFactory
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


OCTOBER = Month(2026, 10)


@pytest.fixture(autouse=True)
def _on_the_24th_of_november():
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=True):
        yield


@pytest.fixture(autouse=True)
def minutes_kept(monkeypatch):
    """Pages read everything anew, so that a test that compares two looks compares them: what is kept for minutes has a test
    of its own.
    """
    kept = read_cache.FIVE_MINUTES
    monkeypatch.setattr(read_cache, "FIVE_MINUTES", 0)
    return kept


@pytest.fixture
def client():
    """A client that reads English, the language of the source strings."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def portal(db):
    portal = PortalFactory(name="Espace locataire", slug="espace-locataire")
    for slug in ("messagerie", "attestation"):
        PortalServiceFactory(portal=portal, slug=slug, name=slug.capitalize())
    return portal


def staff_of(team, size, *, is_manager=0):
    """`size` people with their primary position in the team, of whom the first ones manage it."""
    people = [PersonFactory() for _ in range(size)]
    for place, person in enumerate(people):
        PositionFactory(person=person, team=team, is_manager=place < is_manager)
    return people


@pytest.fixture
def organisation(portal):
    """A division of two teams of 24 and 20, a third of 9, and 7 people directly in the division."""
    division = TeamFactory(name="Proximité")
    teams = {
        "north": TeamFactory(name="Agence Nord", parent=division),
        "south": TeamFactory(name="Agence Sud", parent=division),
        "small": TeamFactory(name="Régie", parent=division),
    }
    sizes = {"north": 24, "south": 20, "small": 9}
    people = {name: staff_of(teams[name], sizes[name], is_manager=1) for name in teams}
    people["division"] = staff_of(division, 7, is_manager=1)
    return {"teams": teams | {"division": division}, "people": people, "portal": portal}


def declare_all(portal, people, answers, month=OCTOBER):
    """Declare the answers, in turn, for as many people; the rest have none."""
    Declaration.objects.bulk_create(
        Declaration(
            portal=portal,
            subject=subject_of(person),
            month=month.first_day,
            answer=DeclaredUse(answer),
        )
        for person, answer in zip(people, answers, strict=False)
    )


@pytest.fixture
def declared(organisation):
    """12 of 24 users in the north, 3 of 20 in the south, 2 of 9 in the small team, 4 in the division."""
    portal, people = organisation["portal"], organisation["people"]
    used, weekly, no = "yes_now_and_then", "yes_weekly", "no_account"
    declare_all(portal, people["north"], [used] * 6 + [weekly] * 6 + [no] * 8 + ["not_yet"])
    declare_all(portal, people["south"], [used] * 3 + ["not_yet"] * 7 + [no] * 6)
    declare_all(portal, people["small"], [used] * 2 + [no] * 3)
    declare_all(portal, people["division"], [weekly] * 4 + ["rather_not_say"])
    return organisation


def day(text):
    return date.fromisoformat(text)


def root():
    return Team.objects.organisation()
