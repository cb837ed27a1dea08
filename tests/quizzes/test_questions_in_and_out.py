"""Files of every format into the bank and out of it: what becomes of each question, and what is lost."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from quizzes.exporters.questions import export_questions
from quizzes.file_questions import FileQuestion
from quizzes.formats import FORMATS
from quizzes.importers.questions import import_questions
from quizzes.kinds.essay import Essay
from quizzes.kinds.single_choice import SingleChoice
from quizzes.models import Category, Question, Tag
from quizzes.specs.codec import to_dict
from quizzes.values.grids import Criterion
from quizzes.values.marks import FULL
from quizzes.values.texts import Rich, TextFormat
from tests.quizzes.factories import CategoryFactory, QuestionFactory, spec
from tests.quizzes.test_moodle_xml import answer, question, quiz


pytestmark = pytest.mark.django_db

BANK = "wagtailsnippets_quizzes_question"
OF_EVERY_KIND = [
    "Qui ?{=a#oui ~%50%b ~c####Voir}",
    "Quels ?{~%50%a ~%50%b ~%-100%c}",
    "Vrai ?{TRUE#non#oui}",
    "Quel mot ?{=Paris =%50%paris*}",
    "Combien ?{#=3.14:0.01#presque ~#non}",
    "Où ?{=a -> 1 =b -> 2 = -> 3}",
    "Pourquoi ?{}",
    "À lire.",
]


@pytest.fixture
def bank():
    category = CategoryFactory(name="Web/Adresses")
    for number, asks in enumerate(OF_EVERY_KIND):
        made = QuestionFactory(asks=f"[html]{asks}", title=f"Question {number}", category=category)
        made.tags.add(Tag.objects.get_or_create(name="url")[0])
    return Question.objects.all()


def shapes():
    return {
        made.title: (
            made.category.name,
            sorted(tag.name for tag in made.tags.all()),
            made.current_version.spec,
        )
        for made in Question.objects.select_related("category", "current_version")
    }


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "csv", "xlsx"])
def test_an_export_comes_back_unchanged_and_fills_an_empty_bank_the_same(bank, name):
    made, before = export_questions(format_name=name), shapes()
    assert (made.written, made.left_out, made.losses) == (8, [], {})

    again = import_questions(made.data, format_name=name)
    assert (again.unchanged, again.created, again.refused) == (8, 0, [])

    Question.objects.all().delete()
    assert import_questions(made.data, format_name=name).created == 8
    assert shapes() == before
    assert import_questions(made.data, format_name=name).unchanged == 8


def test_what_a_format_cannot_hold_is_named_and_never_silently_lost(bank):
    with override("en"):
        made = export_questions(format_name="aiken")

    assert (made.written, len(made.left_out)) == (1, 7)
    assert set(made.losses) == {
        "title", "category", "tags", "identifier", "weights of the answers",
        "feedback to an answer", "general explanation",
    }  # fmt: skip
    assert all(titles == ["Question 0"] for titles in made.losses.values())


def test_a_field_that_a_format_does_not_know_is_named_by_comparison():
    grid = (Criterion(title="Clarté", share=FULL),)
    asks = Essay(text=Rich("Q"), is_marked=True, criteria=grid)
    QuestionFactory(asks=asks, title="Grille")

    with override("en"):
        gift = export_questions(format_name="gift")
        table = export_questions(format_name="csv")

    assert gift.losses == {"whether somebody marks it": ["Grille"], "marking grid": ["Grille"]}
    assert table.losses == {}
    [back] = FORMATS["csv"].read(table.data).questions
    assert back.spec == asks


def test_the_identifier_of_another_format_is_not_taken_for_ones_own():
    import_questions(b"// [id:q1]\n::T::Vrai ?{T}\n", format_name="gift")

    data = export_questions(format_name="moodle-xml").data

    assert import_questions(data, format_name="moodle-xml").unchanged == 1
    assert Question.objects.count() == 1


def test_moodle_xml_brings_tags_categories_and_names_what_is_lost():
    data = quiz(
        '<question type="category"><category><text>$course$/top/A/B</text></category></question>',
        question(
            "multichoice", answer("a", 100), answer("b", 0), "<hint><text>Si</text></hint>",
            "<tags><tag><text>un</text></tag><tag><text>deux</text></tag></tags>",
        ),
        question("multichoice", answer("c", 100), answer("d", 0), "<hint><text>Si</text></hint>",
                 text="Autre ?"),
    ).encode()  # fmt: skip

    with override("en"):
        report = import_questions(data, format_name="moodle-xml")

    first, second = Question.objects.order_by("pk")
    assert sorted(first.tags.values_list("name", flat=True)) == ["deux", "un"]
    assert (first.category.name, first.origin, second.origin) == ("A/B", "moodle_xml", "moodle_xml")
    assert report.losses == {"What the field “hint” says is not taken in.": [4, 5]}
    assert report.notes == ["Lines 4, 5: What the field “hint” says is not taken in."]


def test_tags_of_a_changed_question_are_added_to_those_that_an_editor_gave():
    import_questions(b"// [id:q] [tag:un]\n::T::Q ?{T}\n", format_name="gift")
    Question.objects.get().tags.add(Tag.objects.create(name="deux"))

    report = import_questions(
        b"// [id:q] [tag:trois]\n::T::Q ?{F}\n", format_name="gift", replace=True
    )

    assert report.changed == 1
    assert set(Tag.objects.filter(questions=Question.objects.get()).values_list("name", flat=True)) == {
        "un", "deux", "trois",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("moodle-xml", quiz(question("essay"), question("cloze")), 4),
        ("moodle-xml", quiz(question("essay"), question("essay"))[:-8], 4),
        (
            "moodle-xml",
            quiz(question("essay", f"<tags><tag><text>{'t' * 61}</text></tag></tags>")),
            3,
        ),
        ("aiken", "Q\nA. a\nB. b\nANSWER: A\nR\nA. a\nB. b\nANSWER: C\n", 8),
        ("csv", "kind;text\nessay;Q\nriddle;R\n", 3),
        ("csv", "kind;text\nessay;Q\nessay;R;too;wide\n", 3),
    ],
)
def test_a_refused_file_leaves_nothing_behind_and_says_its_line(name, data, line):
    report = import_questions(data.encode(), format_name=name)

    assert [refusal.line for refusal in report.refused] == [line]
    for model in (Question, Category, Tag):
        assert not model.objects.exists()


def test_what_follows_broken_xml_cannot_be_left_out():
    data = quiz(question("essay"))[:-8].encode()

    report = import_questions(data, format_name="moodle-xml", skip_refused=True)

    assert not report.applied
    assert not Question.objects.exists()


@pytest.mark.postgresql  # SQLite stores what PostgreSQL refuses
@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_characters_that_are_no_text_are_refused_in_a_whole_content(character):
    whole = json.dumps(to_dict(Essay(text=Rich(f"a{character}b"), is_marked=True)))
    data = f'kind,text,whole content\nessay,,"{whole.replace(chr(34), chr(34) * 2)}"\n'.replace(
        "essay,,", "essay,a\ufffdb,"
    )

    report = import_questions(data.encode(), format_name="csv")

    assert [refusal.line for refusal in report.refused] == [2]
    assert not Question.objects.exists()


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)><b onclick=alert(1)>gras</b>"
HOSTILE = SingleChoice(
    text=Rich(SCRIPT, TextFormat.HTML),
    general_feedback=Rich(SCRIPT, TextFormat.MARKDOWN),
    choices=spec("Q{=a ~b}").choices,
)


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "csv", "xlsx"])
def test_script_in_every_field_is_neither_stored_in_a_text_nor_shown(name, client, editor):
    hostile = FileQuestion(
        spec=HOSTILE, title=SCRIPT, category=SCRIPT[:40], tags=(SCRIPT[:25],), external_id=SCRIPT
    )

    report = import_questions(FORMATS[name].write([hostile]), format_name=name)

    assert report.created == 1
    made = Question.objects.get()
    stored = json.dumps(made.current_version.spec)
    assert "<b>gras</b>" in stored
    assert not any(word in stored for word in ("script", "onerror", "onclick"))
    client.force_login(editor)
    assert_nothing_runs(client.get(reverse(f"{BANK}:as_learner", args=[made.pk])))


def assert_nothing_runs(answer):
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not any(word in page for word in ("<script>alert", "<img src=x", "<b onclick"))


def test_script_in_plain_texts_is_shown_as_text(client, editor):
    data = f"Q {SCRIPT} ?\nA. {SCRIPT}\nB. b\nANSWER: A\n".encode()

    import_questions(data, format_name="aiken")

    client.force_login(editor)
    shown = client.get(reverse(f"{BANK}:as_learner", args=[Question.objects.get().pk]))
    assert "&lt;script&gt;" in shown.content.decode()
    assert_nothing_runs(shown)


def test_too_many_questions_are_refused(monkeypatch):
    monkeypatch.setattr("quizzes.importers.questions.MOST_QUESTIONS", 2)

    report = import_questions(b"A{T}\n\nB{T}\n\nC{T}\n", format_name="gift", skip_refused=True)

    assert report.refused[0].whole_file
    assert not Question.objects.exists()


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_the_commands_write_and_take_in_every_format(bank, tmp_path, name):
    file = tmp_path / f"bank.{name}"
    run("export_questions", "--format", name, "--output", str(file), "--category", "Web")
    Question.objects.all().delete()

    out, _err = run("import_questions", str(file), "--format", name, "--json")

    assert json.loads(out)["created"] == Question.objects.count() == (1 if name == "aiken" else 8)


def test_the_command_names_on_the_side_what_is_left_out_and_lost(bank):
    with override("en"):
        out, err = run("export_questions", "--format", "aiken")

    assert out.startswith("Qui ?\nA. a")
    assert "Left out, as the format cannot hold them: “Question 1”" in err
    assert "Not kept by the format: weights of the answers, in “Question 0”" in err


def test_a_workbook_is_not_written_to_a_screen():
    with pytest.raises(CommandError):
        run("export_questions", "--format", "xlsx")


def test_the_command_replaces_when_asked(tmp_path):
    import_questions(b"// [id:q]\n::T::Q ?{T}\n", format_name="gift")
    file = tmp_path / "q.gift"
    file.write_bytes(b"// [id:q]\n::T::Q ?{F}\n")

    out, _err = run("import_questions", str(file), "--format", "gift", "--replace", "--json")

    assert json.loads(out)["changed"] == 1
