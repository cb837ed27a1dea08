"""A new kind of question is one module and a template: nothing else of the application knows of it."""

from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest
from django.urls import reverse

from quizzes import problems
from quizzes.actions.attempts import save_response, submit_attempt
from quizzes.actions.starts import start_attempt
from quizzes.actions.statistics import publish_statistics
from quizzes.answer_addresses import address_of
from quizzes.exporters.questions import export_questions
from quizzes.formats import FORMATS
from quizzes.importers.questions import import_questions
from quizzes.kinds.base import KINDS, register
from quizzes.models import Attempt, AttemptItem, Question
from quizzes.policies import answers_to_mark
from quizzes.queries.statistics import published_items
from quizzes.rekeying import read_by_key
from quizzes.specs.codec import from_dict
from quizzes.specs.written import from_written, to_written
from quizzes.values.texts import Rich
from tests.quizzes.factories import QuestionFactory, answered_by_many, quiz_asking
from tests.quizzes.test_admin import BANK, common, filled_in
from tests.quizzes.toy_kind import Letter, Maze, Scale


pytestmark = pytest.mark.django_db

ASKED = Scale(text=Rich("À combien ?"), general_feedback=Rich("Trois suffit."), highest=5, right=3)
TEMPLATES = Path(__file__).parent.parent / "templates"


@pytest.fixture(autouse=True)
def known(settings):
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], TEMPLATES]}]
    with patch.dict(KINDS), patch.dict(problems.MESSAGES):
        for kind in (Scale, Letter, Maze):
            register(kind)
        yield


def test_an_author_writes_one_and_changes_it(client, editor):
    client.force_login(editor)
    assert "Step of a scale" in client.get(reverse(f"{BANK}:add")).content.decode()

    wrong = client.post(reverse(f"{BANK}:add_kind", args=["scale"]), common(highest=5, right=6))
    assert "Step 6 is not on the scale." in str(wrong.context["form"].non_field_errors())

    client.post(reverse(f"{BANK}:add_kind", args=["scale"]), common(highest=5, right=3))
    question = Question.objects.get()
    assert from_dict(question.current_version.spec).right == 3

    url = reverse(f"{BANK}:edit", args=[question.pk])
    client.post(url, filled_in(client.get(url).context["form"]) | {"right": 4})
    question.refresh_from_db()
    assert from_dict(question.current_version.spec).right == 4
    assert "Step of a scale" in client.get(reverse(f"{BANK}:list")).content.decode()
    for page in ("as_learner", "versions"):
        assert client.get(reverse(f"{BANK}:{page}", args=[question.pk])).status_code == 200


def test_a_learner_answers_it_leaves_comes_back_and_reads_why(client, learner):
    attempt = start_attempt(quiz=quiz_asking(ASKED), learner=learner)
    page, save = (reverse(f"quizzes:{name}", args=[attempt.uuid]) for name in ("attempt", "save"))
    assert "checked" not in client.get(page).content.decode()

    client.post(save, {"slot": 1, "sequence": 1, "step": "2"})
    resumed = client.get(page).content.decode()
    assert 'value="2"\n                checked' in resumed

    assert "Choose a step." in client.post(page, {"slot": 1}, follow=True).content.decode()
    explained = client.post(page, {"slot": 1, "step": "2"}, follow=True).content.decode()
    assert "answer--right" in explained
    assert "Trois suffit." in explained
    assert submit_attempt(attempt=attempt.uuid).points == Decimal("0.5")
    result = client.get(reverse("quizzes:result", args=[attempt.uuid]))
    assert "À combien ?" in result.content.decode()


@pytest.mark.parametrize("name", ["moodle-xml", "csv", "xlsx"])
def test_it_goes_out_in_a_file_and_comes_back(name):
    QuestionFactory(asks=ASKED, title="Une échelle")
    made = export_questions(format_name=name)
    assert (made.written, made.left_out, made.losses) == (1, [], {})
    Question.objects.all().delete()

    assert import_questions(made.data, format_name=name).created == 1
    assert from_dict(Question.objects.get().current_version.spec) == ASKED


@pytest.mark.parametrize("name", ["gift", "aiken"])
def test_a_format_that_does_not_have_it_leaves_it_out(name):
    QuestionFactory(asks=ASKED, title="Une échelle")
    assert name in FORMATS
    assert export_questions(format_name=name).left_out == ["Une échelle"]


def test_it_is_written_by_hand_and_read_by_another_key():
    assert from_written(to_written(ASKED)) == ASKED
    other = Scale(text=ASKED.text, highest=5, right=2)
    assert read_by_key(ASKED, other).response({"step": "2"}) == {"step": "2"}
    assert read_by_key(ASKED, Scale(text=ASKED.text, highest=4, right=2)) is None


def test_its_statistics_are_published():
    quiz = quiz_asking(ASKED, "Vrai ?{T}")
    attempts = answered_by_many(quiz, 15, right=0)
    items = AttemptItem.objects.filter(attempt__in=attempts, slot=1)
    items.update(response={"step": "3"}, fraction=1)
    assert Attempt.objects.count() == 15

    [snapshot] = publish_statistics(quiz=quiz)

    assert 0.2 in [item["guess"] for item in snapshot.data["items"]]
    assert published_items(Question.objects.get(pk=items[0].version.question_id))


def test_what_is_open_waits_for_a_marker_who_reads_it_and_follows_its_grid(
    client, training_manager, learner
):
    attempt = start_attempt(quiz=quiz_asking(Letter(text=Rich("Écrivez."))), learner=learner)
    raw = {"to": "Mme Roy", "body": "Bonjour."}
    save_response(attempt=attempt.uuid, slot=1, raw=raw, sequence=1)
    assert submit_attempt(attempt=attempt.uuid).awaiting == 1

    client.force_login(training_manager)
    [waiting] = answers_to_mark(training_manager)
    address = reverse("marking_admin:answer", args=[address_of(waiting.pk)])
    page = client.get(address)
    assert "Mme Roy: Bonjour." in page.content.decode()
    assert page.context["form"].fields["percent-0"].label.startswith("Form,")
    client.post(address, {"seen": 0, "percent-0": 100, "percent-1": 0, "comment": ""})

    waiting.refresh_from_db()
    assert waiting.fraction == Decimal("0.5")
    client.force_login(learner)
    [question] = client.get(reverse("quizzes:result", args=[attempt.uuid])).context["to_review"]
    assert [line.percent for line in question.marking.lines] == [100, 0]


def test_what_is_answered_by_steps_ends_with_the_last(client, learner):
    attempt = start_attempt(quiz=quiz_asking(Maze(text=Rich("?"), turns="LR")), learner=learner)
    choose = reverse("quizzes:choose", args=[attempt.uuid])
    for step, turn in ((0, "L"), (0, "R"), (1, "?"), (1, "R")):
        client.post(choose, {"slot": 1, "step": step, "choice": turn})

    item = attempt.items.get()
    assert (item.response, item.fraction) == ({"turns": "LR"}, 1)
    assert item.checked_at is not None
