"""What a question asks, as frozen values. Pure: no Django, no database, nothing shown."""

from quizzes.problems import Problem
from quizzes.specs.base import FULL, KINDS, NOTHING, Kind, Spec, register
from quizzes.specs.codec import SpecFormatError, from_dict, to_dict
from quizzes.specs.kinds import (
    Choice,
    Criterion,
    Essay,
    Information,
    Matching,
    MultipleChoice,
    NumberAnswer,
    Numeric,
    Pair,
    ShortText,
    SingleChoice,
    TextAnswer,
    TrueFalse,
    Unit,
    counts_points,
    needs_marker,
    numbered_pairs,
    with_ids,
)
from quizzes.specs.media import MAX_ALTERNATIVE, Media, MediaKind, words_of
from quizzes.specs.texts import EMPTY, MAX_TEXT, Rich, TextFormat, texts_of, with_texts


__all__ = [
    "EMPTY",
    "FULL",
    "KINDS",
    "MAX_ALTERNATIVE",
    "MAX_TEXT",
    "NOTHING",
    "Choice",
    "Criterion",
    "Essay",
    "Information",
    "Kind",
    "Matching",
    "Media",
    "MediaKind",
    "MultipleChoice",
    "NumberAnswer",
    "Numeric",
    "Pair",
    "Problem",
    "Rich",
    "ShortText",
    "SingleChoice",
    "Spec",
    "SpecFormatError",
    "TextAnswer",
    "TextFormat",
    "TrueFalse",
    "Unit",
    "counts_points",
    "from_dict",
    "needs_marker",
    "numbered_pairs",
    "register",
    "texts_of",
    "to_dict",
    "with_ids",
    "with_texts",
    "words_of",
]
