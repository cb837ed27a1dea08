"""What is stored of a question, and what makes a question sound."""

import copy
import json
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given

from quizzes.html import sanitised, to_safe_html
from quizzes.kinds.base import KINDS
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.essay import Essay
from quizzes.kinds.matching import Matching, Pair
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import NumberAnswer, Numeric
from quizzes.kinds.short_text import ShortText, TextAnswer
from quizzes.kinds.single_choice import SingleChoice
from quizzes.problems import MESSAGES
from quizzes.specs.codec import SpecFormatError, from_dict, to_dict
from quizzes.values.marks import FULL
from quizzes.values.texts import Rich, TextFormat, texts_inside
from tests.quizzes.strategies import JSON_VALUES, RICH, SPECS


WORD = Rich("word")


@given(SPECS)
def test_a_spec_survives_json(spec):
    assert from_dict(json.loads(json.dumps(to_dict(spec)))) == spec


@given(SPECS)
def test_sound_specs_have_no_problems(spec):
    assert spec.validate() == []


@given(JSON_VALUES)
def test_other_json_is_refused_with_the_one_error(raw):
    essay = {"v": 1, "kind": "essay"}
    bodies = [raw, {"v": raw}, {"v": 1, "kind": raw}, {**essay, "text": raw}]
    for body in [*bodies, {**essay, "text": {"text": "a", "format": raw}}]:
        with pytest.raises(SpecFormatError):
            from_dict(body)


@given(SPECS, JSON_VALUES)
def test_a_spoiled_field_is_refused_or_read_as_it_says(spec, spoiled):
    for name in to_dict(spec):
        raw = copy.deepcopy(to_dict(spec))
        raw[name] = spoiled
        try:
            read = from_dict(raw)
        except SpecFormatError:
            continue
        assert to_dict(read)[name] == spoiled


def test_the_stored_shape_does_not_change():
    spec = MultipleChoice(
        text=Rich("<p>Which?</p>", TextFormat.HTML),
        choices=(
            Choice(id="c2", text=Rich("b"), fraction=Decimal("33.33333"), feedback=Rich("yes")),
            Choice(id="c1", text=Rich("a")),
        ),
    )

    assert to_dict(spec) == {
        "v": 1,
        "kind": "multiple_choice",
        "text": {"text": "<p>Which?</p>", "format": "html"},
        "general_feedback": {"text": "", "format": "plain"},
        "media": [],
        "all_or_nothing": False,
        "choices": [
            {
                "id": "c2",
                "text": {"text": "b", "format": "plain"},
                "fraction": "33.33333",
                "feedback": {"text": "yes", "format": "plain"},
                "media": [],
            },
            {
                "id": "c1",
                "text": {"text": "a", "format": "plain"},
                "fraction": "0",
                "feedback": {"text": "", "format": "plain"},
                "media": [],
            },
        ],
    }


def test_a_question_stored_before_a_field_existed_is_read():
    stored = {"v": 1, "kind": "short_text", "text": {"text": "Who?", "format": "plain"}}

    spec = from_dict({**stored, "answers": [{"text": "me"}]})

    assert spec == ShortText(text=Rich("Who?"), answers=(TextAnswer(text="me"),))


@pytest.mark.parametrize("fraction", ["NaN", "Infinity", "1e9", "", "1" * 400, 50])
def test_a_fraction_is_a_plain_number_in_a_string(fraction):
    spec = SingleChoice(text=WORD, choices=(Choice(id="c1", text=WORD),))
    raw = to_dict(spec)
    raw["choices"][0]["fraction"] = fraction

    with pytest.raises(SpecFormatError):
        from_dict(raw)


def test_every_kind_is_registered():
    assert [spec_class.kind for spec_class in KINDS.values()] == list(KINDS)


def choices(*fractions):
    return with_choice_ids(
        Choice(text=Rich(f"choice {n}"), fraction=f) for n, f in enumerate(fractions)
    )


@pytest.mark.parametrize(
    ("spec", "codes"),
    [
        (Essay(text=Rich(" \n")), ["no_text"]),
        (Essay(text=Rich("x" * 50_001)), ["text_too_long"]),
        (SingleChoice(text=WORD, choices=choices(FULL)), ["too_few_choices"]),
        (SingleChoice(text=WORD, choices=choices(Decimal(50), Decimal(0))), ["no_right_choice"]),
        (SingleChoice(text=WORD, choices=choices(FULL, Decimal(-101))), ["fraction_out_of_range"]),
        (
            SingleChoice(
                text=WORD,
                choices=(Choice(id="c1", text=WORD, fraction=FULL), Choice(id="c1", text=Rich())),
            ),
            ["choice_empty", "choice_id_repeated"],
        ),
        (MultipleChoice(text=WORD, choices=choices(Decimal(0), Decimal(0))), ["no_right_choice"]),
        (
            MultipleChoice(text=WORD, choices=choices(Decimal(50), Decimal(49))),
            ["right_choices_sum"],
        ),
        (MultipleChoice(text=WORD, choices=choices(*[Decimal("33.33333")] * 3)), []),
        (ShortText(text=WORD, answers=()), ["no_answers"]),
        (ShortText(text=WORD, answers=(TextAnswer(text=" "),)), ["accepted_answer_empty"]),
        (
            Numeric(text=WORD, answers=(NumberAnswer(value=FULL, fraction=Decimal(50)),)),
            ["no_right_answer"],
        ),
        (
            Numeric(text=WORD, answers=(NumberAnswer(value=FULL, tolerance=Decimal(-1)),)),
            ["tolerance_negative"],
        ),
        (Matching(text=WORD, pairs=(Pair(id="p1", prompt=WORD, answer="a"),)), ["too_few_pairs"]),
        (
            Matching(
                text=WORD,
                pairs=(
                    Pair(id="p1", prompt=WORD, answer="a"),
                    Pair(id="p1", prompt=Rich(), answer="a"),
                ),
            ),
            ["pairs_all_alike", "pair_empty", "pair_id_repeated"],
        ),
    ],
)
def test_what_an_author_must_correct(spec, codes):
    found = spec.validate()

    assert [problem.code for problem in found] == codes
    assert all(problem.message for problem in found)


def test_every_message_can_be_filled_in():
    anything = defaultdict(lambda: 1)

    assert all(message % anything for message in MESSAGES.values())


@given(SPECS)
def test_sanitising_twice_changes_nothing_more(spec):
    once = sanitised(spec)

    assert sanitised(once) == once
    assert {text.format for text in texts_inside(once)} <= {TextFormat.PLAIN, TextFormat.HTML}


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "[x](javascript:alert(1))",
    "<style>body{display:none}</style><p style='color:red'>x</p>",
    "<svg onload=alert(1)><math><mi xlink:href='javascript:x'>",
    "<form action=//evil.example><input name=password></form>",
    "<iframe src=//evil.example></iframe><base href=//evil.example>",
    "![x](https://evil.example/pixel.gif)",
    "<img src='//evil.example/p'><img src='/\\evil.example/p'><img src=' \n//evil.example/p'>",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("text_format", ["html", "markdown", "moodle"])
def test_nothing_active_and_no_foreign_image_reaches_a_page(attack, text_format):
    shown = to_safe_html(Rich(attack, TextFormat(text_format))).lower()

    for word in ("<script", " on", 'href="javascript', 'href="data', "style", "<form", "<input"):
        assert word not in shown
    for word in ("<iframe", "<base", 'src="//', 'src="http', 'src="/\\', "<svg"):
        assert word not in shown


@given(RICH)
def test_plain_text_is_shown_to_the_letter(rich):
    shown = to_safe_html(Rich(rich.text, TextFormat.PLAIN))

    assert "<" not in shown.replace("<br>\n", "")


def test_formatting_survives():
    assert to_safe_html(Rich("a *b*\n\n- c\n", TextFormat.MARKDOWN)) == (
        "<p>a <em>b</em></p>\n<ul>\n<li>c</li>\n</ul>"
    )
    html = '<h1>T</h1><table><tbody><tr><td>x</td></tr></tbody></table><img src="/a.png" alt="b">'
    assert to_safe_html(Rich(html, TextFormat.HTML)) == html.replace("h1>", "h3>")
    assert to_safe_html(Rich("a\nb", TextFormat.MOODLE)) == "a<br>\nb"
