"""A manager at a site of twelve reads everything about the desks, in pairs of worlds of which the same is published."""

from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from adoption.contacts.actions.front_desk import publish_tallies
from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox
from adoption.publishing.charts.frame import VARIANTS
from adoption.publishing.disclosure import tally
from adoption.publishing.disclosure.tally import TapRange
from people.enums import PublicContact
from tests.adoption.attacks.crawl import FRESH, signed_in
from tests.adoption.factories import PortalFactory
from tests.people.factories import (
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
    informed,
)


pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
# What nine colleagues noted, beside the same taps of the manager and two who help them.
NOBODY, ONE_ALONE, ALL_OF_THEM = [0] * 9, [50] + [0] * 8, [20] * 9
OWN = 3 * 5


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(WHEN, tick=False):
        yield


@pytest.fixture
def desk():
    team, site = TeamFactory(name="Accueil"), SiteFactory(name="Brest")
    for place in range(12):
        PositionFactory(
            person=informed(PersonFactory()),
            team=team,
            site=site,
            contact=PublicContact.FRONT_OFFICE,
            is_manager=place == 0,
        )
    return {"portal": PortalFactory(), "site": site, "manager": team.positions.first().person}


def told(desk, noted):
    """Every page, file and drawing of the desks; then nothing of it is left."""
    with transaction.atomic():
        counts = dict.fromkeys(Tap.values, 0) | {"opened": OWN + sum(noted), "afraid": max(noted)}
        TallyBox.objects.create(
            portal=desk["portal"], site=desk["site"], monday=date(2026, 10, 5), counts=counts
        )
        publish_tallies()
        cache.clear()
        client = signed_in(desk["manager"])
        names = ["front_desk", "front_desk_table", "front_desk_workbook", "desk", "contacts"]
        found = {name: client.get(reverse(f"adoption:{name}")) for name in names}
        for variant in VARIANTS:
            found[variant] = client.get(reverse("adoption:front_desk_chart", args=[variant]))
        said = {name: bare(answer) for name, answer in found.items()}
        transaction.set_rollback(True)
    return said


def bare(answer):
    content = answer.content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as parts:
            sheets = [name for name in parts.namelist() if "sheet" in name]
            return [parts.read(name) for name in sheets]
    for pattern, nothing in FRESH:
        content = pattern.sub(nothing, content)
    sent = content.find(b'name="envoi"')
    return answer.status_code, content if sent < 0 else content[:sent]


def test_nothing_tells_a_site_where_nobody_else_tapped_from_one_where_all_did(desk):
    nobody, alone, everybody = (told(desk, each) for each in (NOBODY, ONE_ALONE, ALL_OF_THEM))
    assert nobody == alone == everybody


def exact(patch):
    patch.setattr(tally, "_cell", lambda count, *_ends: TapRange(count, count))


def without_the_bound(patch):
    cell = tally._cell
    patch.setattr(tally, "_cell", lambda count, least, most, _edge: cell(count, least, most, 4))


def nothing_for_nobody(patch):
    cell = tally._cell
    patch.setattr(
        tally, "_cell", lambda count, *ends: tally.HIDDEN_TAPS if not count else cell(count, *ends)
    )


@pytest.mark.parametrize("plant", [exact, without_the_bound, nothing_for_nobody])
def test_a_leak_that_is_planted_is_found(desk, monkeypatch, plant):
    plant(monkeypatch)
    assert told(desk, NOBODY) != told(desk, ALL_OF_THEM) or told(desk, NOBODY) != told(
        desk, ONE_ALONE
    )
