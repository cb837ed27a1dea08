"""What waits for somebody: the bell of every page, the page behind it, and what settles a line."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.actions.retention import purge
from people.models import Notification, Person
from people.notifications import registry
from people.notifications.actions import Entry, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    WaitingSource,
    register_notification_kind,
    register_waiting_source,
)
from tests.people.factories import PersonFactory
from tests.people.test_seal import opened


pytestmark = pytest.mark.django_db

WAITING, ASIDE = reverse("people:waiting"), reverse("people:put_aside")
OPEN, MY_DATA = reverse("people:open_notification"), reverse("people:my_data")
GONE: set[str] = set()


def described(rows):
    return {row.pk: Description(f"About {row.key}", MY_DATA) for row in rows if row.key not in GONE}


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Only kinds of these tests: tasks of two ranks and a piece of news."""
    GONE.clear()
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_sources", {})
    for key, rank, is_news in (("late", 90, False), ("early", 10, False), ("news", 50, True)):
        register_notification_kind(
            NotificationKind(
                key=key,
                title=f"Kind {key}",
                action="Go",
                icon="bell",
                describe=described,
                rank=rank,
                is_news=is_news,
            )
        )


def waits(person, kind, key, **more):
    notify(kind=kind, entries=[Entry(person=person.pk, key=key, **more)])
    return Notification.objects.get(person=person, kind=kind, key=key)


def browser(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def page_of(client, address=WAITING):
    return BeautifulSoup(client.get(address).content, "html.parser")


def bell(client, address=MY_DATA):
    return page_of(client, address).select_one(".bell .sr-only").get_text(" ", strip=True)


def titles(client):
    return [title.get_text() for title in page_of(client).select("main h3")]


def test_the_bell_says_how_many_on_every_page_and_the_page_which_first(person):
    client = browser(person)
    assert bell(client) == "What waits for you"
    assert "Nothing new waits for you" in page_of(client).main.get_text()
    waits(PersonFactory(), "early", "another’s")

    waits(person, "late", "a")
    assert bell(client) == "1 thing waits for you"
    waits(person, "early", "b")
    waits(person, "news", "c")
    waits(person, "late", "d", is_urgent=True)

    assert bell(client) == "4 things wait for you"
    assert titles(client) == ["About d", "About b", "About c", "About a"]
    assert page_of(client).select_one(".bell")["aria-current"] == "page"


def test_a_newcomer_reads_what_was_made_before_and_a_reopened_account_does_not(person):
    newcomer = PersonFactory(staff_number="00077")
    newcomer.set_unusable_password()
    newcomer.save()
    for one in (newcomer, person):
        waits(one, "early", "before")

    came = browser(opened(newcomer))
    assert (bell(came), titles(came)) == ("1 thing waits for you", ["About before"])
    back = browser(opened(person))
    assert (bell(back), titles(back)) == ("What waits for you", [])


def test_the_bell_costs_no_query(person, django_assert_num_queries, django_assert_max_num_queries):
    client = browser(person)
    address = reverse("people:password_change")
    client.get(address)
    with django_assert_max_num_queries(20) as before:
        client.get(address)
    waits(person, "late", "a")
    with django_assert_num_queries(len(before)):
        assert bell(client, address) == "1 thing waits for you"


def test_a_line_is_put_aside_by_a_button_and_stays_until_the_act_that_settles_it(person):
    client = browser(person)
    row = waits(person, "late", "a")
    urgent = waits(person, "early", "b", is_urgent=True)
    news = waits(person, "news", "c")

    client.get(WAITING)
    assert bell(client) == "3 things wait for you"
    client.post(ASIDE, {"notification": row.pk})
    assert bell(client) == "2 things wait for you"
    assert "Seen, and still waiting" in page_of(client).main.get_text()
    client.post(ASIDE)

    # News is settled by being read; what is urgent cannot be put aside.
    assert not Notification.objects.filter(pk=news.pk).exists()
    assert bell(client) == "1 thing waits for you"
    assert titles(client) == ["About b", "About a"]
    for settled in (row, urgent):
        settle(kind=settled.kind, keys=[settled.key])
    assert not Notification.objects.exists()


def test_opening_a_line_leads_there_and_counts_as_seen(person):
    client = browser(person)
    row, news = waits(person, "late", "a"), waits(person, "news", "c")

    assert client.post(OPEN, {"notification": row.pk})["Location"] == MY_DATA
    assert client.post(OPEN, {"notification": news.pk})["Location"] == MY_DATA
    assert bell(client) == "What waits for you"
    assert list(Notification.objects.values_list("pk", flat=True)) == [row.pk]
    for wrong in (news.pk, "9" * 30, "²", "x", ""):
        again = client.post(OPEN, {"notification": wrong}, follow=True)
        assert "This no longer waits for you." in again.content.decode()


def test_nobody_touches_what_waits_for_another(person):
    row = waits(PersonFactory(), "late", "a")
    stranger = browser(person)

    assert stranger.post(OPEN, {"notification": row.pk})["Location"] == WAITING
    stranger.post(ASIDE, {"notification": row.pk})
    stranger.post(ASIDE)

    row.refresh_from_db()
    assert row.read_at is None


def test_a_fact_waits_once_and_is_new_again_when_it_comes_again(person):
    row = waits(person, "late", "a")
    browser(person).post(ASIDE)
    again = waits(person, "late", "a", is_urgent=True)

    assert (again.pk, again.read_at, again.is_urgent) == (row.pk, None, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(person=person, kind="late", key="a", waits_until=timezone.now())
    with pytest.raises(KeyError):
        notify(kind="unknown", entries=[])


def test_what_no_longer_waits_is_not_shown_and_is_deleted_at_night(person):
    client = browser(person)
    kept = waits(person, "late", "a")
    waits(person, "late", "b", until=timezone.now() - timedelta(days=2))
    waits(person, "late", "c")
    GONE.add("c")
    registry._kinds["once"] = registry._kinds["late"]
    waits(person, "once", "d")
    del registry._kinds["once"]

    assert titles(client) == ["About a"]
    purge()

    assert list(Notification.objects.all()) == [kept]
    assert bell(client) == "1 thing waits for you"


def test_what_is_worked_out_has_no_row_and_no_part_in_the_count(person):
    def asked(reader):
        return [Description(f"Only for {reader.pk}", MY_DATA)] if reader == person else []

    register_waiting_source(WaitingSource(key="asked", action="Go", icon="vote", describe=asked))
    client = browser(person)

    assert titles(client) == [f"Only for {person.pk}"]
    assert page_of(client).select_one(f"main li a[href='{MY_DATA}']")
    assert bell(client) == "What waits for you"
    client.post(ASIDE)
    assert titles(client) == [f"Only for {person.pk}"]
    assert not Notification.objects.exists()
    assert titles(browser(PersonFactory())) == []


def test_whoever_opens_an_account_again_sees_nothing_of_before(administrator):
    nadia = PersonFactory(staff_number="00042")
    nadia.set_password("quatre mots vont bien ensemble")
    nadia.save()
    before = waits(nadia, "late", "before")
    client = browser(opened(nadia, by=administrator))

    assert bell(client) == "What waits for you"
    assert titles(client) == []
    client.post(ASIDE)
    assert Notification.objects.get(pk=before.pk).read_at is None
    waits(nadia, "late", "after")
    assert bell(client) == "1 thing waits for you"
    assert titles(client) == ["About after"]


def test_what_stands_first_is_on_the_first_screen(person):
    client = browser(person)
    assert "About" not in page_of(client, "/").main.get_text()
    waits(person, "late", "a")
    waits(person, "early", "b")

    first = page_of(client, "/").select_one("#vous-attend").find_parent("section")

    assert "About b" in first.get_text()
    assert "About a" not in first.get_text()
    assert "and 1 other thing" in " ".join(first.get_text().split())


def test_it_goes_with_the_person(person):
    waits(person, "late", "a")
    Person.objects.filter(pk=person.pk).delete()

    assert not Notification.objects.exists()
