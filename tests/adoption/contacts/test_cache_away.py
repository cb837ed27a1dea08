"""Redis ends, or is emptied: no tap and no question without its limit, and no month whose counts were lost."""

from datetime import date

import pytest
from django.urls import reverse
from redis import Redis

from adoption.contacts.actions.front_desk import publish_tallies
from adoption.contacts.models import TallyFigure, TallyPublication
from adoption.contacts.queries.front_desk import WITHHELD
from adoption.contacts.tap_limits import counting_since
from ambassadors.help.models import BoxedQuestion
from core.cache import CacheUnavailable, limits
from people.actions.accounts import grant_role
from people.enums import Role
from tests.adoption.contacts.desks import at_desk, counted, record_taps
from tests.people.factories import PersonFactory, PositionFactory, SiteFactory, informed


pytestmark = pytest.mark.django_db

BEFORE, OCTOBER, NOVEMBER = date(2026, 9, 20), date(2026, 10, 6), date(2026, 11, 10)
OUT = {"2026-10": date(2026, 11, 9), "2026-11": date(2026, 12, 9)}


@pytest.fixture
def site():
    return SiteFactory(name="Brest")


@pytest.fixture
def agents(portal, site):
    return at_desk(site, 14)


def withheld():
    rows = TallyPublication.objects.order_by("month").values_list("month", "parameters")
    return {f"{month:%Y-%m}": parameters[WITHHELD] for month, parameters in rows}


def test_a_tap_and_a_question_are_refused_and_nothing_counts(client, redis, portal, agents):
    client.force_login(agents[0])
    sent = {"quoi": "opened", "envoi": "one", "portail": portal.slug}
    english = {"accept-language": "en"}
    noted = client.post(reverse("adoption:desk"), sent, headers=english).context
    redis.stop()

    tap = client.post(reverse("adoption:desk"), sent | {"envoi": "two"}, headers=english)
    undo = client.post(reverse("adoption:desk"), {"reprendre": noted["undo"]}, headers=english)
    box = client.post(reverse("ambassadors:questions"), {"text": "Pourquoi ?"}, headers=english)

    assert "does not answer just now" in tap.content.decode()
    assert "cannot be taken back just now" in undo.content.decode()
    assert undo.context["undo"] == noted["undo"]
    assert "Your question was not taken" in box.content.decode()
    assert (counted(), BoxedQuestion.objects.count()) == (1, 0)

    redis.start()
    assert client.post(reverse("adoption:desk"), sent | {"envoi": "two"}).context["tone"] == "good"
    assert counted() == 2


def test_a_month_in_which_it_was_emptied_is_hidden_and_the_next_is_not(
    client, redis, portal, site, agents
):
    counting_since(BEFORE)
    for agent in agents[:5]:
        for _tap in range(10):
            record_taps(agent, portal, site, today=OCTOBER)
    limits.clear()
    publish_tallies(today=date(2026, 10, 21))  # the night after: counting begins anew
    for agent in agents[:5]:
        for _tap in range(10):
            record_taps(agent, portal, site, today=NOVEMBER)
    for day in OUT.values():
        publish_tallies(today=day)

    assert withheld() == {"2026-09": True, "2026-10": True, "2026-11": False}
    hidden = TallyFigure.objects.filter(publication__month="2026-10-01")
    assert set(hidden.values_list("low", "high")) == {(None, None)}
    assert TallyFigure.objects.filter(publication__month="2026-11-01").exclude(low=None).exists()
    pages = {}
    hr, manager = (informed(PersonFactory()) for _one in range(2))
    grant_role(person=hr, role=Role.TRAINING_MANAGER, by=None)
    PositionFactory(person=manager, is_manager=True)
    for reader in (hr, manager):
        client.force_login(reader)
        pages[reader] = client.get(reverse("adoption:front_desk")).content.decode()
    assert "was not kept throughout" in pages[hr]
    assert "was not kept throughout" not in pages[manager]


def test_it_hangs_on_the_machine_alone_and_not_on_who_tapped_before(redis, portal, site, agents):
    """Else a site that is shown would say that nobody there noted anything until the cache was emptied."""
    counting_since(BEFORE)
    limits.clear()
    record_taps(agents[0], portal, site, today=OCTOBER)
    publish_tallies(today=OUT["2026-10"])

    assert withheld() == {"2026-10": True}


def test_a_month_that_the_cache_knows_only_in_part_is_hidden(redis, portal, site, agents):
    """A snapshot from before the last taps was read again."""
    counting_since(BEFORE)
    record_taps(agents[0], portal, site, today=OCTOBER)
    with Redis.from_url(redis.url) as server:
        (total,) = server.keys("*total*")
        snapshot = server.dump(total)
        record_taps(agents[1], portal, site, today=OCTOBER)
        server.restore(total, 0, snapshot, replace=True)
    publish_tallies(today=OUT["2026-10"])

    assert withheld() == {"2026-10": True}


def test_months_wait_for_a_cache_that_is_away(redis, portal, site, agents):
    counting_since(BEFORE)
    record_taps(agents[0], portal, site, today=OCTOBER)
    redis.stop()

    with pytest.raises(CacheUnavailable):
        publish_tallies(today=OUT["2026-10"])
    assert not TallyPublication.objects.exists()
    assert counted() == 1
