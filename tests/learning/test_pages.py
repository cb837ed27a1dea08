"""What a reader sees, and who sees it."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from cms.models import HomePage, Portal
from core.icons import drawing_shapes
from learning.actions.progress import finish_lesson, start_lesson
from learning.models import Enrolment, Lesson, LessonPage, LessonProgress, ModulePage, Path
from learning.outline import path_steps
from learning.queries.paths import path_row
from tests.learning.factories import (
    make_attempt,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
    make_quiz,
)
from tests.learning.packages import taken_in
from tests.quizzes.factories import AttemptFactory, passed_attempt, quiz_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


def text_of(response):
    return response.content.decode()


# --- Who ------------------------------------------------------------------------------------------------


def test_anonymous_readers_are_sent_to_the_sign_in_page(client):
    lesson = make_lesson(make_module())
    for address in ("/", "/apprendre/", lesson.url, reverse("learning:paths")):
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("people:login"))


def test_anonymous_readers_cannot_record_anything(client):
    lesson = make_lesson(make_module())
    for name in ("learning:start", "learning:finish"):
        assert client.post(reverse(name, args=[lesson.record.uuid])).status_code == 302
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("taken_down", ["lesson", "module"])
def test_what_is_taken_down_is_found_nowhere(reader, taken_down):
    module = make_module()
    lesson = make_lesson(module, "Une leçon retirée")
    page = LessonPage.objects.get(pk=lesson.pk)
    if taken_down == "module":
        page = ModulePage.objects.get(pk=module.pk)
    page.unpublish()
    assert reader.get(lesson.url).status_code == 404
    for name in ("learning:start", "learning:finish"):
        assert reader.post(reverse(name, args=[lesson.record.uuid])).status_code == 404
    assert "Une leçon retirée" not in text_of(reader.get("/apprendre/"))
    if taken_down == "lesson":
        assert "Une leçon retirée" not in text_of(reader.get(module.url))


@pytest.mark.parametrize("name", ["learning:start", "learning:finish", "learning:follow"])
def test_a_record_that_does_not_exist_is_not_found(reader, name):
    assert reader.post(reverse(name, args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("name", ["learning:start", "learning:finish", "learning:follow"])
def test_a_link_records_nothing(reader, name):
    assert reader.get(reverse(name, args=[uuid.uuid4()])).status_code == 405


# --- Reading -------------------------------------------------------------------------------------------


def test_opening_a_lesson_writes_nothing(reader):
    lesson = make_lesson(make_module())
    assert reader.get(lesson.url).status_code == 200
    assert not LessonProgress.objects.exists()


def test_the_page_tells_its_script_to_record_the_opening_once(reader, person):
    lesson = make_lesson(make_module())
    address = reverse("learning:start", args=[lesson.record.uuid])
    assert f'data-lesson-start="{address}"' in text_of(reader.get(lesson.url))
    assert reader.post(address).status_code == 204
    assert "data-lesson-start" not in text_of(reader.get(lesson.url))


def test_finishing_leads_to_the_next_lesson(reader, person):
    module = make_module()
    one, two = make_lesson(module), make_lesson(module)
    response = reader.post(reverse("learning:finish", args=[one.record.uuid]))
    assert response.url == two.url
    assert LessonProgress.objects.get().read_at


def test_finishing_the_last_lesson_leads_to_the_end_of_the_module_or_to_what_is_left(
    reader, person
):
    module = make_module()
    one, two = make_lesson(module), make_lesson(module)
    make_enrolment(person, make_path(module, before := make_module()))
    make_lesson(before)
    assert reader.post(reverse("learning:finish", args=[two.record.uuid])).url == one.url
    assert (
        reader.post(reverse("learning:finish", args=[one.record.uuid])).url == f"{module.url}#fini"
    )


def test_finishing_the_last_of_all_leads_to_the_module(reader, person):
    module = make_module()
    lesson = make_lesson(module)
    response = reader.post(reverse("learning:finish", args=[lesson.record.uuid]))
    assert response.url == f"{module.url}#fini"


def test_a_quiz_that_is_left_leads_back_to_it_and_says_so_there(reader, person):
    quiz = make_quiz("Le quiz qui reste")
    module = make_module()
    lesson, _next = make_lesson(module, quiz=quiz), make_lesson(module)
    response = reader.post(reverse("learning:finish", args=[lesson.record.uuid]), follow=True)
    assert response.redirect_chain[-1][0] == f"{lesson.url}#quiz-{quiz.pk}"
    part = text_of(response).split(f'id="quiz-{quiz.pk}"')[1].split('class="card')[0]
    assert 'role="status"' in part
    assert "Le quiz qui reste" in part

    make_attempt(person, quiz)
    part = text_of(reader.get(lesson.url)).split(f'id="quiz-{quiz.pk}"')[1].split('class="card')[0]
    assert "Le quiz qui reste" not in part


def test_a_passed_quiz_lets_the_reader_go_on(reader, person):
    quiz = make_quiz()
    module = make_module()
    lesson, following = make_lesson(module, quiz=quiz), make_lesson(module)
    make_attempt(person, quiz)
    response = reader.post(reverse("learning:finish", args=[lesson.record.uuid]))
    assert response.url == following.url


def test_a_lesson_that_is_read_can_be_left_by_a_link(reader, person):
    module = make_module()
    one, two = make_lesson(module), make_lesson(module)
    finish_lesson(person=person, lesson=one.record)
    page = text_of(reader.get(one.url))
    assert reverse("learning:finish", args=[one.record.uuid]) not in page
    assert f'class="turn__next" href="{two.url}"' in page


def test_a_title_is_never_markup(reader, person):
    title = "<script>alert(1)</script>"
    module = make_module(title)
    lesson = make_lesson(module, title)
    path = make_path(module, title=title)
    make_enrolment(person, path)
    addresses = ("/", "/apprendre/", module.url, lesson.url, reverse("learning:paths"))
    for address in (*addresses, reverse("learning:path", args=[path.uuid])):
        page = text_of(reader.get(address))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


# --- Paths ---------------------------------------------------------------------------------------------


def test_following_a_path_puts_it_on_the_first_screen(reader, person):
    module = make_module()
    make_lesson(module, "Première leçon du parcours")
    path = make_path(module, title="Un parcours choisi")
    assert "Première leçon du parcours" not in text_of(reader.get("/"))
    reader.post(reverse("learning:follow", args=[path.uuid]))
    page = text_of(reader.get("/"))
    assert "Première leçon du parcours" in page
    assert "Un parcours choisi" in page
    assert not Enrolment.objects.get().is_mandatory


def test_a_path_without_a_published_module_can_still_be_opened(reader, person):
    path = make_path(title="Vide")
    make_enrolment(person, path)
    assert reader.get(reverse("learning:path", args=[path.uuid])).status_code == 200
    assert reader.get("/").status_code == 200


def test_an_icon_or_a_drawing_that_does_not_exist_breaks_no_page(reader):
    module = make_module()
    ModulePage.objects.filter(pk=module.pk).update(icon="licorne", drawing="licorne")
    assert reader.get("/apprendre/").status_code == 200


def test_a_module_is_shown_by_its_drawing(reader, person):
    module = make_module()
    make_lesson(module)
    make_enrolment(person, make_path(module))
    ModulePage.objects.filter(pk=module.pk).update(drawing="ouvrir-son-compte")
    assert drawing_shapes("ouvrir-son-compte") in reader.get("/").content.decode()
    for address in ("/apprendre/", module.url):
        assert "#d-ouvrir-son-compte" in reader.get(address).content.decode()


@pytest.mark.parametrize("lessons", [1, 2, 3, 7, 8])
def test_a_path_of_any_length_has_its_panel(reader, person, lessons):
    module = make_module()
    for _ in range(lessons):
        make_lesson(module)
    make_enrolment(person, make_path(module, title="Long ou court"))
    assert "Long ou court" in text_of(reader.get("/"))


# --- Queries --------------------------------------------------------------------------------------------


def a_path_of(person, lessons):
    modules = [make_module() for _ in range(lessons // 5)]
    pages = [make_lesson(module, quiz=make_quiz()) for module in modules for _ in range(5)]
    make_enrolment(person, make_path(*modules), is_mandatory=True, due_on="2027-01-31")
    for page in pages[: lessons // 2]:
        start_lesson(person=person, lesson=page.record)
    return pages


def count_queries(client, address, django_assert_max_num_queries, limit):
    assert client.get(address).status_code == 200  # caches of the process are warm
    with django_assert_max_num_queries(limit) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("lessons", [5, 60])
def test_the_panels_of_the_first_screen_take_three_queries(
    rf, person, lessons, django_assert_num_queries
):
    from learning.panels import due_soon_panel, next_step_panel, path_panel

    a_path_of(person, lessons)
    request = rf.get("/")
    request.user = person
    next_step_panel(request)
    del request._followed_paths
    with django_assert_num_queries(3):
        assert all(panel(request) for panel in (next_step_panel, path_panel, due_soon_panel))


@pytest.mark.parametrize("lessons", [5, 60])
def test_a_lesson_page_takes_as_many_queries_for_five_as_for_sixty(
    reader, person, lessons, django_assert_max_num_queries
):
    page = a_path_of(person, lessons)[2]
    count_queries(reader, page.url, django_assert_max_num_queries, 11)


@pytest.mark.parametrize("has_package", [False, True])
@pytest.mark.parametrize("lessons", [5, 60])
def test_the_first_screen_takes_as_many_queries_for_five_as_for_sixty(
    reader, person, lessons, has_package, django_assert_max_num_queries
):
    Portal.objects.create(name="Espace", slug="espace", url="https://espace.exemple.fr/")
    pages = a_path_of(person, lessons)
    if has_package:
        Lesson.objects.filter(pk=pages[0].record_id).update(required_package=taken_in())
    count_queries(reader, "/", django_assert_max_num_queries, 13)


@pytest.mark.parametrize("lessons", [5, 60])
@pytest.mark.parametrize("address", ["/apprendre/", "/parcours/"])
def test_lists_take_as_many_queries_for_five_as_for_sixty(
    reader, person, lessons, address, django_assert_max_num_queries
):
    a_path_of(person, lessons)
    count_queries(reader, address, django_assert_max_num_queries, 14)


def test_the_first_screen_stands_alone():
    assert HomePage.objects.count() == 1
    assert Path.objects.count() == 0


def test_the_way_on_leads_to_the_quiz_until_it_is_passed(client, person):
    module, quiz = make_module(), quiz_of(1)
    lesson = make_lesson(module, quiz=quiz)
    make_lesson(module, "La suite")
    client.force_login(person)

    def way_on():
        page = BeautifulSoup(
            client.get(lesson.get_url(), headers={"accept-language": "en"}).content, "html.parser"
        )
        return page.select_one(".turn__next").get_text(" ", strip=True)

    assert way_on() == "I have finished reading. Take the quiz"
    passed_attempt(quiz, person)
    assert way_on() == "Lesson 2 La suite"


def test_after_another_sign_in_a_quiz_still_leads_back_to_its_lesson(client, person):
    quiz = quiz_of(2)
    lesson = make_lesson(make_module(), quiz=quiz)
    attempt = AttemptFactory(quiz=quiz, learner=person)
    client.force_login(person)

    page = client.get(reverse("quizzes:attempt", args=[attempt.uuid])).content.decode()

    assert f'href="{lesson.get_url()}#quiz-{quiz.pk}"' in page


def test_the_step_under_way_says_what_is_left_of_it(person):
    started, waiting = make_module(), make_module()
    lessons = [make_lesson(started, minutes=minutes) for minutes in (7, 10)]
    for _ in range(6):
        make_lesson(waiting, minutes=5)
    path = make_path(started, waiting)
    finish_lesson(person=person, lesson=lessons[0].record)

    steps = path_steps(path_row(person, path))

    assert [(step.state, step.minutes) for step in steps] == [("here", 10), ("todo", 30)]
