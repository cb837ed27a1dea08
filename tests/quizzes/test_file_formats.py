"""What every format keeps: what it can say comes back the same, and no bytes break its reader."""

import json
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tabular import Unreadable
from quizzes.file_questions import FileQuestion
from quizzes.formats import FORMATS, detect_format
from quizzes.kinds.base import KINDS
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.single_choice import SingleChoice
from quizzes.losses import fields_lost
from quizzes.notation.moodle import replace_non_xml
from quizzes.specs.codec import from_dict, to_dict
from quizzes.values.marks import FULL
from quizzes.values.texts import Rich
from tests.quizzes.strategies import ALMOST_GIFT, LINES, QUESTIONS, SPECS


def in_words(value, change):
    """The value with each text inside it changed."""
    if isinstance(value, str) and type(value) is str:
        return change(value)
    if isinstance(value, tuple):
        return tuple(in_words(item, change) for item in value)
    if is_dataclass(value):
        parts = {f.name: in_words(getattr(value, f.name), change) for f in fields(value)}
        return replace(value, **parts)
    return value


def sayable(text):
    return replace_non_xml(text).replace("@@PLUGINFILE@@", "")


def as_xml_can_say(question):
    spec = in_words(question.spec, sayable)
    if hasattr(spec, "choices"):
        spec = replace(spec, choices=with_choice_ids(spec.choices))
    return replace(in_words(question, sayable), spec=spec)


XML_QUESTIONS = QUESTIONS.map(as_xml_can_say)
TABLE_QUESTIONS = st.builds(
    FileQuestion,
    spec=SPECS,
    title=st.one_of(st.just(""), LINES).map(replace_non_xml),
    category=st.one_of(st.just(""), LINES).map(replace_non_xml),
    tags=st.lists(
        LINES.map(replace_non_xml).filter(lambda tag: ";" not in tag), max_size=2, unique=True
    ).map(tuple),
    external_id=st.one_of(st.just(""), LINES).map(replace_non_xml),
)


def back(name, questions):
    file_format = FORMATS[name]
    return file_format.read(file_format.write(questions))


@given(st.lists(XML_QUESTIONS, max_size=3))
def test_what_is_written_as_moodle_xml_is_read_back(questions):
    result = back("moodle-xml", questions)

    assert result.problems == result.unfit == ()
    assert list(result.questions) == [
        replace(question, tags=tuple(dict.fromkeys(question.tags))) for question in questions
    ]
    assert [question.losses for question in result.questions] == [()] * len(questions)


def shapes(questions):
    """As they are stored: decimals by their digits."""
    return [(to_dict(q.spec), q.title, q.category, q.tags, q.external_id) for q in questions]


@pytest.mark.parametrize("name", ["csv", "xlsx"])
@settings(max_examples=40)
@given(st.lists(TABLE_QUESTIONS, max_size=3))
def test_what_is_written_as_a_table_is_read_back(name, questions):
    result = back(name, questions)

    assert result.problems == ()
    assert shapes(result.questions) == shapes(questions)


PLAIN = st.text("abé1 =+-@.,;'\"<>&{}#~", min_size=1, max_size=15).map(str.strip).filter(bool)


@st.composite
def plain_choices(draw):
    texts = [" ".join(text.split()) for text in draw(st.lists(PLAIN, min_size=2, max_size=5))]
    right = draw(st.integers(0, len(texts) - 1))
    choices = [
        Choice(text=Rich(text), fraction=FULL if place == right else FULL - FULL)
        for place, text in enumerate(texts)
    ]
    text = " ".join(draw(PLAIN).split())
    return FileQuestion(spec=SingleChoice(text=Rich(text), choices=with_choice_ids(choices)))


@given(st.lists(plain_choices(), max_size=3))
def test_what_aiken_can_say_is_read_back(questions):
    result = back("aiken", questions)

    assert result.problems == ()
    assert list(result.questions) == questions


PIECES = {
    "moodle-xml": [
        *("<quiz>", "</quiz>", "<question type='essay'>", "<question type='multichoice'>"),
        *("</question>", "<name>", "</name>", "<text>", "</text>", "<answer fraction='50'>"),
        *("</answer>", "<questiontext>", "</questiontext>", "<![CDATA[", "]]>", "&lt;", "&nbsp;"),
        *("<?xml version='1.0' encoding='latin-1'?>", "<!DOCTYPE a>", "<file name='a.png'>", "é"),
        *(
            "\0",
            "\ufeff",
            "A",
            "1e9",
            "<question type='numerical'>",
            "*",
            "<tolerance>x</tolerance>",
        ),
    ],
    "aiken": [
        "A. ",
        "B) ",
        "C.",
        "ANSWER:",
        " A",
        "\n",
        "\n\n",
        "texte",
        "\0",
        "\r",
        "Z. ",
        "ANSWER: B",
    ],
    "csv": [
        *(
            "type;énoncé;contenu entier\n",
            "kind,text,answer 1,worth 1,right answers\n",
            '"',
            "=1+1",
        ),
        *(";", ",", "\n", "choix unique", "number", "é", "12,5 ± x", "{", '{"v":1}', "[" * 2000),
        *("\0", "vrai ou faux", "1;2", "essay", "x", '""', "\t", "->"),
    ],
    "gift": ["{", "}"],
}


def read_or_refused(name, data):
    try:
        return FORMATS[name].read(data)
    except Unreadable:
        return None


@pytest.mark.parametrize("name", FORMATS)
@given(st.binary(max_size=200))
def test_no_bytes_break_a_reader(name, data):
    read_or_refused(name, data)
    assert detect_format(data).name in FORMATS


@pytest.mark.parametrize("name", PIECES)
@given(st.data())
def test_no_text_breaks_a_reader(name, data):
    start = "<quiz>" if name == "moodle-xml" else ""
    text = start + "".join(data.draw(st.lists(st.sampled_from(PIECES[name]), max_size=25)))

    result = read_or_refused(name, text.encode())

    for problem in (*result.problems, *result.unfit) if result else ():
        assert problem.message
        assert problem.line


@given(ALMOST_GIFT)
def test_gift_with_any_text_is_recognised_as_something_and_read(text):
    data = text.encode("utf-8", "replace")
    read_or_refused(detect_format(data).name, data)


@given(SPECS)
def test_nothing_is_lost_between_a_question_and_itself(spec):
    question = FileQuestion(spec=spec)

    assert fields_lost(question, question) == ()


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_that_the_bank_knows_has_a_class(kind):
    assert from_dict(json.loads(json.dumps({"v": 1, "kind": kind, "text": {"text": "a", "format": "plain"}, **needed(kind)})))  # fmt: skip


def needed(kind):
    """Empty lists and False for the fields of a kind without default."""
    missing = [
        f for f in fields(KINDS[kind]) if f.name != "text" and f.default is f.default_factory
    ]
    return {f.name: [] if "tuple" in str(f.type) else False for f in missing}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("::T::Vrai ?{T}\n", "gift"),
        ("", "gift"),
        ("<p>Un texte {=a ~b}", "gift"),
        ("\ufeff<?xml version='1.0'?>\n<quiz></quiz>", "moodle-xml"),
        ("  <quiz>", "moodle-xml"),
        ("<!DOCTYPE quiz><quiz/>", "moodle-xml"),
        ("Q ?\nA. un\nB. deux\nANSWER: A\n", "aiken"),
        ("Type;Énoncé\nrédaction;Quoi ?\n", "csv"),
        ("kind,text\nessay,What?\n", "csv"),
    ],
)
def test_a_format_is_recognised_by_what_a_file_holds(text, name):
    assert detect_format(text.encode()).name == name


def test_a_workbook_is_recognised():
    assert detect_format(FORMATS["xlsx"].write([])).name == "xlsx"
