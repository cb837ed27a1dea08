"""What an author writes in GIFT, and what the reader says when it is not quite GIFT."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.file_questions import category_path
from quizzes.gift.reader import read_gift
from quizzes.gift.writer import write_gift
from quizzes.kinds.essay import Essay
from quizzes.kinds.information import Information
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.values.texts import TextFormat
from tests.quizzes.strategies import ALMOST_GIFT


def only(text):
    result = read_gift(text)
    assert result.problems == ()
    assert len(result.questions) == 1
    return result.questions[0]


def problems(text):
    return [(problem.line, problem.code) for problem in read_gift(text).problems]


@given(st.one_of(st.text(), ALMOST_GIFT))
def test_any_text_is_read_without_an_exception(text):
    result = read_gift(text)

    assert all(question.spec.validate() == [] for question in result.questions)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= problem.line <= lines and str(problem) for problem in result.problems)


@pytest.mark.parametrize(
    "piece",
    ["{\n\n", "a{=b\n\n", "[id:", "// [tag:\n", "x {=a ~", '<a ="', "\\", "= ->", "%5", " ", "#"],
)
def test_time_grows_with_the_length_and_no_faster(piece):
    def seconds(count):
        started = time.process_time()
        read_gift("q {" + piece * count)
        return time.process_time() - started

    short = min(seconds(5_000) for _ in range(2))

    assert min(seconds(40_000) for _ in range(2)) < 8 * 4 * short + 0.1


def test_equals_makes_a_single_choice_and_weights_alone_a_multiple_one():
    single = only("Who?{~Grant =no one ~%50%nearly}").spec
    multiple = only("Which?{~%50%Grant ~%50%his wife ~%-100%no one}").spec

    assert isinstance(single, SingleChoice)
    assert [choice.fraction for choice in single.choices] == [0, 100, 50]
    assert isinstance(multiple, MultipleChoice)
    assert [choice.fraction for choice in multiple.choices] == [50, 50, -100]


def test_ids_of_choices_do_not_follow_the_order_of_the_author():
    spec = only("Who?{=zebra ~ant ~bee}").spec

    assert [(choice.id, choice.text.text) for choice in spec.choices] == [
        ("c3", "zebra"),
        ("c1", "ant"),
        ("c2", "bee"),
    ]


@pytest.mark.parametrize("written", ["T", "TRUE", "F", "FALSE"])
def test_true_false(written):
    question = only(f"The sun rises in the east.{{{written}#wrong said#right said####more}}")

    right = question.spec.feedback_true if question.spec.answer else question.spec.feedback_false
    assert question.spec.kind == TrueFalse.kind
    assert question.spec.answer == written.startswith("T")
    assert right.text == "right said"
    assert question.spec.general_feedback.text == "more"


@pytest.mark.parametrize(
    ("written", "value", "tolerance"),
    [
        ("#1822", "1822", "0"),
        ("# -3.142 : 0.001 ", "-3.142", "0.001"),
        ("#3.141..3.142", "3.1415", "0.0005"),
        ("#-5..5", "0", "5"),
        ("#=1e3", "1000", "0"),
    ],
)
def test_numbers(written, value, tolerance):
    answer = only(f"How much? {{{written}}}").spec.answers[0]

    assert (answer.value, answer.tolerance) == (Decimal(value), Decimal(tolerance))


def test_numbers_with_weights_and_words_for_the_rest():
    spec = only("When?{#=1822:0#yes =%50%1822:2#close\n ~#no}").spec

    assert isinstance(spec, Numeric)
    assert [answer.fraction for answer in spec.answers] == [100, 50]
    assert [answer.feedback.text for answer in spec.answers] == ["yes", "close"]
    assert spec.wrong_feedback.text == "no"


def test_a_pair_without_a_left_side_is_a_distractor():
    spec = only("Match.{=Canada->Ottawa =Italy -> Rome = -> Paris}").spec

    assert [(pair.prompt.text, pair.answer) for pair in spec.pairs] == [
        ("Canada", "Ottawa"),
        ("Italy", "Rome"),
    ]
    assert spec.distractors == ("Paris",)
    assert spec.options == {"a1": "Ottawa", "a2": "Paris", "a3": "Rome"}


def test_answers_within_a_sentence_leave_a_blank():
    assert only("Grant is {~buried =entombed} here.").spec.text.text == "Grant is _____ here."


def test_empty_braces_are_an_essay_and_no_braces_an_information():
    essay = only("Explain.{####Model answer}").spec
    assert (essay.kind, essay.general_feedback.text) == (Essay.kind, "Model answer")
    assert only("Read this first.").spec.kind == Information.kind


def test_formats_are_inherited_and_may_be_said_for_each_text():
    spec = only("[html]<p>Who?</p>{=<b>A</b>#[markdown]*yes* ~[plain]B ~[odd]C}").spec

    assert spec.text.format == TextFormat.HTML
    assert [choice.text.format for choice in spec.choices] == ["html", "plain", "html"]
    assert spec.choices[0].feedback.format == TextFormat.MARKDOWN
    assert spec.choices[2].text.text == "[odd]C"


def test_escapes():
    spec = only(r"a \{b\} \= \~ \# \: \\ c\nd \[e {=\=1\\n}").spec

    assert spec.text.text == "a {b} = ~ # : \\ c\nd \\[e"
    assert spec.answers[0].text == "=1\\n"


def test_lines_wrapped_by_hand_are_one_line_unless_markdown():
    assert only("one\n  two{}").spec.text.text == "one two"
    assert only("[markdown]- one\n- two{}").spec.text.text == "- one\n- two"


def test_comments_carry_id_and_tags_and_the_category_stays_until_the_next():
    result = read_gift(
        "$CATEGORY: $course$/top/Web/HTTP\n\n"
        "// [id:q\\]1] [tag:un] [tag:deux mots]\n::T1::One{}\n\n"
        "// [id:lost]\n\n"
        "Two{\n// [tag:inside]\n=a\n}\n\n"
        "$CATEGORY: Mail\nThree{}\n"
    )

    one, two, _ = result.questions
    assert (one.title, one.external_id, one.tags) == ("T1", "q]1", ("un", "deux mots"))
    assert (two.external_id, two.tags) == ("", ("inside",))
    assert [category_path(q.category) for q in result.questions] == [
        ("Web", "HTTP"),
        ("Web", "HTTP"),
        ("Mail",),
    ]
    assert [q.line for q in result.questions] == [4, 8, 14]


def test_windows_and_old_mac_line_ends_and_a_byte_order_mark():
    for end in ("\r\n", "\r"):
        result = read_gift("\ufeff" + end.join(["One{T}", "", "Two{F}"]))
        assert [q.spec.text.text for q in result.questions] == ["One", "Two"]


def test_an_empty_line_between_answers_does_not_end_the_question():
    assert len(only("Who?{\n~a\n\n=b\n}").spec.choices) == 2


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("ok{T}\n\nWho?{~a\n=b\n\n::next::ok{T}", 3, "brace_not_closed"),
        ("ok{T}\n\nWho?{=a\n\nok{T}", 3, "brace_not_closed"),
        ("Who? =a}\n\nok{T}", 1, "brace_not_opened"),
        ("Who?{=a}}\n\nok{T}", 1, "brace_not_opened"),
        ("Who?{\n=a\n~{b}\n}\n\nok{T}", 3, "brace_inside_answers"),
        ("One{T}\nTwo{F}\n\nok{T}", 2, "second_answer_block"),
        ("ok{T}\n\n::title Who?{T}", 3, "title_not_closed"),
        ("Who?{\nchoose\n~a\n=b}\n\nok{T}", 2, "text_before_answers"),
        ("Who?{\n~a\n~\n=b}\n\nok{T}", 3, "answer_empty"),
        ("Who?{\n=a\n=#why}\n\nok{T}", 3, "answer_empty"),
        ('Who?{\n~a\n=<a href="x">b</a>}\n\nok{T}', 3, "attribute_not_escaped"),
        ("Who?{\n~%150%a\n~%50%b}\n\nok{T}", 2, "weight_unreadable"),
        ("Who?{\n~%33,3%a\n~b}\n\nok{T}", 2, "weight_unreadable"),
        ("How much?{#\n=3,14}\n\nok{T}", 2, "number_unreadable"),
        ("How much?{#nan}\n\nok{T}", 1, "number_unreadable"),
        ("How much?{#5..1}\n\nok{T}", 1, "range_reversed"),
        ("How much?{#}\n\nok{T}", 1, "number_missing"),
        ("How much?{#*}\n\nok{T}", 1, "any_number_right"),
        ("Match{\n=a -> b\n=c}\n\nok{T}", 3, "pair_without_arrow"),
        ("Match{\na -> b\nc -> d}\n\nok{T}", 2, "pair_without_sign"),
        ("ok{T}\n\n{=a}", 3, "no_text"),
        ("Who?{~a ~b}\n\nok{T}", 1, "no_right_choice"),
        ("Who?{~%40%a ~%40%b ~c}\n\nok{T}", 1, "right_choices_sum"),
        ("Who?{~%100%a}\n\nok{T}", 1, "too_few_choices"),
        ("Who?{=%50%a}\n\nok{T}", 1, "no_right_answer"),
        ("How much?{#1:-2}\n\nok{T}", 1, "tolerance_negative"),
        ("Match{=a -> b}\n\nok{T}", 1, "too_few_pairs"),
        ("Long " + "x" * 50_001 + "{}\n\nok{T}", 1, "text_too_long"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_other_questions_are_read(text, line, code):
    result = read_gift(text)

    assert problems(text) == [(line, code)]
    assert "ok" in [question.spec.text.text for question in result.questions]
    assert len(str(result.problems[0])) < 400


def test_a_message_says_what_was_expected():
    [problem] = read_gift("How much?{#\n\n=3,14}").problems

    assert str(problem) == (
        "Line 3: “3,14” is not a number. Expected a number with a point (3.14), a number with its "
        "tolerance (3.14:0.01) or a range (3.1..3.2)."
    )


def test_a_file_in_utf_16_is_refused_as_a_whole():
    result = read_gift("One{T}".encode("utf-16-le").decode("latin-1"))

    assert result.questions == ()
    assert [problem.code for problem in result.problems] == ["not_text"]


def test_an_empty_file_has_nothing_to_say():
    assert read_gift("").questions == read_gift("\n// only a comment\n").questions == ()
    assert read_gift("").problems == ()


def test_the_spaces_that_french_holds_to_a_word_stay():
    text = (
        "::Qui dit «\u00a0non\u00a0» ?::Reliez\u00a0:{=A  B -> «\u00a0Oui\u00a0»  dit-il =C -> D}"
    )
    question = read_gift(text).questions[0]
    assert question.title == "Qui dit «\u00a0non\u00a0» ?"
    assert question.spec.pairs[0].answer == "«\u00a0Oui\u00a0» dit-il"
    assert read_gift(write_gift([question])).questions[0].title == question.title
