"""What the pages of paths and modules say: choices, sequences, what comes first, what was taken down."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from learning.actions.progress import finish_lesson, start_lesson
from learning.enums import Need
from learning.models import (
    LessonPage,
    LessonProgress,
    Module,
    ModulePage,
    Path,
    PathChoice,
    PathModule,
    ScormState,
)
from learning.queries.modules import module_rows
from learning.queries.paths import followed_paths, path_row
from quizzes.enums import Purpose
from tests.learning.factories import (
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
    make_quiz,
)
from tests.learning.packages import scorm_block, taken_in


pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def page_of(client, path):
    return client.get(reverse("learning:path", args=[path.uuid])).content.decode()


def choose(path, name, needed, *modules):
    PathChoice.objects.create(path=path, name=name, needed=needed)
    for place, module in enumerate(modules, 10):
        PathModule.objects.create(
            path=path, module=module.record, sort_order=place, need=Need.CHOICE, choice=name
        )


def require(module, *firsts):
    page = ModulePage.objects.get(pk=module.pk)
    page.requires.set([first.record for first in firsts])
    page.save_revision().publish()


# --- Paths ------------------------------------------------------------------------------------------------


def test_a_path_says_how_many_of_which_modules_and_what_is_left_to_each(reader, person):
    modules = [make_module(f"Au choix {n}") for n in range(4)]
    for module in modules:
        make_lesson(module)
    path = make_path()
    choose(path, "portail", 2, *modules)
    extra = make_module("Pour le plaisir")
    make_lesson(extra)
    PathModule.objects.create(path=path, module=extra.record, sort_order=1, need=Need.OPTIONAL)
    make_enrolment(person, path)

    text = page_of(reader, path)

    assert "Two of these four modules" in text
    assert text.index("Au choix 3") < text.index("Pour le plaisir")
    assert followed_paths(person)[0].total == 2


def test_in_a_sequence_the_page_says_what_opens_a_module(reader, person):
    first, second = make_module("Le premier"), make_module("Le second")
    make_lesson(first)
    hidden = make_lesson(second)
    path = make_path(first, second)
    Path.objects.update(is_sequential=True)
    make_enrolment(person, path)

    assert hidden.url not in page_of(reader, path)
    finish_lesson(person=person, lesson=LessonPage.objects.child_of(first).get().record)
    assert hidden.url in page_of(reader, path)


def test_the_queries_of_a_path_do_not_grow_with_it(
    person, django_assert_num_queries, django_assert_max_num_queries
):
    for _ in range(2):
        modules = [make_module() for _ in range(3)]
        for module in modules:
            make_lesson(module, quiz=make_quiz())
        path = make_path(modules[0])
        choose(path, "a", 1, *modules[1:])
        make_enrolment(person, path)
    followed_paths(person)
    with django_assert_num_queries(3):
        followed_paths(person)
    require(modules[2], modules[1])
    with django_assert_max_num_queries(5):
        followed_paths(person)


# --- Writing a path ------------------------------------------------------------------------------------------


def entry(module, need=Need.REQUIRED, choice="", granted_from=""):
    return {
        "module": module.record.pk,
        "need": need,
        "choice": choice,
        "granted_from": granted_from,
    }


def path_form(entries, choices=(), **fields):
    return nested_form_data(
        {
            "title": "Un parcours",
            "slug": "un-parcours",
            "summary": "",
            "introduction": rich_text(""),
            "level": "",
            "contact": "",
            "placement_quiz": "",
            "valid_months": "",
            "refresher": "",
            "entries": inline_formset(entries),
            "choices": inline_formset(list(choices)),
            **fields,
        }
    )


@pytest.fixture
def writer(client, editor):
    client.force_login(editor)
    return client


def sent(writer, form):
    response = writer.post(reverse("wagtailsnippets_learning_path:add"), form)
    return response, (response.context["form"] if response.status_code == 200 else None)


@pytest.mark.may_write
def test_a_path_with_a_choice_is_written(writer):
    modules = [make_module() for _ in range(3)]
    entries = [
        entry(modules[0]),
        *(entry(module, Need.CHOICE, "portail") for module in modules[1:]),
    ]
    response, form = sent(writer, path_form(entries, [{"name": "portail", "needed": 1}]))
    assert response.status_code == 302, (form.errors, form.formsets["entries"].errors)
    assert Path.objects.get().choices.get().needed == 1


@pytest.mark.may_write
@pytest.mark.parametrize(
    ("needs", "choices", "where"),
    [
        ([(Need.CHOICE, "a")], [], "entries"),
        ([(Need.CHOICE, "a")], [{"name": "a", "needed": 2}], "choices"),
        ([(Need.REQUIRED, "")], [{"name": "b", "needed": 1}], "choices"),
        ([(Need.OPTIONAL, "")], [], "form"),
    ],
)
def test_a_path_whose_choices_do_not_agree_is_refused(writer, needs, choices, where):
    entries = [entry(make_module(), need, name) for need, name in needs]
    response, form = sent(writer, path_form(entries, choices))
    assert response.status_code == 200
    errors = form.errors if where == "form" else form.formsets[where].errors
    assert any(errors)
    assert not Path.objects.exists()


@pytest.mark.may_write
def test_passing_over_a_module_needs_a_placement(writer):
    entries = [entry(make_module(), granted_from=80)]
    _response, form = sent(writer, path_form(entries))
    assert "granted_from" in form.formsets["entries"].errors[0]


@pytest.mark.may_write
def test_the_placement_of_a_path_is_a_placement(writer):
    quiz = make_quiz()
    _response, form = sent(writer, path_form([entry(make_module())], placement_quiz=quiz.pk))
    assert "placement_quiz" in form.errors
    quiz.purpose = Purpose.PLACEMENT
    quiz.save()
    response, _form = sent(writer, path_form([entry(make_module())], placement_quiz=quiz.pk))
    assert response.status_code == 302


def test_two_paths_do_not_call_one_another_for_ever():
    one, two = make_path(), make_path()
    one.refresher = one
    with pytest.raises(ValidationError):
        one.clean()
    one.refresher = two
    one.clean()
    one.save()
    two.refresher = one
    with pytest.raises(ValidationError):
        two.clean()


# --- What comes before a module -------------------------------------------------------------------------------


def test_a_lesson_whose_module_waits_says_what_comes_first_and_keeps_its_text(reader, person):
    first, second = make_module("D’abord"), make_module()
    opening = make_lesson(first)
    body = [{"type": "text", "value": "<p>Le texte gardé.</p>"}]
    lesson = make_lesson(second, "Ensuite", blocks=body)
    require(second, first)

    text = reader.get(lesson.url).content.decode()

    assert "Le texte gardé" not in text
    assert "data-lesson-start" not in text
    assert first.url in text
    assert "vous saurez essayer" in text
    assert first.url in reader.get(second.url).content.decode()
    finish_lesson(person=person, lesson=opening.record)
    assert "Le texte gardé" in reader.get(lesson.url).content.decode()


def test_a_lesson_whose_module_waits_is_neither_started_nor_finished(reader):
    first, second = make_module(), make_module()
    make_lesson(first)
    lesson = make_lesson(second)
    require(second, first)
    assert reader.post(reverse("learning:start", args=[lesson.record.uuid])).status_code == 409
    response = reader.post(reverse("learning:finish", args=[lesson.record.uuid]), follow=True)
    assert response.redirect_chain[-1][0] == lesson.url
    assert [str(message) for message in response.context["messages"]]
    assert not LessonProgress.objects.exists()


def test_no_place_told_and_no_package_opened_begins_a_module_that_waits(reader):
    package = taken_in()
    first, second = make_module(), make_module()
    make_lesson(first)
    page = make_lesson(second, blocks=[scorm_block(package)])
    require(second, first)
    place_url = reverse("learning:place", args=[page.record.uuid])
    names = {"lesson": page.record.uuid, "package": package.uuid}
    report = json.dumps({"unit": "a", "sequence": 1, "data": {}})

    answer = reader.post(place_url, {"place": ""})
    opened = reader.get(reverse("learning:package", kwargs=names))
    response = reader.post(
        reverse("learning:package_state", kwargs=names), report, content_type="application/json"
    )

    assert (answer.status_code, response.status_code) == (409, 404)
    assert opened.url == page.get_url()
    assert not LessonProgress.objects.exists()
    assert not ScormState.objects.exists()


def test_whoever_began_before_the_requirement_goes_on(reader, person):
    first, second = make_module(), make_module()
    make_lesson(first)
    lessons = [make_lesson(second), make_lesson(second)]
    start_lesson(person=person, lesson=lessons[0].record)
    require(second, first)
    assert "Du texte" in reader.get(lessons[1].url).content.decode()
    assert reader.post(reverse("learning:finish", args=[lessons[1].record.uuid])).status_code == 302
    assert LessonProgress.objects.filter(lesson=lessons[1].record).exists()


def test_a_requirement_that_was_taken_down_or_is_empty_shuts_nothing(reader, person):
    empty, down, module = make_module(), make_module(), make_module()
    make_lesson(down)
    lesson = make_lesson(module)
    require(module, empty, down)
    assert module_rows(person)[-1].is_blocked
    ModulePage.objects.get(pk=down.pk).unpublish()
    assert reader.post(reverse("learning:start", args=[lesson.record.uuid])).status_code == 204


def test_a_loop_that_got_in_all_the_same_shuts_nobody_out(person):
    one, two, three = make_module(), make_module(), make_module()
    for module in (one, two, three):
        make_lesson(module)
    for module, first in ((one, two), (two, one), (three, one)):
        Module.requires.through.objects.create(
            from_module_id=module.record_id, to_module_id=first.record_id
        )
    blocked = {row.pk for row in module_rows(person) if row.is_blocked}
    assert blocked == {three.record_id}


def module_form(page, requires):
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": "Résumé.",
            "icon": "book-open",
            "requires": requires,
            "introduction": {"count": 0},
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": "",
            },
            "action-publish": "1",
        }
    ) | {"introduction-count": "0", "requires": requires}


@pytest.mark.may_write
def test_an_editor_cannot_have_a_module_wait_for_itself(writer):
    one, two, three = make_module(), make_module(), make_module()
    require(one, two)
    require(two, three)
    edit = reverse("wagtailadmin_pages:edit", args=[three.pk])
    for wrong in (one, three):
        response = writer.post(edit, module_form(three, [wrong.record.pk]))
        assert response.status_code == 200
        assert "requires" in response.context["form"].errors
    other = make_module()
    response = writer.post(edit, module_form(three, [other.record.pk]))
    assert response.status_code == 302, response.context["form"].errors
    assert list(three.record.requires.all()) == [other.record]


# --- Pages that go away while somebody is in them ----------------------------------------------------------------


def test_finishing_a_lesson_that_was_just_taken_down_says_so_and_keeps_what_was_done(
    reader, person
):
    lesson = make_lesson(make_module())
    start_lesson(person=person, lesson=lesson.record)
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    response = reader.post(reverse("learning:finish", args=[lesson.record.uuid]), follow=True)
    assert response.status_code == 200
    assert [str(message) for message in response.context["messages"]]
    assert LessonProgress.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_a_path_tells_which_module_that_was_begun_is_gone(reader, person, how):
    remaining, gone = make_module(), make_module("Un module retiré")
    make_lesson(remaining)
    lesson = make_lesson(gone)
    path = make_path(remaining, gone)
    make_enrolment(person, path)
    make_lesson_done(person, lesson)
    getattr(ModulePage.objects.get(pk=gone.pk), how)()
    assert "Un module retiré" in page_of(reader, path)
    assert LessonProgress.objects.filter(lesson=lesson.record).exists()
    assert path_row(person, path).total == 1


def make_lesson_done(person, page):
    finish_lesson(person=person, lesson=page.record)


def test_a_path_tells_nothing_of_what_somebody_never_began(reader, person):
    gone = make_module("Jamais commencé")
    make_lesson(gone)
    path = make_path(gone)
    make_enrolment(person, path)
    ModulePage.objects.get(pk=gone.pk).unpublish()
    assert "Jamais commencé" not in page_of(reader, path)
