"""A running session and a cancelled one: what each reader sees of it."""

from datetime import timedelta
from datetime import timezone as zone

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from ambassadors.workshops.actions.workshops import ask_for_seat, cancel_session
from ambassadors.workshops.models import WorkshopSession
from people.enums import Role
from people.queries.facts import _query as kept_queries
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.ambassadors.workshops.workshop_steps import add_seats, signed_in


pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return WorkshopSessionFactory()


def running(session, *, ends_in=timedelta(hours=1)):
    WorkshopSession.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now() + ends_in
    )


def test_a_session_under_way_stands_first_with_the_way_to_the_code_until_no_code_is_taken(session):
    client, person = signed_in()
    ask_for_seat(session=session, person=person)
    sooner = WorkshopSessionFactory(starts_at=timezone.now() + timedelta(hours=3))
    ask_for_seat(session=sooner, person=person)
    running(session)
    index = client.get(reverse("workshops:index"))
    assert [listed.pk for listed in index.context["own"]] == [session.pk, sooner.pk]
    assert reverse("workshops:check_in", args=[session.uuid]) in index.content.decode()

    running(session, ends_in=-timedelta(minutes=14))
    assert session in client.get(reverse("workshops:index")).context["own"]
    running(session, ends_in=-timedelta(minutes=16))
    assert session not in client.get(reverse("workshops:index")).context["own"]


def test_others_see_that_a_session_is_under_way_and_closed_to_them(session):
    client, _person = signed_in()
    running(session)
    index = client.get(reverse("workshops:index"))
    assert list(index.context["page"]) == [session]
    page = index.content.decode()
    assert "Under way" in page
    assert "seats left" not in page

    running(session, ends_in=-timedelta(minutes=1))
    assert list(client.get(reverse("workshops:index")).context["page"]) == []


@pytest.mark.parametrize("called_off", [True, False])
def test_nobody_in_a_queue_is_promised_a_mail_once_nothing_can_come_of_it(session, called_off):
    client, person = signed_in()
    add_seats(session, 2)
    ask_for_seat(session=session, person=person)
    address = reverse("workshops:session", args=[session.uuid])
    waiting = client.get(address).content.decode()
    assert "Leave the queue" in waiting
    assert "Give my seat up" not in waiting
    if called_off:
        cancel_session(session=session)
    else:
        running(session)
    page = client.get(address).content.decode()
    assert "You will have a mail" not in page
    assert "One can no longer join it" in page


def test_no_session_that_has_begun_is_offered_to_be_called_off(session):
    training, _person = signed_in(Role.TRAINING_MANAGER)
    workshop = reverse("workshops_admin:workshop", args=[session.workshop.uuid])
    call_off_page = reverse("workshops_admin:call_off", args=[session.uuid])
    assert call_off_page in training.get(workshop).content.decode()
    running(session)
    assert call_off_page not in training.get(workshop).content.decode()


@pytest.fixture
def at_noon():
    """The database has a clock of its own: so the place is one where it is about noon now."""
    kept_queries.cache_clear()
    hours = 12 - timezone.now().hour
    with timezone.override(zone(timedelta(hours=hours))):
        yield
    kept_queries.cache_clear()


@pytest.mark.usefixtures("at_noon")
def test_on_its_day_a_trainer_finds_the_session_first_with_code_list_and_sheet(session):
    client, trainer = signed_in()
    session.trainers.add(trainer)

    def links():
        """The addresses of the card that stands first, and no other page of the session."""
        card = BeautifulSoup(client.get("/").content, "html.parser").select_one("#atelier-donne")
        return card and [link["href"] for link in card.select("a")]

    def move(hours, **more):
        begins = timezone.now() + timedelta(hours=hours)
        WorkshopSession.objects.filter(pk=session.pk).update(
            starts_at=begins, ends_at=begins + timedelta(hours=1), **more
        )

    code, coming, sheet, page = (
        reverse(f"workshops:{name}", args=[session.uuid])
        for name in ("code", "attendance", "sheet", "session")
    )
    move(24)
    assert links() is None
    move(4)
    assert links() == [coming, sheet, page]
    move(-0.5)
    assert links() == [code, coming, sheet, page]
    main = BeautifulSoup(client.get("/").content, "html.parser").main
    assert main.select_one(".card")["id"] == "atelier-donne"
    sooner = WorkshopSessionFactory(starts_at=timezone.now() + timedelta(hours=2))
    sooner.trainers.add(trainer)
    assert links()[0] == code
    move(-3)
    assert links()[0] == reverse("workshops:attendance", args=[sooner.uuid])
    sooner.delete()
    assert links() == [coming, sheet, page]
    move(-3, listed_at=timezone.now())
    assert links() is None
    move(1, is_proposed=True)
    assert links() is None
    cancel_session(session=session)
    assert links() is None
