"""What a question asks, as frozen values, whatever its kind. Pure: no Django, no database, nothing shown."""

from quizzes.kinds import (
    Blanks,
    Essay,
    Information,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Scenario,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from quizzes.kinds.base import KINDS, CannotWrite, Spec, register
from quizzes.kinds.choices import Choice, with_ids
from quizzes.kinds.essay import Criterion
from quizzes.kinds.matching import Pair, numbered_pairs
from quizzes.kinds.numeric import NumberAnswer, Unit
from quizzes.kinds.ordering import OrderGrading, OrderItem, ordered_items
from quizzes.kinds.scenario import Reply, Scene, with_reply_ids
from quizzes.kinds.short_text import TextAnswer
from quizzes.kinds.typed import MAX_TYPOS
from quizzes.problems import Problem
from quizzes.specs.codec import SpecFormatError, from_dict, to_dict
from quizzes.specs.wording import in_words, is_whole, wording_of
from quizzes.values.gaps import Gap, marked_gaps
from quizzes.values.likeness import UnlikeError, words_between
from quizzes.values.marks import FULL, NOTHING
from quizzes.values.media import MAX_ALTERNATIVE, Media, MediaKind, media_of, words_of
from quizzes.values.texts import (
    EMPTY,
    HARD_SPACE,
    HTML_FORMATS,
    ITS_ENTITY,
    MAX_TEXT,
    Rich,
    TextFormat,
    one_line,
    texts_of,
    with_entities,
    with_texts,
)
from quizzes.values.words import Word, Words


__all__ = [
    "EMPTY",
    "FULL",
    "HARD_SPACE",
    "HTML_FORMATS",
    "ITS_ENTITY",
    "KINDS",
    "MAX_ALTERNATIVE",
    "MAX_TEXT",
    "MAX_TYPOS",
    "NOTHING",
    "Blanks",
    "CannotWrite",
    "Choice",
    "Criterion",
    "Essay",
    "Gap",
    "Information",
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
    "from_dict",
    "in_words",
    "is_whole",
    "marked_gaps",
    "media_of",
    "numbered_pairs",
    "one_line",
    "ordered_items",
    "register",
    "texts_of",
    "to_dict",
    "with_entities",
    "with_ids",
    "with_reply_ids",
    "with_texts",
    "wording_of",
    "words_between",
    "words_of",
]
