"""A dump that is none, or not whole, is refused with its place and what was expected."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tabular import Unreadable
from quizzes.importers.django_quiz import import_django_quiz
from quizzes.importers.django_quiz.dump_file import iter_objects
from quizzes.importers.django_quiz.texts import category_path_name, is_html, to_plain_text
from quizzes.models import Question
from tests.quizzes.old_dumps import OldDump


pytestmark = pytest.mark.django_db

TAG = '{"model": "taggit.tag", "pk": 1, "fields": %s}'


@pytest.fixture
def dump():
    dump = OldDump()
    dump.user()
    dump.quiz()
    dump.choice()
    dump.true_false()
    return dump


def refusal(data):
    report = import_django_quiz(data if isinstance(data, bytes) else data.encode())
    assert report.applied is False
    assert not Question.objects.exists()
    [refusal] = report.refused
    assert refusal.whole_file
    return refusal


@pytest.mark.parametrize(
    "data",
    [
        "",
        "  \n ",
        "[",
        "[]",
        "{}",
        "null",
        "model;pk",
        "[1]",
        "[[]]",
        '[{"model": "quiz.quiz"}]',
        '[{"model": 1, "fields": {}}]',
        "[" + TAG % "{}" + "] rien",
        "[" + TAG % "{}" + TAG % "{}" + "]",
        "[" + TAG % "{}" + ",]",
        "[" + TAG % '{"a": NaN}' + "]",
        "[" + TAG % '{"a": -Infinity}' + "]",
        "[" + TAG % '{"a": 1, "a": 1}' + "]",
        "[" + TAG % ('{"a": ' + "9" * 5000 + "}") + "]",
        "[" + TAG % r'{"a": "\ud800"}' + "]",
        "[" + TAG % r'{"a": "\u0000"}' + "]",
        "[" + TAG % ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}") + "]",
        "[" * 100_000,
        '[{"model": "quiz.quiz", "pk": 1, "fields": {"title": "coup',
    ],
)
def test_what_is_no_dump_is_refused_whole(data):
    assert refusal(data).reason


@pytest.mark.parametrize("data", ["[]".encode("utf-16"), b'["\xe9"]', b"\x1f\x8b\x08"])
def test_another_encoding_is_refused(data):
    assert "UTF" in str(refusal(data))


def test_a_cut_off_file_is_refused_with_its_line(dump):
    whole = dump.bytes
    found = refusal(whole[: len(whole) // 2])

    assert 1 < found.line <= whole.count(b"\n") // 2 + 20


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    with suppress(Unreadable):
        assert list(iter_objects(data)) == []


def test_a_malformed_object_is_refused_with_its_place_and_what_was_expected(dump):
    dump.change("quiz.quiz", 1, pass_mark=101)

    found = refusal(dump.bytes)

    assert dump.bytes.splitlines()[found.line - 1].strip() == b"{"
    assert b"quiz.quiz" in dump.bytes.splitlines()[found.line]
    assert "quiz.quiz 1" in found.reason
    assert "pass_mark" in found.reason
    assert "100" in found.expected


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("quiz.quiz", {"title": None}),
        ("quiz.quiz", {"draft": 1}),
        ("quiz.quiz", {"pass_mark": True}),
        ("quiz.quiz", {"pass_mark": -1}),
        ("quiz.quiz", {"max_questions": 2.5}),
        ("quiz.quiz", {"category": ["Excel"]}),
        ("quiz.question", {"quiz": 1}),
        ("quiz.question", {"quiz": [["les-bases"]]}),
        ("quiz.question", {"content": 3}),
        ("multichoice.mcquestion", {"answer_order": "shuffled"}),
        ("multichoice.mcquestion", {"quiz": "1"}),
        ("multichoice.answer", {"correct": "True"}),
        ("true_false.tf_question", {"correct": None}),
    ],
)
def test_a_value_of_another_type_is_refused(dump, model, fields):
    [pk, *_others] = [one["pk"] for one in dump.objects if one["model"] == model]
    dump.change(model, pk, **fields)

    assert next(iter(fields)) in refusal(dump.bytes).reason


def test_a_field_that_is_absent_is_refused(dump):
    del dump.objects[1]["fields"]["url"]

    assert "url" in refusal(dump.bytes).reason


def test_a_field_of_somebody_else_is_named(dump):
    dump.change("quiz.quiz", 1, colour="red")

    report = import_django_quiz(dump.bytes)

    assert report.applied
    assert any("quiz.quiz.colour" in line for line in report.warnings)


def test_an_object_that_stands_twice_is_refused(dump):
    dump.objects.append(dump.objects[1])

    assert "quiz.quiz 1" in refusal(dump.bytes).reason


@pytest.mark.parametrize(
    "drop",
    [("quiz.question", 1), ("multichoice.mcquestion", 1), ("true_false.tf_question", 2)],
)
def test_half_a_question_is_refused(dump, drop):
    dump.drop(*drop)

    report = import_django_quiz(dump.bytes)

    assert report.refused
    assert all(refusal.whole_file for refusal in report.refused)


def test_a_question_of_two_kinds_is_refused(dump):
    dump.add("essay.essay_question", 1, quiz=[1])

    assert "quiz.question 1" in refusal(dump.bytes).reason


def test_a_child_that_names_other_quizzes_than_its_question_is_refused(dump):
    dump.change("multichoice.mcquestion", 1, quiz=[])

    assert "multichoice.mcquestion 1" in refusal(dump.bytes).reason


def test_newer_dumps_do_not_repeat_the_quizzes(dump):
    for one in dump.objects:
        if one["model"] in ("multichoice.mcquestion", "true_false.tf_question"):
            del one["fields"]["quiz"]

    assert import_django_quiz(dump.bytes).refused == []


@pytest.mark.parametrize(
    ("model", "pk", "fields"),
    [
        ("quiz.quiz", 1, {"category": 9}),
        ("quiz.question", 1, {"sub_category": 9}),
        ("quiz.question", 1, {"category": 9}),
        ("multichoice.answer", 1, {"question": 2}),
    ],
)
def test_a_pointer_that_leads_nowhere_is_refused(dump, model, pk, fields):
    dump.change(model, pk, **fields)

    assert f"{model} {pk}" in refusal(dump.bytes).reason


def test_objects_of_other_apps_are_counted_as_ignored(dump):
    dump.add("sessions.session", 1, anything=[1.5, {"deep": None}])
    dump.add("sessions.session", 2)

    report = import_django_quiz(dump.bytes)

    assert (report.ignored, report.others) == (2, {"sessions.session": 2})


def test_a_dump_in_one_line_names_objects_by_their_number(dump):
    dump.change("quiz.quiz", 1, draft=None)
    found = refusal(json.dumps(dump.objects))

    assert found.line == 1
    assert "2" in found.reason.replace("quiz.quiz 1", "")


# --- Texts and names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Au support <SSI>", False),
        ("Que fait <b> ?", False),
        ("si a<b et c>d", False),
        ("x <script>alert(1)</script>", False),
        ("<b>gras", False),
        ("<b><i>croisé</b></i>", False),
        ("Voir la charte <i>SSI</i> & la fiche", True),
        ('<p>Un <a href="/x">lien</a><br/>deux</p>', True),
        ("", False),
    ],
)
def test_html_is_what_is_formatting_and_nothing_else(text, expected):
    assert is_html(text) is expected


def test_a_description_keeps_its_words_its_lines_and_its_addresses():
    html = (
        '<p>Un&nbsp;<b>deux</b></p>\n<ul><li><a href="https://x.fr/a">ici</a></li><li>fin</li></ul>'
    )

    assert to_plain_text(html) == "Un\xa0deux\nici (https://x.fr/a)\nfin"
    assert to_plain_text("a <b c") == "a <b c"


@pytest.mark.parametrize(
    ("names", "path"),
    [
        (("Excel", None), "Excel"),
        (("Excel", "Formules"), "Excel/Formules"),
        (("RGPD, données", "a, b"), "RGPD, données/a, b"),
        (("Entrées/Sorties", "A/B"), "Entrées//Sorties/A//B"),
        ((None, "Formules"), "Formules"),
        ((None, None), "Sans catégorie"),
        (("  ", ""), "Sans catégorie"),
    ],
)
def test_names_with_slashes_and_commas_stay_apart(names, path):
    assert category_path_name(*names) == path
