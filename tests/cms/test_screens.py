"""A screen of the portal that changed: readers say so, editors mend what shows it."""

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.actions import close_screen_change, report_screen_changed
from cms.models import Portal, PortalScreen, ScreenChange
from learning.models import LessonPage
from tests.learning.factories import make_lesson, make_module
from tests.quizzes.factories import QuestionFactory
from tests.racing import at_once


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


LIST = reverse("screen_admin:screens")
WARNING = "This screen may have changed"


def make_screen(name="Messagerie", version="2026.1"):
    portal, _made = Portal.objects.get_or_create(slug="espace", defaults={"name": "Espace"})
    return PortalScreen.objects.create(
        portal=portal, name=name, slug=f"ecran-{PortalScreen.objects.count()}", version=version
    )


def lesson_of(screen, title="Écrire un message", version="2026.1"):
    page = LessonPage.objects.get(pk=make_lesson(make_module(), title).pk)
    page.screen, page.screen_version = screen, version
    page.save()
    return page


@pytest.fixture
def screen(db):
    return make_screen()


def report(client, screen, **data):
    return client.post(reverse("cms:screen_changed", args=[screen.pk]), data)


# --- Readers ------------------------------------------------------------------------------------------


def test_a_reader_says_it_in_one_click_and_comes_back_to_the_lesson(client, person, screen):
    lesson = lesson_of(screen)
    client.force_login(person)
    page = client.get(lesson.url).content.decode()
    assert reverse("cms:screen_changed", args=[screen.pk]) in page
    assert WARNING not in page

    response = report(client, screen, next=lesson.url)

    assert (response.status_code, response.url) == (302, lesson.url)
    assert ScreenChange.objects.get().reports == 1
    assert WARNING in client.get(lesson.url).content.decode()


def test_a_lesson_without_a_screen_offers_nothing_to_say(client, person):
    client.force_login(person)

    assert "signaler" not in client.get(make_lesson(make_module()).url).content.decode()


def test_a_reader_who_says_it_again_the_same_day_counts_once(client, person, screen):
    client.force_login(person)
    for _time in range(3):
        assert report(client, screen).status_code == 302
    assert ScreenChange.objects.get().reports == 1

    other = make_screen("Paiements")
    report(client, other)
    assert ScreenChange.objects.get(screen=other).reports == 1


def test_a_cookie_that_somebody_wrote_themselves_counts_for_nothing(client, person, screen):
    client.force_login(person)
    client.cookies["screens_reported"] = str(screen.pk)

    report(client, screen)

    assert ScreenChange.objects.get().reports == 1


def test_other_readers_are_counted_on_the_same_change_and_named_nowhere(client, screen, person):
    from tests.people.factories import PersonFactory

    for someone in (person, PersonFactory(), PersonFactory()):
        browser = Client()
        browser.force_login(someone)
        report(browser, screen)

    change = ScreenChange.objects.get()
    assert change.reports == 3
    assert {field.name for field in ScreenChange._meta.fields} == {
        "id", "screen", "reports", "reported_at", "closed_at"
    }  # fmt: skip


def test_nobody_is_sent_to_another_site(client, person, screen):
    client.force_login(person)

    assert report(client, screen, next="https://ailleurs.exemple.fr/").url == "/"


def test_a_screen_that_does_not_exist_is_not_found(client, person):
    client.force_login(person)

    assert client.post(reverse("cms:screen_changed", args=[999])).status_code == 404


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_readers_at_once_open_one_change_and_none_is_lost():
    screen = make_screen()
    at_once(*[lambda: report_screen_changed(screen=screen)] * 6)

    assert ScreenChange.objects.count() == 1
    assert ScreenChange.objects.aggregate(all=Sum("reports"))["all"] == 6


# --- Editors ------------------------------------------------------------------------------------------


def test_editors_find_every_lesson_and_question_tied_to_it(client, editor, screen):
    lesson = lesson_of(screen)
    question = QuestionFactory(title="Où écrire ?", lesson=lesson)
    lesson_of(make_screen("Paiements"), "Une autre leçon")
    report_screen_changed(screen=screen)
    report_screen_changed(screen=screen)
    client.force_login(editor)

    page = client.get(LIST).content.decode()

    assert "Espace, Messagerie" in page
    assert "2 times" in " ".join(page.split())
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in page
    assert "Où écrire ?" in page
    assert reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk]) in page
    assert "Une autre leçon" not in page


def close(client, change, version):
    url = reverse("screen_admin:close_change", args=[change.pk])
    return client.post(url, {f"change-{change.pk}-version": version})


def test_closing_notes_the_new_version_and_readers_are_told_no_more(client, editor, screen):
    lesson = lesson_of(screen)
    report_screen_changed(screen=screen)
    client.force_login(editor)

    close(client, ScreenChange.objects.get(), "2026.2")

    screen.refresh_from_db()
    assert screen.version == "2026.2"
    assert ScreenChange.objects.get().closed_at is not None
    assert WARNING not in client.get(lesson.url).content.decode()


def test_a_lesson_of_the_version_before_stays_listed(client, editor, screen):
    lesson = lesson_of(screen)
    current = lesson_of(screen, "Leçon à jour", version="2026.2")
    unknown = lesson_of(screen, "Leçon sans version", version="")
    report_screen_changed(screen=screen)
    close_screen_change(change=ScreenChange.objects.get(), version="2026.2")
    client.force_login(editor)

    page = client.get(LIST).content.decode()

    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in page
    for other in (current, unknown):
        assert reverse("wagtailadmin_pages:edit", args=[other.pk]) not in page


def test_closing_without_a_version_changes_nothing(client, editor, screen):
    report_screen_changed(screen=screen)
    client.force_login(editor)

    for version in ("", " ", "x" * 41):
        close(client, ScreenChange.objects.get(), version)

    screen.refresh_from_db()
    assert screen.version == "2026.1"
    assert ScreenChange.objects.get().closed_at is None


def test_two_editors_close_it_once(screen):
    report_screen_changed(screen=screen)
    change = ScreenChange.objects.get()

    assert close_screen_change(change=change, version="2026.2")
    assert not close_screen_change(change=change, version="2026.9")

    screen.refresh_from_db()
    assert screen.version == "2026.2"


def test_after_a_change_was_closed_the_next_report_opens_another(screen):
    report_screen_changed(screen=screen)
    close_screen_change(change=ScreenChange.objects.get(), version="2026.2")

    report_screen_changed(screen=screen)

    assert ScreenChange.objects.filter(closed_at=None).get().reports == 1
    assert ScreenChange.objects.count() == 2


def test_the_first_page_of_the_administration_counts_them(client, editor, screen):
    client.force_login(editor)
    assert "No screen is reported" in client.get(reverse("wagtailadmin_home")).content.decode()
    report_screen_changed(screen=screen)

    assert "One screen is reported" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_query_count_does_not_grow(client, editor):
    client.force_login(editor)
    counts = []
    for size in (2, 8):
        while ScreenChange.objects.count() < size:
            lesson = lesson_of(screen := make_screen())
            QuestionFactory(lesson=lesson)
            report_screen_changed(screen=screen)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
