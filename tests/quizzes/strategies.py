"""Hypothesis strategies: sound questions of every kind, as GIFT can say them."""

from decimal import Decimal

from hypothesis import strategies as st

from quizzes.file_questions import FileQuestion
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.essay import Essay
from quizzes.kinds.information import Information
from quizzes.kinds.matching import Matching, Pair, with_pair_ids
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import NumberAnswer, Numeric
from quizzes.kinds.short_text import ShortText, TextAnswer
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.values.marks import FULL
from quizzes.values.texts import EMPTY, Rich, TextFormat


# Without what GIFT cannot hold (NUL, carriage return, byte order mark, noncharacters) and what is
# no text (surrogates).
ALPHABET = st.one_of(
    st.sampled_from("\\:#={}~%[]/*->$&<>\"'_ \n.,nabé1\u00a0’🙂"),
    st.characters(exclude_characters="\0\r\ufeff", exclude_categories=["Cs", "Cn"]),
)
TEXTS = (
    st.text(ALPHABET, min_size=1, max_size=25)
    .map(lambda text: text.strip(" \t\n\v\f"))
    .filter(str.strip)
)
LINES = TEXTS.map(lambda text: " ".join(text.split())).filter(bool)
RICH = st.builds(Rich, TEXTS, st.sampled_from(TextFormat))
MAYBE_RICH = st.one_of(st.just(EMPTY), RICH)
SOME_FRACTION = st.decimals(-100, 100, places=5)
COMMON = {"text": RICH, "general_feedback": MAYBE_RICH}


def choices(fractions):
    """As many choices as there are fractions, in any order."""
    return st.permutations(fractions).flatmap(
        lambda order: st.tuples(
            *(st.builds(Choice, text=RICH, fraction=st.just(f), feedback=MAYBE_RICH) for f in order)
        ).map(with_choice_ids)
    )


SINGLE = st.builds(
    SingleChoice,
    **COMMON,
    choices=st.lists(SOME_FRACTION, min_size=1, max_size=4).flatmap(
        lambda others: choices([FULL, *others])
    ),
)


@st.composite
def _shares(draw):
    right = draw(st.integers(1, 5))
    share = (FULL / right).quantize(Decimal("0.00001"))
    wrong = draw(st.lists(st.decimals(-100, 0, places=2), min_size=1, max_size=4))
    return [share] * right + wrong


MULTIPLE = st.builds(MultipleChoice, **COMMON, choices=_shares().flatmap(choices))
TRUE_FALSE = st.builds(
    TrueFalse,
    **COMMON,
    answer=st.booleans(),
    feedback_true=MAYBE_RICH,
    feedback_false=MAYBE_RICH,
)
SHORT = st.builds(
    ShortText,
    **COMMON,
    answers=st.tuples(
        st.builds(TextAnswer, text=LINES, feedback=MAYBE_RICH),
        st.builds(TextAnswer, text=LINES, fraction=SOME_FRACTION, feedback=MAYBE_RICH),
    ),
)
NUMERIC = st.builds(
    Numeric,
    **COMMON,
    answers=st.tuples(
        st.builds(
            NumberAnswer,
            value=st.decimals(-(10**9), 10**9, places=6),
            tolerance=st.decimals(0, 10**3, places=3),
            feedback=MAYBE_RICH,
        ),
        st.builds(
            NumberAnswer,
            value=st.decimals(-(10**9), 10**9, places=6),
            fraction=SOME_FRACTION,
            feedback=MAYBE_RICH,
        ),
    ),
    wrong_feedback=MAYBE_RICH,
)
PAIRS = st.lists(
    st.builds(Pair, prompt=RICH, answer=LINES), min_size=2, max_size=5, unique_by=lambda p: p.answer
).map(with_pair_ids)
MATCHING = st.builds(
    Matching, **COMMON, pairs=PAIRS, distractors=st.lists(LINES, max_size=2).map(tuple)
)
ESSAY = st.builds(Essay, **COMMON)
INFORMATION = st.builds(Information, text=RICH)
SPECS = st.one_of(SINGLE, MULTIPLE, TRUE_FALSE, SHORT, NUMERIC, MATCHING, ESSAY, INFORMATION)
QUESTIONS = st.builds(
    FileQuestion,
    spec=SPECS,
    title=st.one_of(st.just(""), LINES),
    category=st.one_of(st.just(""), LINES),
    tags=st.lists(LINES, max_size=2).map(tuple),
    external_id=st.one_of(st.just(""), LINES),
)

# Any JSON value that a browser, or someone instead of it, may send.
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
IDS = st.sampled_from(["c1", "c2", "c9", "p1", "p2", "a1", "a2", "true", "false", "1", ""])
RESPONSES = st.one_of(
    JSON_VALUES,
    st.fixed_dictionaries(
        {},
        optional={
            "choice": IDS | JSON_VALUES,
            "choices": st.lists(IDS | JSON_VALUES) | JSON_VALUES,
            "text": st.text() | JSON_VALUES,
            "pairs": st.dictionaries(IDS, IDS | JSON_VALUES) | JSON_VALUES,
        },
    ),
)

# Text that trips a reader of GIFT, and now and then is GIFT.
GIFT_PIECES = [
    *["{", "}", "=", "~", "#", "####", "->", "::", "//", "\\", "%50%", "%", "..", ":", "*"],
    *[
        "$CATEGORY: ",
        "[html]",
        "[",
        "]",
        "[id:",
        "[tag:a]",
        "TRUE",
        "F",
        "3.14",
        "1e99",
        "<a href=",
    ],
    *["\n", "\n\n", "\r", " ", "\t", "\0", "é", "\ufeff", "\ufdd0", "\ud800", "texte", '"'],
]
ALMOST_GIFT = st.lists(st.sampled_from(GIFT_PIECES), max_size=40).map("".join)
