"""Blocks that a reader answers in a lesson: marked, explained, not stored but for the day."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.blocks import lesson_blocks
from learning.models import ExerciseTry, LessonPage
from quizzes.enums import Purpose
from quizzes.models import Attempt, Question, Quiz, QuizDraw, QuizQuestion
from tests.learning.factories import make_lesson, make_module
from tests.quizzes.factories import QuestionFactory
from tests.quizzes.media import make_picture


pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


class Played:
    """A lesson with one exercise, as its reader answers it."""

    def __init__(self, client, kind, value):
        self.client = client
        self.page = make_lesson(make_module(), blocks=[{"type": kind, "value": value}])
        self.block = LessonPage.objects.get(pk=self.page.pk).body[1]
        self.url = reverse("learning:exercise", args=[self.page.record.uuid, self.block.id])

    def read(self):
        return self.client.get(self.page.url, headers=ENGLISH).content.decode()

    def answer(self, data, **headers):
        response = self.client.post(self.url, data, headers=ENGLISH | headers)
        assert response.status_code == 200
        return response.content.decode()


def part(html, block):
    """Return the block alone, its feedback among it."""
    return html.partition(f'aria-labelledby="x{block.id}-question"')[2].partition("</section>")[0]


def refusals(kind, value):
    block = lesson_blocks().child_blocks[kind]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(value))
    return refused.value.block_errors


FIND = {
    "title": "Qu’est-ce qui doit alerter ?",
    "message": "Bonjour,\nVotre carte expire ce soir : sante-carte.example",
    "spots": [
        {"text": "expire ce soir", "is_wanted": True, "feedback": "<p>La hâte.</p>"},
        {"text": "sante-carte.example", "is_wanted": True, "feedback": "<p>Ce n’est pas nous.</p>"},
        {"text": "Bonjour", "is_wanted": False, "feedback": "<p>Rien d’anormal.</p>"},
    ],
}


def spot(text):
    """Return the id of a spot."""
    return f"c{sorted(one['text'] for one in FIND['spots']).index(text) + 1}"


def test_an_exercise_is_answered_without_a_script_and_only_its_day_is_kept(reader, person):
    played = Played(reader, "find", FIND)
    html = played.read()
    assert "La hâte." not in html  # nothing of the answer is in the page before
    assert "0 exercises done of 1" in html
    assert f'action="{played.url}#x{played.block.id}-told"' in html

    html = played.answer({"choice": [spot("Bonjour"), spot("expire ce soir")]})
    assert "<h1" in html  # the lesson again
    told = part(html, played.block)
    assert "Partly right" in told or "To review." in told
    for feedback in ("La hâte.", "Ce n’est pas nous.", "Rien d’anormal."):
        assert feedback in told
    assert 'name="again"' in told
    row = ExerciseTry.objects.get()
    assert (row.person, row.lesson, row.block) == (person, played.page.record, played.block.id)
    assert "1 exercise done of 1" in played.read()


def test_the_script_is_given_the_block_alone(reader):
    played = Played(reader, "find", FIND)

    right = [spot("expire ce soir"), spot("sante-carte.example")]
    html = played.answer({"choice": right}, **{"HX-Request": "true"})

    assert "<h1" not in html
    assert "That is right." in html
    assert 'data-tried="1 exercise done of 1"' in html


def test_an_empty_answer_is_none_and_an_address_read_again_leads_back(reader):
    played = Played(reader, "find", FIND)

    assert "Tick at least one answer" in played.answer({})
    assert 'name="again"' not in played.answer({"choice": "²"})
    assert not ExerciseTry.objects.exists()
    assert "It was to be found" not in played.read()
    assert reader.get(played.url).url == f"{played.page.url}#bloc-{played.block.id}"
    gone = reverse("learning:exercise", args=[played.page.record.uuid, "gone"])
    assert reader.post(gone).url == played.page.url


def test_a_picture_is_looked_at_with_the_list_of_its_spots(reader):
    spots = [one | {"left": 10 * n, "top": 0} for n, one in enumerate(FIND["spots"])]
    image = {"image": make_picture().pk, "alt_text": "Un écran", "decorative": False}
    played = Played(reader, "find", FIND | {"message": "", "image": image, "spots": spots})

    html = part(played.read(), played.block)

    ids = re.findall(r'<input[^>]* id="([^"]+)"', html)
    labels = re.findall(r'<label\s+class="spot"\s+for="([^"]+)"', html)
    assert len(ids) == 3
    assert sorted(ids) == sorted(labels)
    assert 'alt="Un écran"' in html


def test_an_answer_is_left_out_of_an_error_report(reader):
    played = Played(reader, "find", FIND)

    request = reader.post(played.url, {"choice": "c1"}).wsgi_request

    assert request.sensitive_post_parameters == "__ALL__"


def test_an_author_is_told_what_a_search_lacks():
    spots = FIND["spots"]
    assert "message" in refusals("find", FIND | {"message": ""})
    assert "spots" in refusals("find", FIND | {"spots": [spots[2], spots[2] | {"text": "carte"}]})
    lost = refusals("find", FIND | {"spots": [*spots, spots[2] | {"text": "ce soir"}]})
    assert "ce soir" in str(lost["spots"])


# --- Sort -------------------------------------------------------------------------------------------------


def card(text, feedback=""):
    return {"text": text, "feedback": feedback}


SORT = {
    "title": "Donnée personnelle ?",
    "boxes": [
        {"title": "Oui", "cards": [card("Un badge", "<p>Il mène à vous.</p>"), card("Une plaque")]},
        {"title": "Non", "cards": [card("Un horaire")]},
    ],
}


def test_cards_are_sorted_into_boxes_and_each_is_explained(reader):
    played = Played(reader, "sort", SORT)
    html = part(played.read(), played.block)
    before = "".join(re.findall(r"<legend[^>]*>(.*?)</legend>", html, re.DOTALL))
    assert all(text in before for text in ("Un badge", "Une plaque", "Un horaire"))
    badge, hours, plate = ("pair-p1", "pair-p2", "pair-p3")
    no, yes = "a1", "a2"

    assert "Choose a box for each card" in played.answer({badge: no})
    assert not ExerciseTry.objects.exists()
    told = part(played.answer({badge: no, plate: yes, hours: no}), played.block)
    assert "Partly right: 2 of 3." in told
    assert "Il mène à vous." in told
    assert "That is right." in played.answer({badge: yes, plate: yes, hours: no})
    assert ExerciseTry.objects.count() == 1


def test_an_author_is_told_what_a_sorting_lacks():
    box = {"title": "Oui", "cards": [card(f"Carte {number}") for number in range(7)]}
    assert "boxes" in refusals("sort", SORT | {"boxes": [box, SORT["boxes"][1]] * 2})
    twice = {"title": "Non", "cards": [card("Un badge")]}
    assert "boxes" in refusals("sort", SORT | {"boxes": [SORT["boxes"][0], twice]})
    assert "boxes" in refusals("sort", SORT | {"boxes": SORT["boxes"][:1]})


# --- Order and check: as questions of the bank ------------------------------------------------------------


def steps(*titles):
    return {
        "title": "Dans quel ordre ?",
        "steps": [{"title": title, "text": f"<p>Car {title}.</p>"} for title in titles],
    }


def test_steps_are_put_in_order_and_explained(reader):
    played = Played(reader, "order", steps("Lire", "Penser", "Agir"))
    html = part(played.read(), played.block)
    fields = dict(re.findall(r'for="[\w-]+id_(place-i\d)"[^>]*>(\w+)</label>', html))
    names = {text: name for name, text in fields.items()}
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert all(name.startswith(f"x{played.block.id}-") for name in ids)
    assert "Car Lire." not in html

    twice = played.answer(dict.fromkeys(fields, "1"))
    assert "Place 1 is given more than once" in twice
    assert not ExerciseTry.objects.exists()
    wrong = part(
        played.answer({names["Lire"]: 1, names["Penser"]: 3, names["Agir"]: 2}), played.block
    )
    assert "Partly right: 1 of 3." in wrong
    assert "Car Penser." in wrong
    assert 'name="again"' in wrong
    again = part(played.answer({"again": "yes"}), played.block)
    assert "<select" in again
    assert "That is right." in played.answer(
        {names["Lire"]: 1, names["Penser"]: 2, names["Agir"]: 3}
    )


def test_an_order_has_three_steps_that_differ():
    assert "steps" in refusals("order", steps("Lire", "Lire", "Agir"))
    assert "steps" in refusals("order", steps("Lire", "Agir"))


def test_a_question_of_the_bank_is_checked_where_the_text_needs_it(reader):
    question = QuestionFactory(asks="::Vrai::L’exemple compte ?{T#Non.#Oui, il compte.}")
    played = Played(reader, "check", {"question": question.pk})
    html = part(played.read(), played.block)
    assert "L’exemple compte ?" in html
    assert "Oui, il compte." not in html

    told = part(played.answer({"choice": "true"}), played.block)
    assert "That is right." in told
    assert "Oui, il compte." in told
    assert ExerciseTry.objects.count() == 1
    assert not Attempt.objects.exists()

    Question.objects.filter(pk=question.pk).update(current_version=None)
    assert "not in the bank any more" in played.read()
    assert "question" in refusals("check", {"question": question.pk})


@pytest.mark.parametrize(
    "kept_back", [{"purpose": Purpose.EXAM}, {"shows_answers": False}], ids=["exam", "unexplained"]
)
@pytest.mark.parametrize("is_drawn", [False, True])
def test_a_question_of_an_exam_is_refused_and_never_explained(reader, kept_back, is_drawn):
    question = QuestionFactory(asks="::Vrai::L’exemple compte ?{T#Non.#Oui, il compte.}")
    played = Played(reader, "check", {"question": question.pk})
    quiz = Quiz.objects.create(title="L’examen", slug="examen", **kept_back)
    if is_drawn:
        QuizDraw.objects.create(quiz=quiz, count=1, category=question.category)
    else:
        QuizQuestion.objects.create(quiz=quiz, question=question)

    assert "question" in refusals("check", {"question": question.pk})
    for data in ({"choice": "true"}, {"show": "yes"}):
        told = part(played.answer(data), played.block)
        assert "An exam asks this question now" in told
        assert "Oui, il compte." not in told
    assert not ExerciseTry.objects.exists()


# --- Dialogue ---------------------------------------------------------------------------------------------


def reply(text, effect, then="", consequence="Suite."):
    return {
        "text": text,
        "effect": effect,
        "next": then,
        "consequence": f"<p>{consequence}</p>",
    }


DIALOGUE = {
    "title": "Au guichet",
    "situation": "<p>Un visiteur attend depuis une heure.</p>",
    "turns": [
        {
            "key": "debut",
            "said": "<p>C’est inadmissible !</p>",
            "replies": [
                reply("Je vous écoute.", "helps", "fin", "Il souffle."),
                reply("Calmez-vous.", "harms", "fin", "Il crie."),
            ],
        },
        {
            "key": "fin",
            "said": "<p>Et mon dossier ?</p>",
            "replies": [
                reply("Regardons ensemble.", "helps", "", "Il s’assied."),
                reply("Revenez demain.", "harms", "", "Il part."),
            ],
        },
    ],
}


def choice(html, text):
    before = html.partition(f"<span>{text}</span>")[0]
    return re.findall(r'name="choice"\s+value="(\w+)"', before)[-1]


def test_a_dialogue_goes_on_from_each_reply_back_and_to_its_end(reader):
    played = Played(reader, "dialogue", DIALOGUE)
    html = part(played.read(), played.block)
    assert "Il crie." not in html
    assert "Et mon dossier" not in html
    harsh = choice(html, "Calmez-vous.")

    html = part(played.answer({"path": "", "choice": harsh}), played.block)
    assert "Il crie." in html
    assert "Et mon dossier ?" in html
    assert f'name="path" value="{harsh}"' in html
    assert not ExerciseTry.objects.exists()  # until its end
    back = part(played.answer({"path": harsh, "back": "yes"}), played.block)
    assert "Il crie." not in back

    kind = choice(html, "Regardons ensemble.")
    html = part(played.answer({"path": harsh, "choice": kind}), played.block)
    assert "not in the shortest way" in html
    assert "Je vous écoute." in html  # what would have been better
    assert ExerciseTry.objects.count() == 1
    assert "Il crie." not in part(
        played.answer({"path": f"{harsh} {kind}", "again": "yes"}), played.block
    )
    assert "Il crie." not in played.answer({"path": "r9 r1", "choice": "r8"})  # invented


def test_an_author_is_told_what_a_dialogue_lacks():
    first, last = DIALOGUE["turns"]
    lost = refusals("dialogue", DIALOGUE | {"turns": [first]})
    assert "fin" in str(lost["turns"])
    circle = last | {"replies": [reply("a", "helps", "debut"), reply("b", "harms")]}
    assert "turns" in refusals("dialogue", DIALOGUE | {"turns": [first, circle]})
    assert "turns" in refusals(
        "dialogue", DIALOGUE | {"turns": [first | {"replies": first["replies"][:1]}, last]}
    )


# --- The page ----------------------------------------------------------------------------------------------


def test_a_draft_with_half_a_block_can_be_previewed(editor, client):
    blocks = [
        {"type": kind, "value": value}
        for kind, value in (
            ("find", {"title": "", "message": "", "spots": [{"text": ""}]}),
            ("sort", {"title": "", "boxes": [{"title": "", "cards": [{"text": ""}]}]}),
            ("order", {"title": "", "steps": [{"title": ""}]}),
            ("dialogue", {"title": "", "turns": [{"key": "", "said": "", "replies": []}]}),
            ("check", {"question": None}),
        )
    ]
    whole = [
        ("find", FIND),
        ("sort", SORT),
        ("dialogue", DIALOGUE),
        ("order", steps("Lire", "Voir", "Agir")),
    ]
    blocks += [{"type": kind, "value": value} for kind, value in whole]
    page = make_lesson(make_module(), blocks=blocks, live=False)
    client.force_login(editor)

    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200

    assert html.count("data-exercise") == 9
    for told in ("Ce n’est pas nous.", "Il mène à vous.", "Regardons ensemble.", "Car Voir."):
        assert told in html  # its author reads all that is said


def test_every_block_is_offered_in_a_group():
    assert all(block.meta.group for block in lesson_blocks().child_blocks.values())


def test_exercises_ask_no_more_queries_the_more_there_are(reader):
    one = Played(reader, "find", FIND)
    many = make_lesson(make_module(), blocks=[{"type": "find", "value": FIND}] * 5)
    one.read()
    with CaptureQueriesContext(connection) as first:
        one.read()
    with CaptureQueriesContext(connection) as second:
        reader.get(many.url, headers=ENGLISH)
    assert len(first) == len(second)
