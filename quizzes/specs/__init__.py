"""What a question asks, as frozen values. Pure: no Django, no database, nothing shown."""

from quizzes.problems import Problem
from quizzes.specs.base import FULL, KINDS, MAX_TYPOS, NOTHING, Kind, Spec, register
from quizzes.specs.blanks import Blanks, Gap, marked_gaps
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
from quizzes.specs.likeness import UnlikeError, words_between
from quizzes.specs.media import MAX_ALTERNATIVE, Media, MediaKind, media_of, words_of
from quizzes.specs.ordering import OrderGrading, Ordering, OrderItem, ordered_items
from quizzes.specs.scenario import Reply, Scenario, Scene, with_reply_ids
from quizzes.specs.texts import EMPTY, MAX_TEXT, Rich, TextFormat, texts_of, with_texts
from quizzes.specs.wording import Word, Words, in_words, is_whole, wording_of


__all__ = [
    "EMPTY",
    "FULL",
    "KINDS",
    "MAX_ALTERNATIVE",
    "MAX_TEXT",
    "MAX_TYPOS",
    "NOTHING",
    "Blanks",
    "Choice",
    "Criterion",
    "Essay",
    "Gap",
    "Information",
    "Kind",
    "Matching",
    "Media",
    "MediaKind",
    "MultipleChoice",
    "NumberAnswer",
    "Numeric",
    "OrderGrading",
    "OrderItem",
    "Ordering",
    "Pair",
    "Problem",
    "Reply",
    "Rich",
    "Scenario",
    "Scene",
    "ShortText",
    "SingleChoice",
    "Spec",
    "SpecFormatError",
    "TextAnswer",
    "TextFormat",
    "TrueFalse",
    "Unit",
    "UnlikeError",
    "Word",
    "Words",
    "counts_points",
    "from_dict",
    "in_words",
    "is_whole",
    "marked_gaps",
    "media_of",
    "needs_marker",
    "numbered_pairs",
    "ordered_items",
    "register",
    "texts_of",
    "to_dict",
    "with_ids",
    "with_reply_ids",
    "with_texts",
    "wording_of",
    "words_between",
    "words_of",
]
