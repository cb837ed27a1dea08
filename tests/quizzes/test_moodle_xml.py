"""Moodle XML read: each type, what is lost named with its line, and what would do harm refused."""

import base64
import io
import tracemalloc
import zlib
from decimal import Decimal

import pytest
from PIL import Image

from quizzes.file_questions import FileQuestion
from quizzes.kinds.base import CannotWrite, Spec
from quizzes.kinds.essay import Essay
from quizzes.kinds.information import Information
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.moodle_xml.reader import read_moodle_xml
from quizzes.moodle_xml.writer import write_moodle_xml
from quizzes.values.marks import FULL
from quizzes.values.texts import Rich, TextFormat


def quiz(*questions):
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *questions, "</quiz>"])


def question(kind, *fields, text="Quoi ?"):
    return (
        f'<question type="{kind}"><name><text>T</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
        f"{''.join(fields)}</question>"
    )


def answer(text, fraction, feedback="", more=""):
    said = f"<feedback><text>{feedback}</text></feedback>" if feedback else ""
    return f'<answer fraction="{fraction}"><text>{text}</text>{more}{said}</answer>'


def read(*questions):
    return read_moodle_xml(quiz(*questions).encode())


def only(*fields, kind, **options):
    result = read(question(kind, *fields, **options))
    assert result.problems == result.unfit == ()
    [found] = result.questions
    return found


def codes(result):
    return [(problem.line, problem.code) for problem in (*result.unfit, *result.problems)]


def lost(found):
    return [(loss.code, loss.params["name"]) for loss in found.losses]


def test_a_choice_of_one_with_partial_and_negative_credit():
    found = only(
        "<single>true</single>",
        answer("un", 100, "Oui"),
        answer("deux", "33.33333"),
        answer("trois", -50),
        kind="multichoice",
    )

    assert isinstance(found.spec, SingleChoice)
    assert [choice.fraction for choice in found.spec.choices] == [
        FULL, Decimal("33.33333"), Decimal(-50),
    ]  # fmt: skip
    assert found.spec.choices[0].feedback == Rich("Oui", TextFormat.HTML)
    assert found.spec.text == Rich("Quoi ?", TextFormat.HTML)
    assert (found.title, found.losses) == ("T", ())


def test_a_choice_of_several():
    found = only("<single>0</single>", answer("a", 50), answer("b", 50), answer("c", -100),
                 kind="multichoice")  # fmt: skip

    assert isinstance(found.spec, MultipleChoice)


@pytest.mark.parametrize(("first", "right"), [("true", True), ("false", False)])
def test_true_or_false_in_whatever_order(first, right):
    other = "false" if right else "true"

    spec = only(answer(first, 100, "bien"), answer(other, 0, "mal"), kind="truefalse").spec

    assert isinstance(spec, TrueFalse)
    assert spec.answer is right
    assert (spec.feedback_true.text, spec.feedback_false.text) == (
        ("bien", "mal") if right else ("mal", "bien")
    )


def test_a_short_answer_whose_capitals_count():
    spec = only("<usecase>1</usecase>", answer("Paris*", 100), kind="shortanswer").spec

    assert isinstance(spec, ShortText)
    assert (spec.answers[0].text, spec.match_case) == ("Paris*", True)


def test_a_number_with_its_tolerance_and_what_to_tell_to_any_other():
    spec = only(
        answer("3.14", 100, more="<tolerance>0.01</tolerance>"), answer("*", 0, "Non"),
        kind="numerical",
    ).spec  # fmt: skip

    assert isinstance(spec, Numeric)
    assert (spec.answers[0].value, spec.answers[0].tolerance) == (Decimal("3.14"), Decimal("0.01"))
    assert spec.wrong_feedback.text == "Non"


@pytest.mark.parametrize("number", ["__import__('os')", "9**9**9", "1e999999", "nan", "inf", "１"])
def test_what_is_no_plain_number_is_refused(number):
    assert [code for _line, code in codes(read(question("numerical", answer(number, 100))))] == [
        "number_unreadable"
    ]


def test_pairs_and_an_answer_without_a_line():
    pair = (
        '<subquestion format="html"><text>{}</text><answer><text>{}</text></answer></subquestion>'
    )

    spec = only(
        pair.format("a", "1"), pair.format("b", "2"), pair.format("", "3"), kind="matching"
    ).spec

    assert isinstance(spec, Matching)
    assert [(one.prompt.text, one.answer) for one in spec.pairs] == [("a", "1"), ("b", "2")]
    assert spec.distractors == ("3",)


def test_an_essay_is_marked_unless_it_counts_nothing_and_a_description_is_read():
    marked = only("<defaultgrade>1.0</defaultgrade>", kind="essay").spec
    free = only("<defaultgrade>0</defaultgrade>", kind="essay").spec

    assert isinstance(marked, Essay)
    assert (marked.is_marked, free.is_marked) == (True, False)
    assert isinstance(only(kind="description").spec, Information)


def test_categories_tags_and_identifiers():
    result = read(
        '<question type="category"><category><text>$course$/top/Web</text></category>'
        "<info><text>Tout sur le web</text></info></question>",
        question(
            "essay", "<idnumber>q1</idnumber>",
            "<tags><tag><text>url</text></tag><tag><text>web</text></tag></tags>",
        ),
    )  # fmt: skip

    [found] = result.questions
    assert (found.category, found.tags, found.external_id) == (
        "$course$/top/Web", ("url", "web"), "q1",
    )  # fmt: skip
    assert [(loss.code, loss.line) for loss in result.losses] == [("lost_category_text", 3)]


@pytest.mark.parametrize(
    "kind", ["cloze", "calculated", "ddwtos", "ordering", "calculatedmulti", "<b>", ""]
)
def test_another_kind_is_refused_with_its_name_and_its_line(kind):
    written = kind.replace("<", "&lt;")

    result = read(question("essay"), question(written), question("essay"))

    assert codes(result) == [(4, "kind_not_taken")]
    assert result.problems[0].params == {"kind": kind}
    assert len(result.questions) == 2


@pytest.mark.parametrize(
    ("kind", "fields", "name"),
    [
        ("essay", "<graderinfo><text>Voir le cours</text></graderinfo>", "graderinfo"),
        ("essay", "<hint><text>Pensez-y</text></hint>", "hint"),
        ("essay", "<penalty>0.5</penalty>", "penalty"),
        ("essay", "<defaultgrade>3</defaultgrade>", None),
        ("numerical", answer("1", 100) + "<units><unit><unit_name>m</unit_name></unit></units>",
         "units"),
        ("shortanswer", answer("a", 100) + "<correctfeedback><text>Oui</text></correctfeedback>",
         "correctfeedback"),
        ("shortanswer", answer("a", 100, more="<note>x</note>"), "note"),
        ("shortanswer", answer("a", 100) + "<hidden>1</hidden>", "hidden"),
        ("shortanswer", answer("a", 100) + "<defaultgrade>2.0000</defaultgrade>", "defaultgrade"),
        ("shortanswer", answer("a", 100) + "<hidden>0</hidden><penalty>0.3333333</penalty>"
         "<defaultgrade>1.0000000</defaultgrade><correctfeedback><text/></correctfeedback>", None),
    ],
)  # fmt: skip
def test_a_field_that_is_not_taken_in_is_named(kind, fields, name):
    found = only(fields, kind=kind)

    assert lost(found) == ([("lost_field", name)] if name else [])


PNG = io.BytesIO()
Image.new("RGB", (2, 2)).save(PNG, "PNG")


def in_file(name, data, encoding="base64"):
    return f'<file name="{name}" encoding="{encoding}">{base64.b64encode(data).decode()}</file>'


def with_file(
    file, text='<img src="@@PLUGINFILE@@/a.png" alt="Un plan"> <a href="@@PLUGINFILE@@/a.png">x</a>'
):
    return quiz(
        f'<question type="essay"><name><text>T</text></name><questiontext format="html"><text>'
        f"<![CDATA[{text}]]></text>{file}</questiontext></question>"
    ).encode()


def test_a_picture_is_named_as_not_taken_in_and_its_description_stands_in_its_place():
    [found] = read_moodle_xml(with_file(in_file("a.png", PNG.getvalue()))).questions

    assert lost(found) == [("lost_file", "a.png")]
    assert found.spec.text.text == "Un plan <a>x</a>"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (in_file("a.png", b"GIF89a"), "file_not_image"),
        (in_file("a.png", b"<svg onload='alert(1)'/>"), "file_not_image"),
        (in_file("a.jpg", PNG.getvalue()), "file_not_image"),
        (in_file("a.png", PNG.getvalue()[:40]), "file_not_image"),
        ('<file name="a.png" encoding="base64">é!</file>', "file_unreadable"),
        ('<file name="a.png" encoding="quoted">AAAA</file>', "file_unreadable"),
    ],
)
def test_a_picture_that_is_none_is_refused(file, code):
    result = read_moodle_xml(with_file(file))

    assert codes(result) == [(3, code)]
    assert result.questions == ()


def test_a_picture_of_too_many_points_is_refused_without_being_drawn():
    header = PNG.getvalue()
    huge = header[:16] + (60_000).to_bytes(4) * 2 + header[24:29]
    bomb = huge + zlib.crc32(huge[12:29]).to_bytes(4) + header[33:]

    assert codes(read_moodle_xml(with_file(in_file("a.png", bomb)))) == [(3, "file_not_image")]


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    '<quiz><question type="essay"><name>&b;</name></question></quiz>'
)
EXTERNAL = '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (LAUGHS, "xml_declares"),
        (EXTERNAL, "xml_declares"),
        ('<!DOCTYPE quiz SYSTEM "http://example.org/q.dtd"><quiz/>', "xml_declares"),
        ('<!DOCTYPE q [<!ENTITY % a SYSTEM "http://example.org/x"> %a;]><quiz/>', "xml_declares"),
        ("<quiz><question type='essay'>&nbsp;</question></quiz>", "xml_broken"),
        ("<quiz><question></quiz></question>", "xml_broken"),
        ("<quiz><question type='essay'>", "xml_broken"),
        ("<quiz>" + "<a>" * 100_000, "xml_too_deep"),
        ("<quiz><question a='" + "x" * 3_000_000 + "'/></quiz>", "xml_too_long"),
        ("<quiz><question>" + "x" * 3_000_000 + "</question></quiz>", "xml_too_long"),
        ("<quiz><question>" + "<a/>" * 20_000 + "</question></quiz>", "xml_too_long"),
        ("<questestinterop/>", "xml_not_moodle"),
        ("", "xml_broken"),
        ("Pas du XML", "xml_broken"),
        ("<quiz/>".encode("utf-16"), "xml_encoding"),
        ("<quiz/>".encode("utf-16-be"), "xml_encoding"),
        ("<quiz/>".encode("utf-32"), "xml_encoding"),
        ("<?xml version='1.0' encoding='UTF-7'?><quiz>+ADw-script+AD4-</quiz>", "xml_encoding"),
        ("<?xml version='1.0' encoding='UTF-16'?><quiz/>", "xml_encoding"),
        ("<quiz><question>é</question></quiz>".encode("cp1252"), "xml_encoding"),
        (b"<quiz>\0</quiz>", "xml_broken"),
    ],
)  # fmt: skip
def test_what_could_do_harm_refuses_the_file(data, code):
    result = read_moodle_xml(data if isinstance(data, bytes) else data.encode())

    assert [problem.code for problem in result.unfit] == [code]
    assert result.questions == ()


def test_an_inclusion_is_not_followed():
    included = (
        '<question type="essay" xmlns:xi="http://www.w3.org/2001/XInclude"><questiontext><text>'
        '<xi:include href="file:///etc/passwd" parse="text"/></text></questiontext></question>'
    )

    assert codes(read(included)) == [(3, "xml_markup_in_text")]


def test_an_element_that_is_no_question_is_refused_with_its_line():
    assert codes(read("<script>alert(1)</script>", question("essay"))) == [(3, "xml_stranger")]


def test_a_text_of_a_hundred_megabytes_is_refused_in_little_memory():
    data = b"<quiz><question type='essay'><questiontext><text>" + b"x" * 100_000_000
    tracemalloc.start()

    result = read_moodle_xml(data)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [problem.code for problem in result.unfit] == ["xml_too_long"]
    assert peak < 20_000_000


def test_many_files_are_looked_at_one_after_another_in_little_memory():
    picture = in_file("a.bin", b"x" * 1_000_000)
    data = quiz(*[question("essay", picture) for _ in range(20)]).encode()
    tracemalloc.start()

    result = read_moodle_xml(data)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(result.questions) == 20
    assert peak < 12_000_000


class OfTomorrow(Spec):
    kind = "tomorrow"


def test_a_kind_without_words_is_not_written():
    with pytest.raises(CannotWrite):
        write_moodle_xml([FileQuestion(spec=OfTomorrow(text=Rich("Q")))])
