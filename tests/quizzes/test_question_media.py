"""Pictures, recordings and the lesson beside a question: for its author, its learner, and when gone."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, Page

from cms.models import Rendition
from quizzes.actions.attempts import check_item, submit_attempt
from quizzes.actions.starts import start_attempt
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.information import Information
from quizzes.kinds.single_choice import SingleChoice
from quizzes.models import Question
from quizzes.specs.codec import from_dict
from quizzes.values.texts import Rich
from tests.learning.factories import make_lesson, make_module
from tests.quizzes.factories import CategoryFactory, QuestionFactory, quiz_asking, right_response
from tests.quizzes.media import make_picture, make_recording, picture_of, recording_of
from tests.quizzes.new_kinds import NEW_KINDS


pytestmark = pytest.mark.django_db

BANK = "wagtailsnippets_quizzes_question"


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def pictured(*media, choice=()):
    return SingleChoice(
        text=Rich("Que voit-on ?"),
        media=media,
        choices=with_choice_ids(
            [
                Choice(text=Rich(), fraction=Decimal(100), media=choice)
                if choice
                else Choice(text=Rich("Un guichet"), fraction=Decimal(100)),
                Choice(text=Rich("Un jardin")),
            ]
        ),
    )


def page_of(client, attempt, name="attempt"):
    return client.get(reverse(f"quizzes:{name}", args=[attempt.uuid])).content.decode()


# The learner


def test_a_picture_is_shown_in_sizes_drawn_when_the_question_was_saved(client, learner):
    picture = make_picture()
    attempt = start_attempt(quiz=quiz_asking(pictured(picture_of(picture))), learner=learner)
    drawn = Rendition.objects.filter(image=picture).count()

    page = page_of(client, attempt)

    assert drawn == 3
    assert Rendition.objects.count() == drawn
    for part in ('alt="Un guichet vu de face"', 'width="640"', 'height="480"', 'loading="lazy"'):
        assert part in page
    assert "480w" in page


@pytest.mark.parametrize("question", NEW_KINDS.values(), ids=NEW_KINDS)
def test_a_picture_stands_beside_an_order_a_text_with_gaps_and_a_scenario(
    client, learner, question
):
    asked = replace(question, media=(picture_of(make_picture()),))
    attempt = start_attempt(quiz=quiz_asking(asked), learner=learner)

    assert page_of(client, attempt).count('alt="Un guichet vu de face"') == 1


def test_a_recording_has_its_controls_and_its_words(client, learner):
    sound = make_recording()
    attempt = start_attempt(quiz=quiz_asking(pictured(recording_of(sound))), learner=learner)

    page = page_of(client, attempt)

    assert f'src="{sound.url}"' in page
    assert "controls" in page
    assert "Allô, bonjour." in page
    heard = client.get(sound.url)
    assert b"".join(heard.streaming_content).startswith(b"RIFF")
    heard.close()


def test_a_choice_may_be_a_picture_alone(client, learner):
    spec = pictured(choice=(picture_of(make_picture()),))
    attempt = start_attempt(quiz=quiz_asking(spec), learner=learner)

    assert 'alt="Un guichet vu de face"' in page_of(client, attempt)
    check_item(attempt=attempt.uuid, slot=1, raw=right_response(spec))
    submit_attempt(attempt=attempt.uuid)
    assert 'alt="Un guichet vu de face"' in page_of(client, attempt, "result")


def test_deleted_files_leave_their_words_and_break_no_attempt(client, learner):
    picture, sound = make_picture(), make_recording()
    spec = pictured(picture_of(picture), recording_of(sound), choice=(picture_of(picture),))
    attempt = start_attempt(quiz=quiz_asking(spec), learner=learner)
    picture.delete()
    sound.delete()

    page = page_of(client, attempt)

    assert page.count("Un guichet vu de face") == 2
    assert "<img" not in page.split("<main", 1)[1].split("</main", 1)[0]
    assert "<audio" not in page
    assert "Allô, bonjour." in page
    check_item(attempt=attempt.uuid, slot=1, raw={"choice": "c1"})
    submit_attempt(attempt=attempt.uuid)
    assert "Un guichet vu de face" in page_of(client, attempt, "result")


def test_a_picture_whose_sizes_are_gone_is_shown_as_it_was_uploaded(client, learner):
    picture = make_picture()
    attempt = start_attempt(quiz=quiz_asking(pictured(picture_of(picture))), learner=learner)
    Rendition.objects.all().delete()

    assert picture.file.url in page_of(client, attempt)


def test_the_stored_version_keeps_the_words(client, learner):
    question = QuestionFactory(asks=pictured(picture_of(make_picture())))

    stored = from_dict(question.current_version.spec)

    assert [one.alternative for one in stored.media] == ["Un guichet vu de face"]


@pytest.mark.parametrize("number", [2, 8])
def test_a_result_asks_once_for_what_stands_beside_all_its_questions(
    client, learner, number, django_assert_max_num_queries
):
    lesson = make_lesson(make_module(f"Accueillir {number}"))
    asked = [pictured(picture_of(make_picture()), recording_of(make_recording()))] * number
    quiz = quiz_asking(*asked)
    Question.objects.update(lesson=Page.objects.get(pk=lesson.pk))
    attempt = start_attempt(quiz=quiz, learner=learner)
    submit_attempt(attempt=attempt.uuid)
    page_of(client, attempt, "result")

    with django_assert_max_num_queries(25):
        page = page_of(client, attempt, "result")

    assert page.count("<audio") == number


# The lesson to read again


@pytest.fixture
def lesson():
    return make_lesson(make_module("Accueillir"))


def answered(learner, lesson, raw):
    attempt = start_attempt(quiz=quiz_asking(pictured()), learner=learner)
    Question.objects.update(lesson=Page.objects.get(pk=lesson.pk))
    check_item(attempt=attempt.uuid, slot=1, raw=raw)
    submit_attempt(attempt=attempt.uuid)
    return attempt


def test_the_lesson_is_offered_to_whoever_was_not_right(client, learner, lesson):
    wrong = answered(learner, lesson, {"choice": "c2"})

    assert f'href="{lesson.url}"' in page_of(client, wrong, "result")


def test_the_lesson_is_not_offered_to_whoever_was_right(client, learner, lesson):
    right = answered(learner, lesson, right_response(pictured()))

    assert f'href="{lesson.url}"' not in page_of(client, right, "result")


@pytest.mark.parametrize("which", ["lesson", "module"])
def test_a_lesson_that_nobody_can_read_is_not_offered(client, learner, lesson, which):
    wrong = answered(learner, lesson, {"choice": "c2"})
    (lesson if which == "lesson" else lesson.get_parent().specific).unpublish()

    assert f'href="{lesson.url}"' not in page_of(client, wrong, "result")


def test_a_lesson_that_was_deleted_leaves_the_question(client, learner, lesson):
    wrong = answered(learner, lesson, {"choice": "c2"})
    Page.objects.get(pk=lesson.pk).delete()

    assert Question.objects.get().lesson is None
    assert "Que voit-on" in page_of(client, wrong, "result")


# The author


def sent(*media, rows=(), **more):
    """What a browser sends of a text to read, with these rows of pictures and recordings."""
    data = {
        "title": "Un titre",
        "category": CategoryFactory().pk,
        "status": "ready",
        "format": "markdown",
        "text": "Lisez.",
        "general_feedback": "",
        "media-TOTAL_FORMS": len(media),
        "media-INITIAL_FORMS": 0,
        "rows-TOTAL_FORMS": len(rows),
        "rows-INITIAL_FORMS": 0,
    }
    for prefix, filled in (("media", media), ("rows", rows)):
        for number, row in enumerate(filled):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data | more


def add(client, data, kind="information"):
    return client.post(reverse(f"{BANK}:add_kind", args=[kind]), data)


def test_an_author_puts_a_picture_a_recording_and_a_lesson_beside_a_question(
    client, author, lesson
):
    picture, sound = make_picture(), make_recording()

    answer = add(
        client,
        sent(
            {"picture": picture.pk, "alternative": "Un guichet"},
            {"recording": sound.pk, "alternative": "Un appel", "transcript": "Allô *oui*."},
            {},
            lesson=lesson.pk,
        ),
    )

    assert answer.status_code == 302, answer.context["form"].errors
    question = Question.objects.get()
    asked = from_dict(question.current_version.spec)
    assert [(one.kind, one.file, one.alternative) for one in asked.media] == [
        ("picture", picture.pk, "Un guichet"),
        ("audio", sound.pk, "Un appel"),
    ]
    assert question.lesson_id == lesson.pk
    again = client.get(reverse(f"{BANK}:edit", args=[question.pk]))
    assert [row.initial["alternative"] for row in again.context["form"].beside[:2]] == [
        "Un guichet",
        "Un appel",
    ]
    tried = reverse(f"{BANK}:as_learner", args=[question.pk])
    shown = client.post(tried, {"verb": "skip"}).content.decode()
    assert 'alt="Un guichet"' in shown
    assert "<em>oui</em>" in shown


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"picture": "P"}, "alternative"),
        ({"picture": "P", "alternative": "Un guichet", "is_decorative": "on"}, "is_decorative"),
        ({"picture": "P", "recording": "R", "alternative": "a", "transcript": "b"}, "recording"),
        ({"recording": "R", "alternative": "a"}, "transcript"),
        ({"recording": "R", "transcript": "a"}, "alternative"),
        ({"alternative": "sans fichier"}, "picture"),
        ({"picture": "999999"}, "picture"),
    ],
)
def test_a_picture_without_words_is_refused_where_it_stands(client, author, row, wrong):
    keys = {"P": make_picture().pk, "R": make_recording().pk}

    answer = add(client, sent({name: keys.get(value, value) for name, value in row.items()}))

    assert answer.status_code == 200
    assert wrong in answer.context["form"].beside[0].errors
    assert not Question.objects.exists()


def test_a_decorative_picture_needs_no_words(client, author):
    answer = add(client, sent({"picture": make_picture().pk, "is_decorative": "on"}))

    assert answer.status_code == 302
    [media] = from_dict(Question.objects.get().current_version.spec).media
    assert (media.is_decorative, media.alternative) == (True, "")


def test_a_choice_gets_its_picture(client, author):
    picture = make_picture()
    rows = [
        {"picture": picture.pk, "alternative": "Un guichet", "fraction": "100"},
        {"text": "Rien de tel"},
        {},
    ]

    answer = add(client, sent(rows=rows), "single_choice")

    assert answer.status_code == 302, answer.context["form"].errors
    asked = from_dict(Question.objects.get().current_version.spec)
    assert [[one.alternative for one in choice.media] for choice in asked.choices] == [
        ["Un guichet"],
        [],
    ]


def test_a_deleted_file_stays_chosen_so_that_saving_changes_nothing(client, author):
    picture = make_picture()
    question = QuestionFactory(
        asks=Information(text=Rich("Lisez."), media=(picture_of(picture, "Un guichet"),))
    )
    key = picture.pk
    picture.delete()

    page = client.get(reverse(f"{BANK}:edit", args=[question.pk])).content.decode()
    assert f'<option value="{key}" selected>' in page
    row = {"picture": key, "alternative": "Un guichet"}
    answer = client.post(
        reverse(f"{BANK}:edit", args=[question.pk]),
        sent(row, format="plain", title="Autre", **{"media-INITIAL_FORMS": 1}),
    )

    assert answer.status_code == 302, answer.context["form"].errors
    assert question.versions.count() == 1


def test_a_recording_that_not_everybody_may_hear_is_not_offered(client, author):
    closed = Collection.get_first_root_node().add_child(name="Réservé")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.GROUPS
    )
    make_recording("Pour tous")
    make_recording("Pour peu", collection=closed)
    make_recording("Un texte", name="notes.txt")

    page = client.get(reverse(f"{BANK}:add_kind", args=["essay"])).content.decode()

    assert "Pour tous" in page
    assert "Pour peu" not in page
    assert "Un texte" not in page


def test_a_draft_lesson_is_not_offered(client, author):
    module = make_module("Accueillir")
    make_lesson(module, title="Publiée")
    make_lesson(module, title="Brouillon", live=False)

    page = client.get(reverse(f"{BANK}:add_kind", args=["essay"])).content.decode()

    assert "Publiée" in page
    assert "Brouillon" not in page
