"""One tap at the desk: noted, taken back, bounded; and nothing that leads to a person."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from adoption.contacts.actions.front_desk import undo_tap
from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox
from adoption.contacts.queries.front_desk import desk_sites_of
from adoption.contacts.tap_limits import claim_submission, new_submission_token, sign_undo_token
from adoption.publishing.disclosure.tally import MOST_A_WEEK
from adoption.transaction_ids import scrub_transaction_ids
from core.cache import limits
from core.dates import today
from people.models import Person
from tests.adoption.contacts.desks import at_desk, counted, record_taps
from tests.people.factories import (
    PositionFactory,
    SiteFactory,
    informed,
)


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

DESK = reverse("adoption:desk")
MONDAY = date(2026, 11, 23)


@pytest.fixture
def site():
    return SiteFactory(name="Brest")


@pytest.fixture
def agent(portal, site):
    (person,) = at_desk(site)
    return person


# --- A tap ------------------------------------------------------------------------------------------


def test_a_tap_goes_up_in_the_box_of_its_site_and_week(portal, site, agent):
    record_taps(agent, portal, site)
    record_taps(agent, portal, site, Tap.AFRAID)

    box = TallyBox.objects.get()
    assert (box.site, box.monday) == (site, MONDAY)
    assert {tap: count for tap, count in box.counts.items() if count} == {"opened": 1, "afraid": 1}


def test_who_stands_at_no_site_has_a_box_too_and_one_only(portal):
    (agent,) = at_desk(None)
    record_taps(agent, portal, None)
    record_taps(agent, portal, None)

    assert TallyBox.objects.get().counts["opened"] == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        TallyBox.objects.create(portal=portal, monday=MONDAY)


def test_the_same_page_sent_twice_counts_once(portal, site, agent):
    send = new_submission_token()
    record_taps(agent, portal, site, send=send)
    with translation.override("en"), pytest.raises(ValidationError, match="counts once"):
        record_taps(agent, portal, site, send=send)
    assert counted() == 1


def test_a_week_has_a_bound_for_each_person_and_thing(portal, site, agent):
    for _tap in range(MOST_A_WEEK):
        record_taps(agent, portal, site)
    with translation.override("en"), pytest.raises(ValidationError, match="10 a week"):
        record_taps(agent, portal, site)
    record_taps(agent, portal, site, Tap.USED)
    (colleague,) = at_desk(site)
    record_taps(colleague, portal, site)

    assert (counted(), counted(Tap.USED)) == (MOST_A_WEEK + 1, 1)


def test_the_bound_holds_over_sites_and_over_new_sessions(portal, site, agent):
    other = SiteFactory()
    for place in [site, other] * (MOST_A_WEEK // 2):
        record_taps(Person.objects.get(pk=agent.pk), portal, place)
    with pytest.raises(ValidationError):
        record_taps(agent, portal, other)


def test_the_bound_and_what_was_sent_outlive_a_busy_week(portal, site, agent):
    """A cache that drops its oldest entries would forget how often somebody noted, and what was counted."""
    first = new_submission_token()
    record_taps(agent, portal, site, send=first)
    for _tap in range(MOST_A_WEEK - 1):
        record_taps(agent, portal, site)
    for _page in range(2000):
        assert claim_submission(new_submission_token())

    with pytest.raises(ValidationError):
        record_taps(agent, portal, site)
    assert not claim_submission(first)
    assert counted() == MOST_A_WEEK


def test_the_next_week_begins_anew(portal, site, agent):
    for _tap in range(MOST_A_WEEK):
        record_taps(agent, portal, site)
    record_taps(agent, portal, site, today=date(2026, 11, 30))
    assert TallyBox.objects.count() == 2


def test_a_week_is_that_of_the_organisation(portal, site, agent):
    with time_machine.travel(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)):  # Monday in Paris
        record_taps(agent, portal, site)
    assert TallyBox.objects.get().monday == MONDAY


# --- Taken back -------------------------------------------------------------------------------------


def test_the_last_tap_is_taken_back_once_by_who_tapped(portal, site, agent):
    record_taps(agent, portal, site)
    token = sign_undo_token(agent, record_taps(agent, portal, site))
    (colleague,) = at_desk(site)
    with pytest.raises(ValidationError):
        undo_tap(person=colleague, token=token)
    undo_tap(person=agent, token=token)
    with pytest.raises(ValidationError):
        undo_tap(person=agent, token=token)
    assert counted() == 1


def test_taking_back_gives_the_week_its_room_again(portal, site, agent):
    for _tap in range(MOST_A_WEEK):
        noted = record_taps(agent, portal, site)
    undo_tap(person=agent, token=sign_undo_token(agent, noted))
    record_taps(agent, portal, site)
    assert counted() == MOST_A_WEEK


def test_taking_back_ends_after_ten_minutes(portal, site, agent):
    token = sign_undo_token(agent, record_taps(agent, portal, site))
    late = time_machine.travel(datetime(2026, 11, 24, 9, 11, tzinfo=UTC))
    with late, pytest.raises(ValidationError):
        undo_tap(person=agent, token=token)
    assert counted() == 1


def test_a_token_that_somebody_made_up_is_refused(portal, site, agent):
    record_taps(agent, portal, site)
    for token in ("", "x", sign_undo_token(agent, record_taps(agent, portal, site))[:-1]):
        with pytest.raises(ValidationError):
            undo_tap(person=agent, token=token)
    assert counted() == 2


# --- Nothing leads to a person ----------------------------------------------------------------------


def test_no_column_of_a_box_could_hold_a_person_or_a_time():
    names = {field.name for field in TallyBox._meta.get_fields()}
    assert names == {"id", "portal", "site", "monday", "counts"}


def test_two_people_leave_the_same_as_one(portal, site):
    one, two = at_desk(site, 2)
    record_taps(one, portal, site)
    record_taps(two, portal, site)
    apart = list(TallyBox.objects.values_list("site", "monday", "counts"))
    TallyBox.objects.all().delete()
    record_taps(one, portal, site)
    record_taps(one, portal, site)
    assert list(TallyBox.objects.values_list("site", "monday", "counts")) == apart


def test_the_cache_names_nobody(portal, site, agent, monkeypatch):
    seen = []
    for name in ("add", "incr"):
        real = getattr(limits, name)
        monkeypatch.setattr(
            limits,
            name,
            lambda key, *more, real=real: seen.append((key, more)) or real(key, *more),
        )
    record_taps(agent, portal, site)
    said = repr(seen)
    assert seen
    assert agent.staff_number not in said
    assert not re.search(rf"\b{agent.pk}\b", "".join(key for key, _more in seen))


def test_a_tap_writes_nothing_about_the_person(portal, site, agent, django_assert_max_num_queries):
    record_taps(agent, portal, site)
    with django_assert_max_num_queries(4) as asked:
        record_taps(agent, portal, site)
    written = [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert len(written) == 1
    assert "tallybox" in written[0]


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_by_night_all_boxes_are_written_at_once(portal, site, agent):
    record_taps(agent, portal, site)
    record_taps(agent, portal, None)
    scrub_transaction_ids(today=today())
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
    assert desk_sites_of(agent, on=today()) == [site, other]
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
