"""Editors' pages about a workshop or an event: dates, list, translation, search."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend

from ambassadors.workshops.actions.workshops import cancel_session
from ambassadors.workshops.models import WorkshopPage
from cms.models import HomePage
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.people.factories import ExternalFactory, PersonFactory


pytestmark = pytest.mark.django_db

INDEX = reverse("workshops:index")


@pytest.fixture
def home():
    return HomePage.objects.get(locale__language_code="fr")


@pytest.fixture
def session():
    return WorkshopSessionFactory(capacity=3, room="Salle Loire")


@pytest.fixture
def page(home, session):
    return home.add_child(
        instance=WorkshopPage(
            title="Une heure au calme",
            slug="heure-au-calme",
            introduction="Pour ouvrir son compte.",
            body='[{"type": "text", "value": "<p>Venez avec votre téléphone.</p>"}]',
            workshop=session.workshop,
        )
    )


def text(address, person=None, **headers):
    client = Client(headers={"accept-language": "en", **headers})
    client.force_login(person or PersonFactory())
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_the_text_and_the_dates_with_their_seats(page, session):
    other = WorkshopSessionFactory(room="Ailleurs")

    shown = text("/heure-au-calme/")

    assert "Venez avec votre téléphone." in shown
    assert reverse("workshops:session", args=[session.uuid]) in shown
    assert "There are seats left" in shown
    assert "Ailleurs" not in shown
    assert str(other.uuid) not in shown


def test_a_date_called_off_is_not_announced(page, session):
    cancel_session(session=session)

    assert "No date for now" in text("/heure-au-calme/")


def test_a_partners_learner_sees_only_dates_that_welcome_them(page, session):
    assert str(session.uuid) not in text("/heure-au-calme/", ExternalFactory())


def test_an_event_needs_no_workshop(home):
    home.add_child(instance=WorkshopPage(title="Journée du numérique", slug="journee"))

    shown = text("/journee/")

    assert "Journée du numérique" in shown
    assert "Dates and seats</h2>" not in shown


def test_the_list_of_workshops_and_each_session_lead_to_it(page, session):
    assert 'href="/heure-au-calme/"' in text(INDEX)
    assert 'href="/heure-au-calme/"' in text(reverse("workshops:session", args=[session.uuid]))


def test_an_unpublished_one_is_nowhere(page, session):
    page.unpublish()

    assert "heure-au-calme" not in text(INDEX)
    assert "heure-au-calme" not in text(reverse("workshops:session", args=[session.uuid]))


def test_its_translation_is_read_with_the_same_dates_at_the_same_address(page, session):
    english = Locale.objects.get_or_create(language_code="en")[0]
    home = page.get_parent().specific
    if not home.has_translation(english):
        home.copy_for_translation(english).save_revision().publish()
    twin = page.copy_for_translation(english)
    twin.title = "A quiet hour"
    twin.save_revision().publish()

    shown = text("/heure-au-calme/")

    assert "A quiet hour" in shown
    assert str(session.uuid) in shown
    listed = text(INDEX)
    assert "A quiet hour" in listed
    assert "Une heure au calme" not in listed


def test_it_is_found_by_searching(page):
    assert list(get_search_backend().search("calme", WorkshopPage)) == [page]


def test_more_pages_ask_no_more_queries(page, home, django_assert_max_num_queries):
    client = Client()
    client.force_login(PersonFactory())
    client.get(INDEX)
    with django_assert_max_num_queries(30) as few:
        client.get(INDEX)
    for number in range(15):
        home.add_child(instance=WorkshopPage(title=f"Page {number}", slug=f"page-{number}"))
    with django_assert_max_num_queries(len(few)):
        client.get(INDEX)
