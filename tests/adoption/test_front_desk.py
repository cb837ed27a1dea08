"""One tap at the desk: noted, taken back, bounded, published; and nothing that leads to a person."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from adoption.actions import even_out, keep_tap, publish_tallies, undo_tap
from adoption.enums import Tap
from adoption.models import Publication, TallyBox, TallyFigure, TallyPublication
from adoption.periods import Month
from adoption.queries.front_desk import desks_of, sites_of
from adoption.steering.front_desk import section
from adoption.tally import MOST_A_WEEK, Taps, weeks_of
from adoption.tally_door import new_send, undo_token
from core.dates import today
from people.actions import grant_role, purge
from people.enums import Contact, Role
from people.models import Person
from tests.adoption.conftest import OCTOBER
from tests.people.factories import (
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
    informed,
)


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

DESK = reverse("adoption:desk")
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def site():
    return SiteFactory(name="Brest")


def at_desk(site, size=1, team=None, **more):
    team = team or TeamFactory()
    return [
        PositionFactory(
            person=informed(PersonFactory()),
            team=team,
            site=site,
            contact=Contact.FRONT_OFFICE,
            **more,
        ).person
        for _one in range(size)
    ]


@pytest.fixture
def agent(portal, site):
    (person,) = at_desk(site)
    return person


def note(person, portal, site, tap=Tap.OPENED, **more):
    return keep_tap(
        person=person, portal=portal, site=site, tap=tap, **{"send": new_send(), **more}
    )


def counted(tap=Tap.OPENED):
    return sum(box.counts[tap] for box in TallyBox.objects.all())


# --- A tap ------------------------------------------------------------------------------------------


def test_a_tap_goes_up_in_the_box_of_its_site_and_week(portal, site, agent):
    note(agent, portal, site)
    note(agent, portal, site, Tap.AFRAID)

    box = TallyBox.objects.get()
    assert (box.site, box.monday) == (site, MONDAY)
    assert {tap: count for tap, count in box.counts.items() if count} == {"opened": 1, "afraid": 1}


def test_who_stands_at_no_site_has_a_box_too_and_one_only(portal):
    (agent,) = at_desk(None)
    note(agent, portal, None)
    note(agent, portal, None)

    assert TallyBox.objects.get().counts["opened"] == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        TallyBox.objects.create(portal=portal, monday=MONDAY)


def test_the_same_page_sent_twice_counts_once(portal, site, agent):
    send = new_send()
    note(agent, portal, site, send=send)
    with translation.override("en"), pytest.raises(ValidationError, match="counts once"):
        note(agent, portal, site, send=send)
    assert counted() == 1


def test_a_week_has_a_bound_for_each_person_and_thing(portal, site, agent):
    for _tap in range(MOST_A_WEEK):
        note(agent, portal, site)
    with translation.override("en"), pytest.raises(ValidationError, match="10 a week"):
        note(agent, portal, site)
    note(agent, portal, site, Tap.USED)
    (colleague,) = at_desk(site)
    note(colleague, portal, site)

    assert (counted(), counted(Tap.USED)) == (MOST_A_WEEK + 1, 1)


def test_the_bound_holds_over_sites_and_over_new_sessions(portal, site, agent):
    other = SiteFactory()
    for place in [site, other] * (MOST_A_WEEK // 2):
        note(Person.objects.get(pk=agent.pk), portal, place)
    with pytest.raises(ValidationError):
        note(agent, portal, other)


def test_the_next_week_begins_anew(portal, site, agent):
    for _tap in range(MOST_A_WEEK):
        note(agent, portal, site)
    note(agent, portal, site, today=date(2026, 11, 30))
    assert TallyBox.objects.count() == 2


def test_a_week_is_that_of_the_organisation(portal, site, agent):
    with time_machine.travel(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)):  # Monday in Paris
        note(agent, portal, site)
    assert TallyBox.objects.get().monday == MONDAY


# --- Taken back -------------------------------------------------------------------------------------


def test_the_last_tap_is_taken_back_once_by_who_tapped(portal, site, agent):
    note(agent, portal, site)
    token = undo_token(agent, note(agent, portal, site))
    (colleague,) = at_desk(site)
    with pytest.raises(ValidationError):
        undo_tap(person=colleague, token=token)
    undo_tap(person=agent, token=token)
    with pytest.raises(ValidationError):
        undo_tap(person=agent, token=token)
    assert counted() == 1


def test_taking_back_gives_the_week_its_room_again(portal, site, agent):
    for _tap in range(MOST_A_WEEK):
        noted = note(agent, portal, site)
    undo_tap(person=agent, token=undo_token(agent, noted))
    note(agent, portal, site)
    assert counted() == MOST_A_WEEK


def test_taking_back_ends_after_ten_minutes(portal, site, agent):
    token = undo_token(agent, note(agent, portal, site))
    late = time_machine.travel(datetime(2026, 11, 24, 9, 11, tzinfo=UTC))
    with late, pytest.raises(ValidationError):
        undo_tap(person=agent, token=token)
    assert counted() == 1


def test_a_token_that_somebody_made_up_is_refused(portal, site, agent):
    note(agent, portal, site)
    for token in ("", "x", undo_token(agent, note(agent, portal, site))[:-1]):
        with pytest.raises(ValidationError):
            undo_tap(person=agent, token=token)
    assert counted() == 2


# --- Nothing leads to a person ----------------------------------------------------------------------


def test_no_column_of_a_box_could_hold_a_person_or_a_time():
    names = {field.name for field in TallyBox._meta.get_fields()}
    assert names == {"id", "portal", "site", "monday", "counts"}


def test_two_people_leave_the_same_as_one(portal, site):
    one, two = at_desk(site, 2)
    note(one, portal, site)
    note(two, portal, site)
    apart = list(TallyBox.objects.values_list("site", "monday", "counts"))
    TallyBox.objects.all().delete()
    note(one, portal, site)
    note(one, portal, site)
    assert list(TallyBox.objects.values_list("site", "monday", "counts")) == apart


def test_the_cache_names_nobody(portal, site, agent, monkeypatch):
    seen = []
    for name in ("add", "incr"):
        real = getattr(cache, name)
        monkeypatch.setattr(
            cache,
            name,
            lambda key, *more, real=real: seen.append((key, more)) or real(key, *more),
        )
    note(agent, portal, site)
    said = repr(seen)
    assert seen
    assert agent.staff_number not in said
    assert not re.search(rf"\b{agent.pk}\b", "".join(key for key, _more in seen))


def test_a_tap_writes_nothing_about_the_person(portal, site, agent, django_assert_max_num_queries):
    note(agent, portal, site)
    with django_assert_max_num_queries(4) as asked:
        note(agent, portal, site)
    written = [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert len(written) == 1
    assert "tallybox" in written[0]


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_by_night_all_boxes_are_written_at_once(portal, site, agent):
    note(agent, portal, site)
    note(agent, portal, None)
    even_out(today=today())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM adoption_tallybox")
        assert cursor.fetchone() == (1,)


# --- The page ---------------------------------------------------------------------------------------


def send_of(response):
    return re.search(r'name="envoi" value="([^"]+)"', response.content.decode())[1]


def test_one_tap_and_taking_it_back_on_the_page(client, portal, agent):
    client.force_login(agent)
    page = client.get(DESK)
    answer = client.post(DESK, {"quoi": "opened", "envoi": send_of(page), "site": ""})

    said = answer.content.decode()
    assert "Noted: helped to open an account. Brest, this week." in said
    assert counted() == 1
    token = re.search(r'name="reprendre" value="([^"]+)"', said)[1]
    answer = client.post(DESK, {"reprendre": token})
    assert "Taken back: helped to open an account." in answer.content.decode()
    assert counted() == 0


def test_sent_again_the_page_says_that_it_counts_once(client, portal, agent):
    client.force_login(agent)
    given = {"quoi": "opened", "envoi": send_of(client.get(DESK))}
    client.post(DESK, given)
    said = client.post(DESK, given, headers={"accept-language": "en"}).content.decode()
    assert "it counts once" in said
    assert counted() == 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"quoi": "everything", "envoi": "x"},
        {"quoi": "opened"},
        {"quoi": "opened", "envoi": "x" * 65},
        {"quoi": "opened", "envoi": "x", "portail": "autre"},
        {"quoi": "opened", "envoi": "x", "site": "999999"},
    ],
)
def test_what_the_page_never_offers_is_not_found(client, portal, agent, given):
    client.force_login(agent)
    assert client.post(DESK, given).status_code == 404
    assert not TallyBox.objects.exists()


def test_it_needs_the_token_of_a_form(portal, agent):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agent)
    assert strict.post(DESK, {"quoi": "opened", "envoi": "x"}).status_code == 403
    assert not TallyBox.objects.exists()


def test_the_site_is_that_of_the_primary_position_and_may_be_another_where_one_stands(
    client, portal, site, agent
):
    other, elsewhere = SiteFactory(name="Quimper"), SiteFactory(name="Vannes")
    PositionFactory(person=agent, site=other, is_primary=False)
    assert sites_of(agent, on=today()) == [site, other]
    client.force_login(agent)
    page = client.get(DESK)
    assert "Quimper" in page.content.decode()
    client.post(DESK, {"quoi": "used", "envoi": send_of(page), "site": other.pk})
    assert TallyBox.objects.get().site == other
    given = {"quoi": "used", "envoi": "y", "site": elsewhere.pk}
    assert client.post(DESK, given).status_code == 404


def test_only_staff_in_contact_with_the_public_have_the_page(client, portal, site):
    back = informed(PositionFactory(site=site).person)
    former = at_desk(site, ended_on=date(2026, 11, 1))[0]
    for person in (back, former):
        client.force_login(person)
        assert client.get(DESK).status_code == 404
        assert client.post(DESK, {"quoi": "opened", "envoi": "x"}).status_code == 404


def test_who_is_in_no_portal_s_scope_is_told_so(client, portal, agent):
    portal.sites.add(SiteFactory(name="Rennes"))
    portal.save()
    client.force_login(agent)
    page = client.get(DESK)
    assert page.status_code == 200
    assert "No portal is for your job" in page.content.decode()
    assert client.post(DESK, {"quoi": "opened", "envoi": "x"}).status_code == 404


def test_the_first_screen_and_the_logbook_lead_there_for_them_alone(client, portal, site, agent):
    back = informed(PositionFactory(site=site).person)
    for address in ("/", reverse("adoption:logbook")):
        client.force_login(agent)
        assert DESK in client.get(address).content.decode()
        client.force_login(back)
        assert DESK not in client.get(address).content.decode()


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
    read = desks_of(portal)
    assert read.of(Tap.OPENED) == Taps(300, 300)
    assert read.of(Tap.AFRAID) == read.of(Tap.NO_MAIL) == Taps(0, 200)
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
    assert desks_of(portal).of(Tap.OPENED) == Taps(430, 430)


def test_a_site_with_figures_of_its_own(portal, site):
    rest = SiteFactory(name="Carhaix")
    staffed(site, 14)
    staffed(rest, 11)
    fill(portal, site, OCTOBER_WEEKS[0], opened=260)
    publish_tallies()
    read = desks_of(portal)
    assert {each.name: each.taps["opened"] for each in read.sites} == {
        "Brest": Taps(260, 260),
        "Carhaix": Taps(0, 200),
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
        for week in weeks_of(month):
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


def test_others_have_no_such_page(client, out, agent):
    client.force_login(agent)
    for name in ("front_desk", "front_desk_table", "front_desk_workbook"):
        assert client.get(reverse(f"adoption:{name}")).status_code == 404
    assert client.get(reverse("adoption:front_desk_chart", args=["light"])).status_code == 404


def test_the_page_says_what_moved_and_claims_no_cause(client, out, manager):
    client.force_login(manager)
    said = client.get(reverse("adoption:front_desk")).content.decode()
    assert "More help noted at the desks than in" in said
    assert "What stands in the way most often: lost password." in said
    assert "do not say so" in said
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


# --- For the steering committee ---------------------------------------------------------------------


def test_the_report_has_a_section_of_what_is_out_up_to_its_month(out):
    made = section(Publication(portal=out, month=date(2026, 9, 1)))
    assert made.title == "At the desks"
    (chart,) = made.charts
    assert [row[0] for row in chart.table.rows] == ["September 2026", "August 2026"]
    assert chart.draw("light").startswith(b"<?xml")
    assert made.tables[0].rows[0][0] == "Lost password"
    assert section(Publication(portal=out, month=date(2026, 7, 1))) is None


def test_sites_stand_fifty_to_a_page(client, portal, manager):
    for number in range(52):
        staffed(SiteFactory(name=f"Site {number:02}"), 10)
    publish_tallies()
    client.force_login(manager)
    first = client.get(reverse("adoption:front_desk")).content.decode()
    assert "Site 49" in first
    assert "Site 50" not in first
    assert "Site 51" in client.get(reverse("adoption:front_desk"), {"page": "2"}).content.decode()
