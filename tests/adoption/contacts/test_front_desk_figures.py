"""What goes out of taps at the desks, and who reads it."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from adoption.contacts.actions.front_desk import publish_tallies
from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox, TallyFigure, TallyPublication
from adoption.contacts.queries.front_desk import read_desk_history
from adoption.contacts.queries.substitution import organisation_usage_rates
from adoption.foundation.periods import Month
from adoption.publishing.disclosure.tally import TapRange, weeks_of_month
from people.actions.accounts import grant_role
from people.actions.retention import purge
from people.enums import Role
from tests.adoption.conftest import OCTOBER
from tests.adoption.contacts.desks import at_desk
from tests.people.factories import (
    PersonFactory,
    PositionFactory,
    SiteFactory,
    informed,
)


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

MONDAY = date(2026, 11, 23)


@pytest.fixture
def site():
    return SiteFactory(name="Brest")


@pytest.fixture
def agent(portal, site):
    (person,) = at_desk(site)
    return person


# --- What goes out ----------------------------------------------------------------------------------


def fill(portal, site, week, **counts):
    TallyBox.objects.create(
        portal=portal, site=site, monday=week, counts=dict.fromkeys(Tap.values, 0) | counts
    )


def staffed(site, size):
    return at_desk(site, size)


OCTOBER_WEEKS = [date(2026, 9, 28), *(date(2026, 10, day) for day in (5, 12, 19, 26))]


def test_a_closed_month_goes_out_once_and_its_boxes_go(portal, site):
    staffed(site, 14)
    for week in OCTOBER_WEEKS:
        fill(portal, site, week, opened=60, afraid=3)
    fill(portal, site, MONDAY, opened=5)
    (out,) = publish_tallies()

    assert (out.month, out.staff) == (OCTOBER.first_day, 14)
    read = read_desk_history(portal, organisation_usage_rates(portal))
    assert read.of(Tap.OPENED) == TapRange(300, 300)
    assert read.of(Tap.AFRAID) == read.of(Tap.NO_MAIL) == TapRange(0, 200)
    assert TallyBox.objects.get().monday == MONDAY
    assert publish_tallies() == []


def test_a_month_without_a_tap_goes_out_like_one_with_few(portal, site):
    staffed(site, 14)
    with transaction.atomic():
        publish_tallies()
        nothing = rows()
        transaction.set_rollback(True)
    fill(portal, site, OCTOBER_WEEKS[0], opened=30, other=9)
    publish_tallies()
    assert rows() == nothing


def rows():
    return list(TallyFigure.objects.order_by("pk").values_list("site_name", "tap", "low", "high"))


def test_a_small_site_is_counted_in_the_whole_organisation_alone(portal, site):
    small = SiteFactory(name="Ouessant")
    staffed(site, 25)
    staffed(small, 4)
    fill(portal, small, OCTOBER_WEEKS[0], opened=30)
    fill(portal, site, OCTOBER_WEEKS[0], opened=400)
    publish_tallies()
    assert set(TallyFigure.objects.values_list("site_name", flat=True)) == {""}
    assert read_desk_history(portal, organisation_usage_rates(portal)).of(Tap.OPENED) == TapRange(
        430, 430
    )


def test_a_site_with_figures_of_its_own(portal, site):
    rest = SiteFactory(name="Carhaix")
    staffed(site, 14)
    staffed(rest, 11)
    fill(portal, site, OCTOBER_WEEKS[0], opened=260)
    publish_tallies()
    read = read_desk_history(portal, organisation_usage_rates(portal))
    assert {each.name: each.taps["opened"] for each in read.sites} == {
        "Brest": TapRange(260, 260),
        "Carhaix": TapRange(0, 200),
    }


def test_who_came_in_the_month_counts_for_no_size(portal, site):
    staffed(site, 12)
    at_desk(site, 3, started_on=date(2026, 10, 20))
    at_desk(site, 3, ended_on=date(2026, 10, 20))
    publish_tallies()
    assert TallyPublication.objects.get().staff == 12


def test_months_follow_one_another_from_the_first_that_ran(portal, site):
    staffed(site, 14)
    publish_tallies(today=date(2026, 8, 6))
    made = publish_tallies()
    assert [f"{each.month:%Y-%m}" for each in made] == ["2026-08", "2026-09", "2026-10"]


def test_a_month_waits_for_the_end_of_its_last_week(portal, site, settings):
    """October 2025 ends on a Friday; its last week is over on 2 November."""
    settings.MONTH_CLOSING_DAY = 1
    publish_tallies(today=date(2025, 11, 2))
    assert TallyPublication.objects.get().month == date(2025, 9, 1)
    publish_tallies(today=date(2025, 11, 3))
    assert TallyPublication.objects.latest("month").month == date(2025, 10, 1)


def test_boxes_of_a_portal_that_is_no_longer_followed_go_after_three_months(portal, site):
    fill(portal, site, date(2026, 8, 17), opened=3)
    fill(portal, site, date(2026, 8, 31), opened=4)
    portal.is_open = False
    portal.save()
    assert publish_tallies() == []
    purge()
    assert TallyBox.objects.get().monday == date(2026, 8, 31)


def test_what_is_out_never_changes(portal, site):
    staffed(site, 14)
    publish_tallies()
    for model, change in ((TallyFigure, {"low": 1}), (TallyPublication, {"staff": 1})):
        with pytest.raises(Exception, match="never changes"), transaction.atomic():
            model.objects.update(**change)


# --- The page of figures ----------------------------------------------------------------------------


@pytest.fixture
def manager():
    position = PositionFactory(is_manager=True, person=informed(PersonFactory()))
    return position.person


@pytest.fixture
def out(portal, site):
    staffed(site, 14)
    for months_back, opened in ((3, 40), (2, 60), (1, 90)):
        month = Month(2026, 11).shifted(-months_back)
        for week in weeks_of_month(month):
            fill(portal, site, week.monday, opened=opened, used=opened, lost_password=70, afraid=60)
        publish_tallies(today=month.next().first_day.replace(day=28))
    return portal


def test_managers_and_hr_read_the_same_page(client, out, manager):
    hr = informed(PersonFactory())
    grant_role(person=hr, role=Role.TRAINING_MANAGER, by=None)
    pages = []
    for person in (manager, hr):
        client.force_login(person)
        pages.append(client.get(reverse("adoption:front_desk")).context)
    assert pages[0]["rows"] == pages[1]["rows"]
    assert pages[0]["site_rows"] == pages[1]["site_rows"]


def test_who_stands_at_a_desk_reads_what_came_of_it(client, out, agent, manager):
    pages = []
    for person in (manager, agent):
        client.force_login(person)
        pages.append(client.get(reverse("adoption:front_desk")).context)
    assert pages[0]["rows"] == pages[1]["rows"]
    assert pages[0]["site_rows"] == pages[1]["site_rows"]
    desk = client.get(reverse("adoption:desk")).content.decode()
    assert f'href="{reverse("adoption:front_desk")}"' in desk


def test_others_have_no_such_page(client, out):
    client.force_login(informed(PersonFactory()))
    for name in ("front_desk", "front_desk_table", "front_desk_workbook"):
        assert client.get(reverse(f"adoption:{name}")).status_code == 404
    assert client.get(reverse("adoption:front_desk_chart", args=["light"])).status_code == 404


def test_the_page_says_what_moved_and_claims_no_cause(client, out, manager):
    client.force_login(manager)
    said = client.get(reverse("adoption:front_desk")).content.decode()
    assert "What was noted at the desks, month by month" in said  # no year before it: no finding
    assert "What stands in the way most often: lost password." in said
    assert "do not prove it" in said
    assert '<td class="r">450</td>' in said  # a cell of its own in the table below the chart
    order = [
        said.index(name) for name in ("Lost password", "Afraid of doing it online", "No e-mail")
    ]
    assert order == sorted(order)


def test_chart_and_files_say_what_the_page_says(client, out, manager):
    client.force_login(manager)
    for variant in ("light", "dark", "light-narrow", "dark-narrow"):
        chart = client.get(reverse("adoption:front_desk_chart", args=[variant]))
        assert chart.content.startswith(b"<?xml")
    assert client.get(reverse("adoption:front_desk_chart", args=["blue"])).status_code == 404
    file = client.get(reverse("adoption:front_desk_table")).content.decode("utf-8-sig")
    assert "2026-10;All desks;;Helped to open an account;450" in file
    assert "2026-10;Brest;14;Lost password;350" in file
    assert client.get(reverse("adoption:front_desk_workbook")).content.startswith(b"PK")


@pytest.mark.parametrize("sites", [2, 12])
def test_queries_do_not_grow_with_sites(client, portal, manager, sites, django_assert_num_queries):
    for _one in range(sites):
        staffed(SiteFactory(), 11)
    publish_tallies()
    client.force_login(manager)
    client.get(reverse("adoption:front_desk"))
    with django_assert_num_queries(9):
        client.get(reverse("adoption:front_desk"))


def test_before_anything_is_out_the_page_says_so(client, portal, manager):
    client.force_login(manager)
    assert "Nothing is published yet" in client.get(reverse("adoption:front_desk")).content.decode()


def test_sites_stand_fifty_to_a_page(client, portal, manager):
    for number in range(52):
        staffed(SiteFactory(name=f"Site {number:02}"), 10)
    publish_tallies()
    client.force_login(manager)
    first = client.get(reverse("adoption:front_desk")).content.decode()
    assert "Site 49" in first
    assert "Site 50" not in first
    assert "Site 51" in client.get(reverse("adoption:front_desk"), {"page": "2"}).content.decode()
