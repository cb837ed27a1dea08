"""Modules and lessons in two languages: one record, one order, one progress."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import translation

from learning.actions.progress import finish_lesson, start_lesson
from learning.models import CatalogPage, Lesson, Module, ModulePage
from learning.policies import published_lesson_pages, published_module_pages
from learning.queries.modules import module_rows
from learning.queries.quiz_pages import quiz_address_in_lesson, quiz_addresses_in_lessons
from tests.cms.translating import english, start_translation, translate
from tests.learning.factories import (
    make_attempt,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
    make_quiz,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def course():
    """Two modules of two lessons."""
    modules = [make_module("Premier"), make_module("Second")]
    lessons = [
        make_lesson(module, f"{module.title} {part}")
        for module in modules
        for part in ("un", "deux")
    ]
    return modules, lessons


def titles(person):
    return [
        (module.title, [lesson.title for lesson in module.lessons])
        for module in module_rows(person)
    ]


def main_of(answer):
    return answer.content.decode().split("<main")[1].split("</main")[0]


def test_a_translation_shows_the_record_of_its_page(course):
    modules, lessons = course

    twin = translate(lessons[0])
    module = translate(modules[0])

    assert twin.record == lessons[0].record
    assert module.record == modules[0].record
    assert (Module.objects.count(), Lesson.objects.count()) == (2, 4)


def test_a_plain_copy_starts_its_own_record(course):
    _modules, lessons = course

    copy = lessons[0].copy(update_attrs={"slug": "copie", "title": "Copie"})

    assert copy.record != lessons[0].record
    assert Lesson.objects.count() == 5


def test_what_a_translation_says_changes_nothing_of_the_record(course):
    _modules, lessons = course
    quiz = make_quiz()
    twin = translate(lessons[0], {"Premier un": "First one"})
    body = [{"type": "quiz", "value": {"quiz": quiz.pk, "required": True}}]
    twin.minutes, twin.body = 50, json.dumps(body)
    twin.save_revision().publish()
    record = Lesson.objects.get(pk=twin.record_id)

    assert (record.title, record.minutes, record.required_quiz) == ("Premier un", 7, None)


def test_progress_is_shared_by_the_languages(reader, person, course):
    _modules, lessons = course
    translate(lessons[0], {"Premier un": "First one"})

    answer = reader.post(reverse("learning:finish", args=[lessons[0].record.uuid]))
    reader.cookies["django_language"] = "fr"

    assert answer.status_code == 302
    assert answer["Location"] == lessons[1].url
    assert module_rows(person)[0].done == 1
    assert re.search(r"1 (?:lesson|leçon) \w+ (?:of|sur) 2", main_of(reader.get(lessons[0].url)))


def test_lists_show_each_lesson_once_in_the_readers_language_in_one_order(person, course):
    modules, lessons = course
    translate(lessons[1], {"Premier deux": "First two"})
    translate(modules[1], {"Second": "The second"})
    translate(lessons[3], {"Second deux": "Second two"})
    translate(lessons[2], {"Second un": "Second one"}, publish=False)

    with translation.override("en"):
        there = titles(person)
    here = titles(person)

    assert there == [
        ("Premier", ["Premier un", "First two"]),
        ("The second", ["Second un", "Second two"]),
    ]
    assert here == [
        ("Premier", ["Premier un", "Premier deux"]),
        ("Second", ["Second un", "Second deux"]),
    ]


def test_the_order_is_that_of_the_pages_whatever_was_translated_first(person, course):
    modules, lessons = course
    for page in (modules[1], lessons[3], lessons[2], modules[0], lessons[1], lessons[0]):
        translate(page)

    with translation.override("en"):
        assert titles(person) == [
            ("Premier (en)", ["Premier un (en)", "Premier deux (en)"]),
            ("Second (en)", ["Second un (en)", "Second deux (en)"]),
        ]


def test_a_placeholder_made_above_a_lesson_is_in_no_list(person, course):
    modules, lessons = course
    translate(lessons[0], {"Premier un": "First one"})

    assert ModulePage.objects.filter(locale=english(), record=modules[0].record).count() == 1
    with translation.override("en"):
        assert [page.pk for page in published_module_pages()] == [page.pk for page in modules]


@pytest.mark.parametrize("taken_down", ["lesson", "module"])
def test_what_is_taken_down_is_in_no_list_of_any_language(reader, person, course, taken_down):
    modules, lessons = course
    for page in (modules[0], lessons[0]):
        translate(page)
    page = {"lesson": lessons[0], "module": modules[0]}[taken_down]
    page.unpublish()

    with translation.override("en"):
        assert lessons[0].record_id not in published_lesson_pages().values_list("record", flat=True)
    assert reader.get(lessons[0].url).status_code == 404
    assert reader.post(reverse("learning:start", args=[lessons[0].record.uuid])).status_code == 404


def test_the_same_lessons_are_published_in_every_language(course):
    _modules, lessons = course
    translate(lessons[0])
    start_translation(lessons[1])
    here = list(published_lesson_pages().values_list("record", flat=True))

    with translation.override("en"):
        assert list(published_lesson_pages().values_list("record", flat=True)) == here
    assert here == [lesson.record_id for lesson in lessons]


def test_a_lesson_of_an_untranslated_module_has_its_way_on_in_english(reader, course):
    modules, lessons = course
    translate(lessons[0], {"Premier un": "First one"})

    text = main_of(reader.get(lessons[0].url))

    assert "<h1>First one</h1>" in text
    assert f'<a href="{modules[0].url}"><span lang="fr">Premier</span></a>' in text
    assert '<span lang="fr">Premier deux</span>' in text
    assert "not translated yet" not in text


def test_an_untranslated_lesson_is_read_in_french_and_marked_so(reader, course):
    _modules, lessons = course

    text = main_of(reader.get(lessons[0].url))

    assert '<h1><span lang="fr">Premier un</span></h1>' in text
    assert re.search(r'<div\s+class="lesson__part"[^>]*lang="fr"\s*>.*Du texte\.', text, re.DOTALL)
    assert "not translated yet" in text


def test_the_catalogue_marks_what_is_in_french(reader, course):
    modules, _lessons = course
    translate(modules[0], {"Premier": "The first", "Résumé.": "In short."})
    address = CatalogPage.objects.get(locale__language_code="fr").url

    text = main_of(reader.get(address))

    assert ">The first</a>" in text
    assert '<span lang="fr">Second</span></a>' in text
    assert '<span lang="fr">Résumé.</span>' in text
    assert "<p>In short.</p>" in text


def test_a_path_is_called_in_english_where_it_has_a_name(reader, person, course):
    modules, _lessons = course
    path = make_path(modules[0], title="Débuter")
    make_enrolment(person, path)
    path.title_en, path.summary_en = "Starting", "From zero."
    path.introduction, path.introduction_en = "<p>Bienvenue.</p>", "<p>Welcome.</p>"
    path.save()
    address = reverse("learning:path", args=[path.uuid])

    there = main_of(reader.get(address))
    reader.cookies["django_language"] = "fr"
    here = main_of(reader.get(address))

    assert "Starting" in there
    assert "From zero." in there
    assert "Welcome." in there
    assert "Bienvenue." in here
    assert "Débuter" in here
    assert "Starting" not in here


def test_a_quiz_leads_to_its_lesson_in_the_readers_language(reader, person, course):
    modules, _lessons = course
    quiz = make_quiz()
    asking = make_lesson(modules[0], "Avec quiz", quiz=quiz)
    twin = translate(asking, {"Avec quiz": "With a quiz"})
    twin.slug = "with-a-quiz"
    twin.save()

    with translation.override("en"):
        there = quiz_addresses_in_lessons([quiz])[quiz.pk]
        alone = [quiz_address_in_lesson(quiz)]
    here = quiz_addresses_in_lessons([quiz])[quiz.pk]
    alone.append(quiz_address_in_lesson(quiz))

    assert alone == [there, here]
    assert quiz_address_in_lesson(make_quiz()) == ""
    assert there != here == f"{asking.url}#quiz-{quiz.pk}"
    assert "With a quiz" in main_of(reader.get(there.partition("#")[0]))
    assert "With a quiz" in main_of(reader.get(asking.url))


def test_a_passed_quiz_counts_in_both_languages(person, course):
    modules, _lessons = course
    quiz = make_quiz()
    asking = make_lesson(modules[0], "Avec quiz", quiz=quiz)
    translate(asking, {"Avec quiz": "With a quiz"})
    start_lesson(person=person, lesson=asking.record)
    finish_lesson(person=person, lesson=asking.record)
    make_attempt(person, quiz)

    for language in ("fr", "en"):
        with translation.override(language):
            assert module_rows(person)[0].lessons[-1].is_done


def test_a_lesson_moved_to_another_module_is_listed_there(client, editor, person, course):
    modules, lessons = course
    client.force_login(editor)

    answer = client.post(
        reverse("wagtailadmin_pages:move_confirm", args=[lessons[0].pk, modules[1].pk])
    )

    assert answer.status_code == 302
    assert titles(person)[1] == ("Second", ["Second un", "Second deux", "Premier un"])


@pytest.mark.parametrize("part", ["lesson", "module", "catalogue"])
def test_a_page_costs_no_more_in_the_other_language(
    client, person, course, part, django_assert_max_num_queries
):
    modules, lessons = course
    make_enrolment(person, make_path(*modules))
    address = {
        "lesson": lessons[0].url,
        "module": modules[0].url,
        "catalogue": CatalogPage.objects.get().url,
    }[part]
    client.force_login(person)
    counts = {}
    for language in ("fr", "en"):
        client.cookies["django_language"] = language
        client.get(address)
        with django_assert_max_num_queries(11) as queries:
            client.get(address)
        counts[language] = len(queries)
    for page in (*modules, *lessons):
        translate(page)
    with django_assert_max_num_queries(11) as queries:
        client.get(address)
    counts["translated"] = len(queries)

    assert counts["en"] == counts["fr"] == counts["translated"], counts
