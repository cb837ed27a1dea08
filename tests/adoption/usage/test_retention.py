"""Old days of use and declarations go, and no publication differs for it."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Figure, Publication, Roll
from adoption.publishing.queries.facts import month_facts
from adoption.usage.models import Declaration, PortalLink, UsageDay
from people.actions.retention import purge
from people.models import Person
from tests.adoption.conftest import OCTOBER, declare_all
from tests.adoption.factories import (
    DeclarationFactory,
    PortalFactory,
    PortalLinkFactory,
    UsageDayFactory,
)
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

NOVEMBER_2028 = datetime(2028, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def closed():
    """No longer followed: no month of it waits."""
    return PortalFactory(is_open=False)


@pytest.mark.parametrize("now", ["2028-11-01T00:30+01:00", "2028-11-30T23:30+01:00"])
def test_whole_months_go(closed, now):
    for day in (date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1), date(2028, 11, 1)):
        UsageDayFactory(portal=closed, day=day)
    for month in (date(2026, 10, 1), date(2026, 11, 1)):
        DeclarationFactory(portal=closed, person=PersonFactory(), month=month)

    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        purge()

    assert set(UsageDay.objects.values_list("day", flat=True)) == {
        date(2026, 11, 1),
        date(2028, 11, 1),
    }
    assert Declaration.objects.get().month == date(2026, 11, 1)


def test_a_month_that_waits_for_its_figures_keeps_what_they_come_from(declared):
    with time_machine.travel(NOVEMBER_2028, tick=False):
        purge()
        assert Declaration.objects.filter(month=OCTOBER.first_day).exists()
        publish(portal=declared["portal"], month=OCTOBER)
        purge()

    assert not Declaration.objects.exists()


def test_what_is_out_stays_as_it_is(declared):
    publication = publish(portal=declared["portal"], month=OCTOBER)
    figures = list(Figure.objects.order_by("pk").values())
    members = Roll.objects.get().members

    with time_machine.travel(NOVEMBER_2028, tick=False):
        purge()

    assert Publication.objects.get() == publication
    assert list(Figure.objects.order_by("pk").values()) == figures
    assert Roll.objects.get().members == members


def test_the_next_figures_are_the_same_with_the_old_rows_and_without(declared, organisation):
    """The same later month, once before the purge and once after it."""
    portal, people = declared["portal"], organisation["people"]
    publish(portal=portal, month=OCTOBER)
    person = people["north"][0]
    link = PortalLinkFactory(portal=portal, person=person, linked_on=date(2026, 10, 3))
    UsageDayFactory(
        portal=portal,
        pseudonym=link.pseudonym,
        service=portal.services.first(),
        day=date(2026, 10, 6),
    )
    later = Month(2028, 10)
    declare_all(portal, people["north"], ["yes_weekly"] * 10 + ["no_account"] * 14, later)
    settle(portal, upto=Month(2028, 9))
    before = month_facts(portal, later).people

    with time_machine.travel(NOVEMBER_2028, tick=False):
        with_rows = publish(portal=portal, month=later, dry_run=True)
        purge()
        assert not UsageDay.objects.exists()
        without = publish(portal=portal, month=later)

    assert month_facts(portal, later).people == before
    assert (with_rows.status, with_rows.parameters) == (without.status, without.parameters)


@pytest.mark.postgresql
def test_the_days_behind_a_link_made_after_a_month_that_waits_wait_too(declared):
    """Without its old days the link would say nothing of that month, and its holder be unknown."""
    portal, waiting = declared["portal"], Month(2028, 10)
    settle(portal, upto=waiting.previous())
    person = declared["people"]["north"][0]
    link = PortalLinkFactory(portal=portal, person=person, linked_on=date(2028, 11, 2))
    UsageDayFactory(
        portal=portal,
        pseudonym=link.pseudonym,
        service=portal.services.first(),
        day=date(2026, 10, 6),
    )
    before = month_facts(portal, waiting).people

    with time_machine.travel(datetime(2028, 11, 3, 9, tzinfo=UTC), tick=False):
        purge()
    assert month_facts(portal, waiting).people == before
    assert UsageDay.objects.count() == 1

    settle(portal, upto=waiting)
    with time_machine.travel(datetime(2028, 11, 7, 9, tzinfo=UTC), tick=False):
        purge()
    assert not UsageDay.objects.exists()
    assert PortalLink.objects.get() == link


def test_erasing_a_leaver_moves_no_figure_that_is_out(declared, settings):
    settings.RETENTION_ERASE_LEAVERS = True
    publish(portal=declared["portal"], month=OCTOBER)
    figures = list(Figure.objects.order_by("pk").values())
    gone = declared["people"]["north"][3]
    Person.objects.filter(pk=gone.pk).update(employed_until=date(2026, 11, 10))

    with time_machine.travel(NOVEMBER_2028, tick=False):
        assert purge().counts["accounts"] == 1

    assert list(Figure.objects.order_by("pk").values()) == figures


def settle(portal, *, upto):
    """As if every month up to that one were out or withheld."""
    Publication.objects.create(portal=portal, month=upto.first_day, status="withheld")
