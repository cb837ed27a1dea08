"""Pages that are to be checked again: found, and said to be right in one click."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry

from cms.models import ArticlePage, HomePage, Portal, PortalScreen
from core.dates import months_before, today
from learning.models import LessonPage, ModulePage
from tests.learning.factories import make_article, make_lesson, make_module


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


LIST = reverse("review_admin:to_review")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def due(page, days):
    page = page.specific
    page.review_by = today() + timedelta(days=days)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def listed(client, **asked):
    return client.get(LIST, asked).content.decode()


def test_pages_of_each_kind_are_listed_the_soonest_first(desk):
    module = make_module("Un module")
    due(module, 0)
    due(make_lesson(module, "Une leçon"), -10)
    due(make_article("article", "Un article"), -3)
    due(make_article("plus-tard", "Plus tard"), 5)
    make_article("jamais", "Sans date")

    page = listed(desk)

    places = [page.index(f">{title}</a>") for title in ("Une leçon", "Un article", "Un module")]
    assert places == sorted(places)
    assert ">Plus tard</a>" not in page
    assert ">Sans date</a>" not in page


@pytest.mark.parametrize(
    ("within", "titles"), [("0", ""), ("30", "A"), ("90", "AB"), ("999", ""), ("x", "")]
)
def test_the_list_looks_ahead_as_far_as_it_is_asked_to(desk, within, titles):
    for title, days in (("A", 30), ("B", 90), ("C", 91)):
        due(make_article(f"article-{title}", f"Article {title}"), days)

    page = listed(desk, within=within)

    assert [one for one in "ABC" if f">Article {one}</a>" in page] == list(titles)


def test_what_is_not_published_waits(desk):
    article = due(make_article("article", "Un article"), -1)
    article.unpublish()

    assert ">Un article</a>" not in listed(desk)


def check(client, page, months="6", **data):
    url = reverse("review_admin:checked", args=[page.pk])
    return client.post(url, {"months": months} | data)


@pytest.mark.parametrize("make", [make_module, lambda: make_lesson(make_module()),
                                  lambda: make_article("article")])  # fmt: skip
def test_one_click_says_that_a_page_is_right_until_another_day(desk, make):
    page = due(make(), -1)

    response = check(desk, page, months="12", query="within=30&p=2&next=x")

    assert response.url == f"{LIST}?within=30&p=2"
    page.refresh_from_db()
    assert page.reviewed_on == today()
    assert page.review_by == months_before(today(), -12)
    assert f">{page.title}</a>" not in listed(desk)
    assert PageLogEntry.objects.filter(page=page.pk, action="learning.checked").exists()


def test_a_check_is_no_rewrite_and_a_draft_does_not_take_it_back(desk):
    page = due(make_article("article", "Un article"), -1)
    page.title = "Un brouillon"
    draft = page.save_revision()
    revisions = page.revisions.count()

    check(desk, page)

    assert page.revisions.count() == revisions
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.title == "Un article"
    assert page.has_unpublished_changes
    draft.refresh_from_db()
    draft.publish()
    page = ArticlePage.objects.get(pk=page.pk)
    assert (page.title, page.reviewed_on) == ("Un brouillon", today())
    assert page.review_by == months_before(today(), -6)


def test_a_lesson_that_was_checked_shows_its_screen_as_it_is(desk):
    portal = Portal.objects.create(name="Espace", slug="espace")
    screen = PortalScreen.objects.create(portal=portal, name="A", slug="a", version="2026.2")
    lesson = LessonPage.objects.get(pk=make_lesson(make_module()).pk)
    lesson.screen, lesson.screen_version = screen, "2026.1"
    due(lesson, -1)

    check(desk, lesson)

    assert LessonPage.objects.get(pk=lesson.pk).screen_version == "2026.2"


@pytest.mark.parametrize("months", ["", "0", "-3", "1200", "deux"])
def test_another_number_of_months_changes_nothing(desk, months):
    page = due(make_article("article"), -1)

    assert check(desk, page, months=months).status_code == 302
    page.refresh_from_db()
    assert page.reviewed_on is None


def test_a_page_that_is_never_checked_is_not_found(desk):
    assert check(desk, HomePage.objects.get()).status_code == 404


def test_who_writes_no_page_has_no_such_list(client, training_manager):
    page = due(make_article("article"), -1)
    client.force_login(training_manager)

    assert client.get(LIST).status_code == 404
    assert check(client, page).status_code == 404


def test_the_first_page_of_the_administration_counts_them(desk):
    home = reverse("wagtailadmin_home")
    assert "No page is to be checked" in desk.get(home).content.decode()
    for number in (1, 2):
        due(make_article(f"article-{number}"), -1)

    assert "2 pages are to be checked" in desk.get(home).content.decode()


def test_fifty_stand_on_a_page_and_the_queries_do_not_grow(desk):
    counts = []
    module = make_module()
    for size in (3, 52):
        while LessonPage.objects.count() < size:
            make_lesson(module, f"Leçon numéro {LessonPage.objects.count()}")
        LessonPage.objects.update(review_by=today())
        desk.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            page = listed(desk)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert len(re.findall(r">Leçon numéro \d+</a>", page)) == 50
    assert ">Leçon numéro 9</a>" in listed(desk, p="2")


def test_modules_keep_their_own_dates():
    assert {"reviewed_on", "review_by"} <= {field.name for field in ModulePage._meta.fields}
