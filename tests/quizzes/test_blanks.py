"""A text with gaps, and the notation in which authors write it."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.display import review_answer
from quizzes.html import to_safe_html
from quizzes.kinds.blanks import Blanks, text_pieces
from quizzes.marking import clean_response, mark, public_view
from quizzes.values.gaps import Gap, read_gaps, write_gaps
from quizzes.values.marks import State
from quizzes.values.texts import Rich, TextFormat
from tests.quizzes.new_kinds import BLANKS as QUESTION
from tests.quizzes.strategies_more import BLANKS


def written(text, text_format=TextFormat.MARKDOWN, **more):
    read = read_gaps(text)
    assert read.problems == ()
    return Blanks(text=Rich(read.text, text_format), gaps=read.gaps, **more)


def test_each_gap_is_worth_the_same():
    response = {"gaps": {"g1": "rgpd", "g2": "o2", "g3": "1978"}}

    given_mark = mark(QUESTION, response)

    assert (given_mark.fraction, given_mark.state) == (Decimal(2) / 3, State.PARTLY)
    assert [said.about for said in given_mark.feedback] == ["g1"]


def test_capital_letters_matter_where_the_author_says_so():
    strict = replace(QUESTION, match_case=True)

    assert mark(QUESTION, {"gaps": {"g1": "rgpd"}}).fraction > 0
    assert mark(strict, {"gaps": {"g1": "rgpd"}}).fraction == 0


def test_a_list_takes_its_options_and_nothing_typed():
    raw = {"gaps": {"g1": " \0RGPD ", "g2": "2016", "g3": ["1978"], "g9": "x"}}

    assert clean_response(QUESTION, raw) == {"gaps": {"g1": "RGPD"}}


def test_options_do_not_say_which_is_right():
    one, other = (
        public_view(written(f"En [[{answers}]]."), seed="1")
        for answers in ("2016|~2018|~2020", "2020|~2016|~2018")
    )

    assert one == other


def test_the_review_says_what_was_expected_and_what_the_author_says():
    lines = review_answer(QUESTION, {"gaps": {"g1": "CNIL", "g2": "o1"}}, {}).lines

    assert [(line.html, line.is_right, line.expected) for line in lines] == [
        ("CNIL", False, "RGPD"),  # the pattern with a wildcard is not said
        ("2016", True, "2016"),
        ("…", False, "1978"),
    ]
    assert [line.note for line in lines] == ["<p>CANARI</p>", "", ""]
    assert QUESTION.in_words({"gaps": {"g2": "o1"}}) == "… ; 2016 ; …"


def test_gaps_stand_in_the_text_where_the_author_put_them():
    pieces = text_pieces(written("Le **[[a]]**, puis\n\n- [[b]]\n"))

    assert pieces == [
        {"html": "<p>Le <strong>"},
        {"gap": "g1"},
        {"html": "</strong>, puis</p>\n<ul>\n<li>"},
        {"gap": "g2"},
        {"html": "</li>\n</ul>"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<img src="/a.png" alt="> [[a]]"> et [[b]]',
        "<script>[[a]]</script> et [[b]]",
        '<a href="/[[a]]" title="x>y">[[b]]</a>',
    ],
)
def test_a_gap_where_no_field_can_stand_comes_at_the_end(text):
    pieces = text_pieces(written(text, TextFormat.HTML))
    html = "".join(piece.get("html", "") for piece in pieces)

    assert sorted(piece["gap"] for piece in pieces if "gap" in piece) == ["g1", "g2"]
    assert pieces[-1] == {"gap": "g1"}
    assert "\ue000" not in html
    assert "<script" not in html


@given(BLANKS)
def test_every_gap_has_its_field_and_the_pieces_make_the_text(question):
    pieces = text_pieces(question)
    html = "".join(piece.get("html", "") for piece in pieces)

    assert sorted(p["gap"] for p in pieces if "gap" in p) == sorted(question.by_id)
    assert to_safe_html(Rich(html, TextFormat.HTML)) == to_safe_html(
        Rich("".join(p["html"] for p in pieces if "html" in p), TextFormat.HTML)
    )
    assert json.loads(json.dumps(pieces)) == pieces


@given(BLANKS)
def test_what_is_written_for_an_author_is_read_back(question):
    read = read_gaps(write_gaps(question.text, question.gaps))

    assert read.problems == ()
    assert read.text == question.text.text
    assert [(gap.accepted, gap.others) for gap in read.gaps] == [
        (gap.accepted, gap.others) for gap in question.gaps
    ]


PIECES = st.sampled_from(["[[", "]]", "|", "~", "\\", "*", "a", " ", "1", "[", "]", "\n"])


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_text_is_read_or_refused_and_what_was_read_is_written_alike(text):
    read = read_gaps(text)
    if read.problems:
        assert all(problem.message for problem in read.problems)
        return
    question = Blanks(text=Rich(read.text), gaps=read.gaps)
    if question.validate():
        return
    again = read_gaps(write_gaps(question.text, question.gaps))
    assert (again.text, again.gaps) == (read.text, read.gaps)


def test_the_notation():
    read = read_gaps(r"Le [[RGPD | R.G.P.D.]] de [[2016|~2018|~20\~20]] ; \[[non]] ; [[a\|b\]\*]].")

    assert read.text == "Le [[1]] de [[2]] ; [[non]] ; [[3]]."
    assert read.gaps == (
        Gap(accepted=("RGPD", "R.G.P.D.")),
        Gap(accepted=("2016",), others=("2018", "20~20")),
        Gap(accepted=(r"a|b]\*",)),
    )


def test_a_gap_that_is_not_closed_is_named():
    [problem] = read_gaps("Un [[trou et la suite").problems

    assert "trou et la suite" in problem.message


@pytest.mark.parametrize(
    ("text", "gaps", "codes"),
    [
        ("Rien.", 0, ["gaps_count"]),
        ("[[1]]", 2, ["gap_without_mark"]),
        ("[[1]] [[2]]", 1, ["mark_without_gap"]),
        ("[[1]] [[1]]", 1, ["mark_repeated"]),
        ("[[2]] [[1]]", 2, ["marks_not_in_order"]),
    ],
)
def test_marks_and_gaps_must_agree(text, gaps, codes):
    found = Blanks(text=Rich(text), gaps=(Gap(accepted=("a",)),) * gaps).validate()

    assert [problem.code for problem in found] == codes
    assert all(problem.message for problem in found)


@pytest.mark.parametrize(
    ("gap", "codes"),
    [
        ("[[]]", ["gap_answer_empty"]),
        ("[[~a|~b]]", ["gap_without_answer"]),
        ("[[a|~]]", ["gap_answer_empty"]),
        ("[[a|~a|~b]]", ["gap_right_and_wrong"]),
    ],
)
def test_what_an_author_must_correct_in_a_gap(gap, codes):
    found = written(f"Un {gap}.").validate()

    assert [problem.code for problem in found] == codes
    assert all("1" in problem.message for problem in found)
