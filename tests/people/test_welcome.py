"""The first sign-in: three screens, once; the notices are the second, and nothing is noted before them."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from people.middleware import INFORMED
from people.models import NoticeSeen
from quizzes.enums import Purpose
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory
from tests.quizzes.factories import quiz_of


pytestmark = pytest.mark.django_db

CATALOG = "/apprendre/"


@pytest.fixture
def newcomer():
    return arrives(PersonFactory(first_name="Nadia"))


def arrives(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    session = client.session
    session.pop(INFORMED)
    session.save()
    return client


def read(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser").main


def link(page, words):
    return next(a["href"] for a in page.find_all("a") if words in a.get_text())


def acknowledge(client, address):
    page = read(client, address)
    fields = [(field["name"], field["value"]) for field in page.form.find_all("input")]
    sent = {"notice": [value for name, value in fields if name == "notice"]}
    return client.post(address, sent | {"next": dict(fields)["next"]}).url


def test_welcome_leads_by_three_screens_to_the_page_that_was_asked_for(newcomer):
    first = newcomer.get(CATALOG).url
    page = read(newcomer, first)
    assert "Welcome, Nadia" in page.get_text()
    assert "1 of 3" in page.get_text()

    second = link(page, "Continue")
    page = read(newcomer, second)
    assert "What Passerelle does not see" in page.h1.get_text()
    assert "2 of 3" in page.get_text()
    assert not NoticeSeen.objects.exists()

    third = acknowledge(newcomer, second)
    page = read(newcomer, third)
    assert "3 of 3" in page.get_text()
    assert link(page, "Just look around") == CATALOG
    assert newcomer.get(CATALOG).status_code == 200


def test_welcome_that_is_skipped_leaves_the_notices_alone_and_never_comes_again(newcomer):
    skipped = link(read(newcomer, newcomer.get("/").url), "Skip")

    assert acknowledge(newcomer, skipped) == "/"

    again = arrives(NoticeSeen.objects.first().person)
    assert again.get("/").status_code == 200
    NoticeSeen.objects.filter(purpose="learning").update(version="1.0")  # its words have changed
    assert again.get("/").status_code == 200  # checked once a session
    changed = arrives(NoticeSeen.objects.first().person).get("/").url
    assert changed == reverse("people:information", query={"next": "/"})


def test_each_answer_leads_somewhere_that_opens_and_is_not_stored(newcomer):
    quiz = quiz_of(1, purpose=Purpose.PLACEMENT)
    lesson = make_lesson(make_module(), "Trois minutes", minutes=3)
    acknowledge(newcomer, link(read(newcomer, newcomer.get("/").url), "Skip"))
    page = read(newcomer, reverse("people:first_step"))

    assert link(page, "A first lesson, in 3 minutes") == lesson.url
    assert link(page, "Knowing where I stand").startswith(
        reverse("quizzes:placement", args=[quiz.uuid])
    )
    assert link(page, "A path for my work") == reverse("learning:paths")
    assert link(page, "A colleague beside me") == reverse("ambassadors:ask")
    for anchor in page.find_all("a"):
        assert newcomer.get(anchor["href"]).status_code == 200
    assert not page.find("form")


def test_welcome_offers_only_what_there_is_and_leads_to_no_other_site(newcomer):
    address = reverse("people:first_step", query={"next": "https://ailleurs.example/"})
    page = read(newcomer, address)

    assert "first lesson" not in page.get_text()
    assert "where I stand" not in page.get_text()
    assert link(page, "Just look around") == "/"
    welcome = read(newcomer, reverse("people:welcome", query={"next": "//ailleurs.example/"}))
    assert "ailleurs" not in str(welcome)
