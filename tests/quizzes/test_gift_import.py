"""Questions from a file: all or nothing, and the same however often it is repeated."""

import io
import json
import os
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from quizzes.actions.bank import publish_version
from quizzes.exporters.questions import export_questions
from quizzes.importers.gift import import_gift
from quizzes.models import Category, Question, QuestionVersion, Quiz, QuizQuestion
from tests.quizzes.factories import QuestionFactory, spec


pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("PASSERELLE_SHARED", Path(__file__).parents[3] / "shared")) / "data"
TWO = """$CATEGORY: Essentiels/Compte

::Premier::Qui ouvre le compte ?{=L’agent ~Le responsable}

::Second::Est-ce obligatoire ?{FALSE}
"""


def take(text, **options):
    return import_gift(text.encode(), **options)


def export_gift(**options):
    return export_questions(format_name="gift", **options).data.decode()


def titles():
    return list(Question.objects.order_by("title").values_list("title", flat=True))


def reasons(report):
    return [(refusal.line, refusal.reason) for refusal in report.refused]


def test_questions_come_in_ready_in_the_order_of_the_file():
    report = take(TWO)

    asked = [Question.objects.get(pk=pk) for pk in report.question_ids]
    assert [question.title for question in asked] == ["Premier", "Second"]
    assert {question.category.name for question in asked} == {"Essentiels/Compte"}
    assert list(Question.objects.ready()) == asked
    assert (report.created, report.applied) == (2, True)


def test_the_same_file_again_changes_nothing():
    first = take(TWO)

    again = take(TWO)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert again.question_ids == first.question_ids
    assert QuestionVersion.objects.count() == 2


def test_a_dry_run_says_what_would_be_and_changes_nothing():
    report = take(TWO, dry_run=True)

    assert (report.created, report.applied) == (2, False)
    assert [entry.outcome for entry in report.entries] == ["created", "created"]
    assert not Question.objects.exists()
    assert not Category.objects.exists()


def test_one_syntax_error_refuses_the_file_with_its_line():
    report = take(TWO + "\n::Troisième::Sans fin {=oui ~non\n")

    assert [line for line, _ in reasons(report)] == [7]
    assert report.applied is False
    assert not Question.objects.exists()


def test_the_reason_says_what_was_expected():
    with override("en"):
        [(line, reason)] = reasons(take("Q{=a -> b ~c"))

    assert line == 1
    assert "Expected } before the next empty line" in reason


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("::T::É ?{T}\n".encode("utf-16"), 1),
        ("::A::Oui ?{T}\n\n::É::Non ?{F}\n".encode("cp1252"), 3),
        (b"::A::Oui ?{T}\n\n\0", 3),
    ],
)
def test_a_wrong_encoding_is_refused_with_its_line(data, line):
    report = import_gift(data)

    assert [refusal.line for refusal in report.refused] == [line]
    assert not Question.objects.exists()


def test_a_byte_order_mark_is_no_part_of_the_question():
    assert import_gift(TWO.encode("utf-8-sig")).created == 2


def test_an_empty_file_is_refused():
    assert [line for line, _ in reasons(take("// rien\n"))] == [0]


def test_the_same_id_with_other_content_is_refused_and_the_first_kept():
    take("// [id:q1]\n::T::Vrai ?{T}\n")

    report = take("// [id:q1]\n::T::Vrai ?{F}\n\n// [id:q2]\n::U::Autre ?{T}\n")

    assert [line for line, _ in reasons(report)] == [2]
    assert titles() == ["T"]
    assert Question.objects.get().current_version.spec["answer"] is True


def test_the_same_id_twice_in_one_file_with_other_content_is_refused():
    report = take("// [id:q1]\n::T::Vrai ?{T}\n\n// [id:q1]\n::T::Vrai ?{F}\n")

    assert [line for line, _ in reasons(report)] == [5]
    assert not Question.objects.exists()


def test_the_same_question_twice_in_one_file_is_taken_once():
    report = take("::T::Vrai ?{T}\n\n::T::Vrai ?{T}\n")

    assert (report.created, report.unchanged) == (1, 1)
    assert len(report.question_ids) == 1


def test_without_an_id_the_same_text_with_other_answers_is_refused():
    take("::T::Vrai ?{T}\n")

    report = take("::T::Vrai ?{F}\n")

    assert len(report.refused) == 1
    assert Question.objects.get().versions.count() == 1


def test_replace_makes_a_new_version_under_the_same_title_of_the_same_source():
    first = take("::T::Vrai ?{T}\n", source="rgpd.gift")

    again = take("::T::Tout autre chose ?{=a ~b}\n", source="rgpd.gift", replace=True)

    assert again.question_ids == first.question_ids
    assert (again.changed, again.created) == (1, 0)
    assert Question.objects.get().current_version.number == 2


def test_the_same_title_in_two_sources_makes_two_questions():
    take("::T::Vrai ?{T}\n", source="a.gift")
    take("::T::Vrai ?{T}\n", source="b.gift")

    assert titles() == ["T", "T"]


def test_a_title_twice_in_a_source_makes_two_questions_that_stay_the_same():
    text = "::T::Vrai ?{T}\n\n::T::Faux ?{F}\n"
    first = take(text, source="a.gift")

    assert take(text, source="a.gift", replace=True).question_ids == first.question_ids


def test_what_an_editor_corrected_stays_corrected_when_the_file_comes_again():
    take("::T::Vrai ?{T}\n", source="a.gift")
    question = Question.objects.get()
    publish_version(question=question, spec=spec("Vraiment ?{T}"))

    report = take("::T::Vrai ?{T}\n", source="a.gift", replace=True)

    question.refresh_from_db()
    assert report.unchanged == 1
    assert question.current_version.number == 2


def test_a_category_asked_for_stands_in_place_of_the_files():
    take(TWO, category="RGPD")

    assert list(Category.objects.values_list("name", flat=True)) == ["RGPD"]


def test_what_is_too_long_to_store_is_refused_with_its_line():
    report = take(f"\n::{'t' * 251}::Vrai ?{{T}}\n\n// [id:{'i' * 201}]\nFaux ?{{F}}\n")

    assert [line for line, _ in reasons(report)] == [2, 5]


def test_texts_are_stored_without_what_could_run():
    take("[html]Q<script>alert(1)</script>{=<b onclick\\=alert(1)>a</b> ~b}\n")

    assert "alert" not in json.dumps(Question.objects.get().current_version.spec)


def test_an_export_comes_back_unchanged():
    take(TWO)
    QuestionFactory(title="Écrite ici", asks="[markdown]Un **mot** ?{=a ~b}")
    take("// [id:q1]\n::T::Vrai ?{T}\n")

    report = take(export_gift())

    assert (report.created, report.changed, report.unchanged) == (0, 0, 4)


def test_an_export_fills_an_empty_bank_the_same_way_twice():
    take(TWO)
    written = export_gift()
    Question.objects.all().delete()

    assert (take(written).created, take(written).unchanged) == (2, 2)


def test_an_export_of_a_category_takes_those_below_it():
    take(TWO)
    take("::T::Vrai ?{T}\n", category="Essentiels d’autre part")

    written = export_gift(category="Essentiels")

    assert "Premier" in written
    assert "::T::" not in written


def run(*arguments, stdin=b"", monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    out = io.StringIO()
    code = 0
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue()


def test_the_command_imports_from_standard_input_and_says_so_in_json(monkeypatch):
    code, out = run(
        "import_questions",
        "-",
        "--format",
        "gift",
        "--json",
        stdin=TWO.encode(),
        monkeypatch=monkeypatch,
    )

    assert code == 0
    assert json.loads(out)["created"] == 2


def test_the_command_ends_with_1_when_something_was_refused(monkeypatch):
    code, _ = run(
        "import_questions", "-", "--format", "gift", stdin=b"Q{=a ~b", monkeypatch=monkeypatch
    )

    assert code == 1
    assert not Question.objects.exists()


PART = TWO + "\n\n::Sans fin:: Q { =a ~b\n\n::" + "x" * 300 + ":: Q {=a ~b}\n"


def test_without_a_word_a_file_goes_in_whole_or_not_at_all(monkeypatch):
    code, _out = run(
        "import_questions", "-", "--format", "gift", stdin=PART.encode(), monkeypatch=monkeypatch
    )

    assert code == 1
    assert not Question.objects.exists()
    assert not Category.objects.exists()


def test_the_good_questions_go_in_without_the_refused_which_are_named(monkeypatch):
    arguments = ("import_questions", "-", "--format", "gift", "--skip-refused", "--json")
    code, out = run(*arguments, stdin=PART.encode(), monkeypatch=monkeypatch)

    told = json.loads(out)
    assert (code, told["created"], told["applied"]) == (1, 2, True)
    lines = PART.splitlines()
    assert [lines[refusal["line"] - 1][:7] for refusal in told["refused"]] == ["::Sans ", "::xxxxx"]
    assert all(refusal["reason"] for refusal in told["refused"])
    assert Question.objects.count() == 2

    again = json.loads(run(*arguments, stdin=PART.encode(), monkeypatch=monkeypatch)[1])
    assert (again["created"], again["unchanged"], len(again["refused"])) == (0, 2, 2)


def test_other_content_under_a_known_key_is_left_out_and_the_first_kept():
    take("// [id:un]\n::A:: Q {=a ~b}")

    other = "// [id:un]\n::A:: Autre {=a ~b}\n\n// [id:deux]\n::B:: Q {=a ~b}"
    report = take(other, skip_refused=True)

    assert (report.created, len(report.refused), report.applied) == (1, 1, True)
    assert list(Question.objects.order_by("title").values_list("title", flat=True)) == ["A", "B"]
    assert report.question_ids == [Question.objects.get(title="B").pk]


@pytest.mark.parametrize("text", ["", "Q { =a ~b", "\0"])
def test_where_no_question_is_good_nothing_is_applied(text):
    report = take(text, skip_refused=True)

    assert report.refused
    assert not report.applied


def test_another_format_is_wrong_usage(monkeypatch):
    with pytest.raises(CommandError):
        run("import_questions", "-", "--format", "word", monkeypatch=monkeypatch)


def test_the_command_exports_to_a_file(tmp_path):
    take(TWO)

    call_command("export_questions", "--format", "gift", "--output", str(tmp_path / "q.gift"))

    assert "Premier" in (tmp_path / "q.gift").read_text(encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("export_questions", "--format", "gift", "--category", "Rien")


def test_a_quiz_can_be_made_of_what_was_imported(person):
    report = take(TWO)
    quiz = Quiz.objects.create(title="Q", slug="q")
    QuizQuestion.objects.bulk_create(
        QuizQuestion(quiz=quiz, question_id=pk, sort_order=order)
        for order, pk in enumerate(report.question_ids)
    )

    assert quiz.entries.count() == 2


@pytest.mark.skipif(not SHARED.is_dir(), reason="the data that others made is not here")
@pytest.mark.parametrize(
    ("module", "line"), [("module1", 868), ("module2", None), ("module4", None)]
)
def test_a_french_course(module, line):
    [path] = (SHARED / "culture-numerique-fr" / module).glob("*.gift")
    data = path.read_bytes()

    report = import_gift(data)

    if line:
        assert [refusal.line for refusal in report.refused] == [line]
        assert not Question.objects.exists()
        return
    assert report.refused == []
    assert import_gift(data).created == 0
    assert Question.objects.ready().count() == report.created > 0


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "::É::È ?{T}".encode("cp1252")]
)
def test_what_is_not_utf_8_is_told_of_text_and_not_of_spreadsheets(data):
    with override("en"):
        [refusal] = import_gift(data).refused

    assert "text file" in refusal.expected
    assert refusal.whole_file


@pytest.mark.parametrize("size", [10, 200])
def test_an_import_asks_as_many_queries_for_a_long_file(size, django_assert_max_num_queries):
    text = "\n\n".join(f"::T{n}::Vrai {n} ?{{T}}" for n in range(size))

    with django_assert_max_num_queries(12):
        assert take(text).created == size
    with django_assert_max_num_queries(12):
        assert take(text).unchanged == size
