"""Where a reader stopped, the way back to it, how long it took, and a screen that has changed."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.actions import report_screen_changed
from cms.models import OrganisationSettings, Portal, PortalScreen, ScreenChange
from learning.actions.progress import clear_place, delete_reading_times, finish_lesson, save_place
from learning.enums import TimeRange
from learning.models import Lesson, LessonPage, LessonProgress
from learning.reading_places import is_valid_place, place_anchor, place_to_resume
from learning.reading_time import LONGEST, LessonContent, estimate_minutes
from people.queries.privacy import data_held_about
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.people.factories import PersonFactory
from tests.quizzes.factories import quiz_of


pages = pytest.mark.django_db
TEXT = {"type": "text", "value": "<p>Encore.</p>"}


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def lesson(db):
    page = make_lesson(make_module(), blocks=[TEXT, TEXT])
    return LessonPage.objects.get(pk=page.pk)


def blocks_of(lesson):
    return LessonPage.objects.get(pk=lesson.pk).block_ids()


def tell(reader, lesson, place):
    return reader.post(reverse("learning:place", args=[lesson.record.uuid]), {"place": place})


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def measure(on=True):
    OrganisationSettings.objects.update_or_create(pk=1, defaults={"measures_time": on})


def finish(reader, lesson, time_range):
    address = reverse("learning:finish", args=[lesson.record.uuid])
    return reader.post(address, {"time_range": time_range})


# --- The place -----------------------------------------------------------------------------------------


def test_each_block_has_an_anchor_that_stays(reader, lesson):
    anchors = [part["id"] for part in soup(reader.get(lesson.url)).select("[data-part]")]

    assert anchors == [f"bloc-{block}" for block in blocks_of(lesson)]
    lesson.title = "Un autre titre"
    lesson.save_revision().publish()
    assert anchors == [part["id"] for part in soup(reader.get(lesson.url)).select("[data-part]")]


def test_the_place_is_remembered_and_the_page_leads_back_to_it(reader, person, lesson):
    place = f"{blocks_of(lesson)[1]}.0"
    assert tell(reader, lesson, place).status_code == 204

    page = soup(reader.get(lesson.url))

    assert page.select_one("[data-resume]")["href"] == f"#{place_anchor(place)}"
    assert page.select_one(f"#{place_anchor(place)}")["tabindex"] == "-1"
    assert page.select_one("[data-lesson]")["data-place"] == place


def test_the_next_step_of_the_first_screen_leads_to_the_place(reader, person, lesson):
    make_enrolment(person, make_path(lesson.get_parent().specific))
    block = blocks_of(lesson)[2]
    tell(reader, lesson, block)

    assert f'href="{lesson.url}#bloc-{block}"' in reader.get("/").content.decode()


def test_a_place_at_the_top_leads_nowhere(reader, lesson):
    for place in (blocks_of(lesson)[0], f"{blocks_of(lesson)[0]}.0", ""):
        tell(reader, lesson, place)
        assert not soup(reader.get(lesson.url)).select("[data-resume]")


@pytest.mark.parametrize("place", ["ailleurs", "../x", "<b>", "x" * 65, "0" * 36])
def test_a_place_that_is_not_of_the_page_is_refused(reader, lesson, place):
    assert tell(reader, lesson, place).status_code == 400
    assert not LessonProgress.objects.exists()


def test_a_place_that_was_rewritten_away_is_ignored(reader, person, lesson):
    tell(reader, lesson, blocks_of(lesson)[1])
    lesson.body = [("text", "<p>Tout autre chose.</p>")]
    lesson.save_revision().publish()

    assert not soup(reader.get(lesson.url)).select("[data-resume]")


def test_nobody_is_led_to_the_place_of_another(reader, lesson):
    save_place(person=PersonFactory(), lesson=lesson.record, place=blocks_of(lesson)[1])
    assert not soup(reader.get(lesson.url)).select("[data-resume]")


def test_finishing_leaves_no_place_behind(reader, person, lesson):
    tell(reader, lesson, blocks_of(lesson)[1])
    finish(reader, lesson, "")
    assert LessonProgress.objects.get().place == ""


@pages
def test_telling_the_place_takes_few_queries(reader, lesson, django_assert_max_num_queries):
    place = blocks_of(lesson)[1]
    tell(reader, lesson, place)
    with django_assert_max_num_queries(6):
        tell(reader, lesson, place)


BLOCKS = st.lists(st.uuids().map(str), unique=True, max_size=4)


@given(BLOCKS, st.text(max_size=60))
def test_words_that_name_no_block_are_no_place(blocks, sent):
    assert is_valid_place(sent, blocks) == (sent == "")
    assert place_to_resume(sent, blocks) == ""


@given(BLOCKS, st.integers(0, 999), st.uuids().map(str))
def test_a_paragraph_is_a_place_as_long_as_its_block_stands(blocks, paragraph, gone):
    for block in blocks:
        place = f"{block}.{paragraph}"
        is_top = block == blocks[0] and paragraph == 0
        assert is_valid_place(place, blocks)
        assert place_to_resume(place, blocks) == ("" if is_top else place)
    assert not is_valid_place(f"{gone}.{paragraph}", blocks)
    assert place_to_resume(f"{gone}.{paragraph}", blocks) == ""


@given(BLOCKS.filter(bool), st.integers(0, 999), st.data())
def test_every_paragraph_of_every_block_is_a_place(blocks, paragraph, data):
    block = data.draw(st.sampled_from(blocks))
    place = f"{block}.{paragraph}"

    assert is_valid_place(place, blocks)
    assert place_anchor(place) == f"bloc-{block}"
    assert place_to_resume(place, blocks) == ("" if place == f"{blocks[0]}.0" else place)


# --- The time --------------------------------------------------------------------------------------------


def test_time_is_neither_counted_nor_kept_unless_the_organisation_says_so(reader, lesson):
    assert "data-measures-time" not in reader.get(lesson.url).content.decode()
    finish(reader, lesson, "under_5")
    assert LessonProgress.objects.get().time_range == ""


def test_time_is_kept_as_a_range_and_shown_to_its_reader(reader, person, lesson):
    measure()
    assert "data-measures-time" in reader.get(lesson.url).content.decode()
    finish(reader, lesson, "under_15")

    assert LessonProgress.objects.get().time_range == TimeRange.UNDER_15
    assert str(TimeRange.UNDER_15.label) in reader.get(lesson.url).content.decode()
    rows = next(
        holding.rows
        for holding in data_held_about(person)
        if holding.holding.model == "learning.LessonProgress"
    )
    assert [row["time_range"] for row in rows] == ["under_15"]


@pytest.mark.parametrize("sent", ["13 min", "999999", "<b>", "under_5 "])
def test_a_time_that_is_no_range_is_not_kept(reader, lesson, sent):
    measure()
    finish(reader, lesson, sent)
    assert LessonProgress.objects.get().time_range == ""


def test_times_are_erased_once_they_are_kept_no_longer(world_admin, lesson):
    person = PersonFactory()
    finish_lesson(person=person, lesson=lesson.record)
    clear_place(person=person, lesson=lesson.record, time_range=TimeRange.UNDER_5)
    address = reverse("learning_times")

    measure()
    assert world_admin.post(address).status_code == 404
    measure(on=False)
    assert address in world_admin.get(reverse("wagtailadmin_home")).content.decode()
    world_admin.post(address)

    assert LessonProgress.objects.get().time_range == ""
    assert LessonProgress.objects.get().read_at
    assert address not in world_admin.get(reverse("wagtailadmin_home")).content.decode()
    assert delete_reading_times() == 0


@pytest.fixture
def world_admin(client, person):
    person.is_superuser = True
    person.save()
    client.force_login(person)
    return client


# --- The minutes -----------------------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 500))
def test_minutes_are_whole_and_grow_with_the_matter(words, said, questions):
    minutes = estimate_minutes(LessonContent(words + 1, said, questions))

    assert 1 <= minutes <= LONGEST
    assert estimate_minutes(LessonContent(words + 181, said, questions)) in (minutes + 1, LONGEST)
    assert estimate_minutes(LessonContent(words + 1, said + 150, questions)) in (
        minutes + 1,
        LONGEST,
    )
    assert estimate_minutes(LessonContent(words + 1, said, questions + 3)) in (minutes + 2, LONGEST)


@pages
def test_an_author_who_gives_no_number_is_given_one():
    words = {"type": "text", "value": f"<p>{'mot ' * 900}</p>"}
    counted = make_lesson(make_module(), minutes=None, blocks=[words], quiz=quiz_of(3))
    given_one = make_lesson(make_module(), minutes=4, blocks=[words])

    minutes = {row.pk: row.minutes for row in Lesson.objects.all()}
    # 902 words at 180 a minute, and three questions of 40 seconds: 7 minutes, and the one begun.
    assert minutes == {counted.record_id: 8, given_one.record_id: 4}
    assert LessonPage.objects.get(pk=counted.pk).reading_minutes == 8


@pages
def test_a_page_that_grows_is_counted_again():
    lesson = make_lesson(make_module(), minutes=None)
    page = LessonPage.objects.get(pk=lesson.pk)
    page.body = [("text", f"<p>{'mot ' * 1800}</p>")]
    page.save_revision().publish()

    assert Lesson.objects.get().minutes == 10


# --- A screen that has changed ---------------------------------------------------------------------------


@pytest.fixture
def screen(db):
    portal = Portal.objects.create(name="Espace", slug="espace")
    return PortalScreen.objects.create(portal=portal, name="Accueil", slug="accueil")


def test_the_lesson_names_the_version_that_it_shows(reader, lesson, screen):
    lesson.screen, lesson.screen_version = screen, "2026.2"
    lesson.save()

    assert "2026.2" in reader.get(lesson.url).content.decode()


def test_a_change_that_was_closed_is_another_one_the_next_time(screen):
    report_screen_changed(screen=screen)
    ScreenChange.objects.update(closed_at="2036-01-01T00:00Z")
    report_screen_changed(screen=screen)

    assert [change.reports for change in ScreenChange.objects.all()] == [1, 1]


@pages
def test_whether_anybody_told_a_time_is_asked_of_an_index():
    """Of some hundred thousand rows, nearly none tells one, and each page of the administration asks."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "lesson_progress_timed" in LessonProgress.objects.exclude(time_range="").explain()
