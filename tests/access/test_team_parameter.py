"""A manager asks about a team that is not theirs, in every way that an address allows."""

import re
import uuid

import pytest
from django.urls import reverse

from people.models import Position, Team
from tests.access.places import chart_variant
from tests.access.world import MANAGER, STRANGER, TRAINING, closed_month


pytestmark = pytest.mark.django_db

VIEWS = ["team", "table", "chart"]
ECHO = re.compile(rb'(?:name="csrfmiddlewaretoken" value="\w+"|name="next"\s+value="[^"]*")')


def address(view, query=""):
    url = reverse(f"adoption:{view}", args=[chart_variant()] if view == "chart" else [])
    return f"{url}?{query}" if query else url


def variants(world):
    mine, other, closed = (world.shared[n].pk for n in ("team", "other_team", "closed_team"))
    name = world.people[STRANGER].last_name
    return {
        "another team": f"equipe={other}",
        "mine, then another": f"equipe={mine}&equipe={other}",
        "another, then mine": f"equipe={other}&equipe={mine}",
        "mine twice": f"equipe={mine}&equipe={mine}",
        "a closed team": f"equipe={closed}",
        "a team that never was": "equipe=999999",
        "a negative number": "equipe=-1",
        "zero": "equipe=0",
        "nothing": "equipe=",
        "a word": "equipe=accueil",
        "a code": "equipe=.",
        "a uuid": f"equipe={uuid.uuid4()}",
        "a number and spaces": f"equipe=%20{mine}",
        "a number with a sign": f"equipe=%2B{mine}",
        "other digits": "equipe=" + "".join(chr(0x0660 + int(digit)) for digit in str(mine)),
        "a fraction": f"equipe={mine}.0",
        "a very long number": "equipe=" + "9" * 400,
        "a nul character": f"equipe={mine}%00",
        "several": f"equipe={mine},{other}",
        "in a list": f"equipe__in={mine},{other}",
        "an array": f"equipe[]={other}",
        "in English": f"team={other}",
        "both languages": f"equipe={mine}&team={other}",
        "a look-up by name": f"equipe__positions__person__last_name={name}",
        "a look-up by address": "equipe__positions__person__email__startswith=canari",
        "a look-up by path": "equipe__path__startswith=0001",
        "a connector": "equipe=&_connector=OR",
        "a person": f"personne={world.people[STRANGER].uuid}",
        "a month not out": f"equipe={mine}&mois={closed_month().next()}",
        "a month of nonsense": f"equipe={mine}&mois=2026-13",
        "another portal": f"equipe={mine}&portail=autre",
    }


@pytest.mark.parametrize("view", VIEWS)
def test_whatever_a_manager_may_not_see_does_not_exist(world, view):
    client = world.client(MANAGER)
    asked = variants(world)
    answers = {name: client.get(address(view, query)) for name, query in asked.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        asked, 404
    )


@pytest.mark.parametrize("view", VIEWS)
def test_a_team_of_others_and_one_that_never_was_look_the_same(world, view):
    client, pk = world.client(MANAGER), world.shared["other_team"].pk
    other = client.get(address(view, f"equipe={pk}"))
    never = client.get(address(view, f"equipe={'9' * len(str(pk))}"))

    assert ECHO.sub(b"", other.content) == ECHO.sub(b"", never.content)
    headers = [dict(answer.headers) | {"X-Request-ID": "random"} for answer in (other, never)]
    assert headers[0] == headers[1]


def test_a_manager_sees_their_team_and_what_it_belongs_to(world):
    client = world.client(MANAGER)
    seen = [world.shared["team"], world.shared["division"], Team.objects.organisation()]

    for team in seen:
        assert client.get(address("team", f"equipe={team.pk}")).status_code == 200
    page = client.get(address("team")).content.decode()
    assert world.shared["other_team"].name not in page


def test_who_answers_for_the_programme_sees_every_team(world):
    client = world.client(TRAINING)

    for name in ("team", "other_team", "division"):
        query = f"equipe={world.shared[name].pk}"
        assert client.get(address("team", query)).status_code == 200


@pytest.mark.parametrize("view", VIEWS)
def test_a_former_manager_is_refused_at_the_next_request(world, view):
    client = world.client(MANAGER)
    query = f"equipe={world.shared['team'].pk}"
    before = client.get(address(view, query)).status_code
    Position.objects.filter(person=world.people[MANAGER]).update(is_manager=False)

    assert (before, client.get(address(view, query)).status_code) == (200, 404)
