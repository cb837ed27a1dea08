"""One question as the cells of a row, as far as a row can say it."""

from decimal import Decimal
from functools import singledispatch

from quizzes.file_questions import in_xml
from quizzes.specs import (
    FULL,
    NOTHING,
    Matching,
    MultipleChoice,
    Numeric,
    ShortText,
    SingleChoice,
    Spec,
    TextFormat,
    TrueFalse,
)
from quizzes.tables.columns import KIND_WORDS


ARROW = " -> "
GIVE_OR_TAKE = " ± "
_SHARES = Decimal("0.00001")
_TRUE, _FALSE, _YES = ("true", "vrai"), ("false", "faux"), ("yes", "oui")


def cells_of(spec: Spec, *, french: bool) -> dict[str, str]:
    """Our fields, those that say something. A kind that has no words here: its code and its text."""
    language = 0 if french else 1
    words = KIND_WORDS.get(spec.kind)
    plain = spec.text.format is TextFormat.PLAIN
    cells = {
        "kind": words[language] if words else spec.kind.value,
        "text": spec.text.text,
        "format": "" if plain else spec.text.format.value,
        "explanation": spec.general_feedback.text,
        **_answers(spec, french),
    }
    return {name: cleaned(value) for name, value in cells.items() if value.strip()}


def cleaned(text: str) -> str:
    """As a cell gives it back: without spaces around it, nor characters that no workbook holds."""
    return in_xml(text).strip()


def fractions_by_right(right: list[int], count: int, *, is_single: bool) -> list[Decimal]:
    """What each answer is worth where the table only says which are right."""
    share = FULL if is_single or len(right) < 2 else (FULL / len(right)).quantize(_SHARES)
    return [share if number in right else NOTHING for number in range(1, count + 1)]


def _numbered(part: str, values: list[str]) -> dict[str, str]:
    return {f"{part}_{number}": value for number, value in enumerate(values, start=1)}


@singledispatch
def _answers(spec: Spec, french: bool) -> dict[str, str]:
    return {}


@_answers.register(SingleChoice)
@_answers.register(MultipleChoice)
def _(spec: SingleChoice | MultipleChoice, french: bool) -> dict[str, str]:
    fractions = [choice.fraction for choice in spec.choices]
    right = [number for number, share in enumerate(fractions, start=1) if share > 0]
    is_single = isinstance(spec, SingleChoice)
    said = fractions_by_right(right, len(fractions), is_single=is_single) == fractions
    worth = {} if said else _numbered("worth", [f"{share:f}" for share in fractions])
    return {
        "right": ";".join(map(str, right)) if said else "",
        **_numbered("answer", [choice.text.text for choice in spec.choices]),
        **worth,
        **_numbered("feedback", [choice.feedback.text for choice in spec.choices]),
    }


@_answers.register
def _(spec: TrueFalse, french: bool) -> dict[str, str]:
    return {
        "right": _TRUE[french] if spec.answer else _FALSE[french],
        **_numbered("feedback", [spec.feedback_true.text, spec.feedback_false.text]),
    }


@_answers.register
def _(spec: ShortText, french: bool) -> dict[str, str]:
    return {
        "match_case": _YES[french] if spec.match_case else "",
        **_numbered("answer", [answer.text for answer in spec.answers]),
        **_numbered("worth", [_worth(answer.fraction) for answer in spec.answers]),
        **_numbered("feedback", [answer.feedback.text for answer in spec.answers]),
    }


@_answers.register
def _(spec: Numeric, french: bool) -> dict[str, str]:
    numbers = [
        f"{answer.value:f}" + (f"{GIVE_OR_TAKE}{answer.tolerance:f}" if answer.tolerance else "")
        for answer in spec.answers
    ]
    return {
        "wrong_feedback": spec.wrong_feedback.text,
        **_numbered("answer", numbers),
        **_numbered("worth", [_worth(answer.fraction) for answer in spec.answers]),
        **_numbered("feedback", [answer.feedback.text for answer in spec.answers]),
    }


def _worth(fraction: Decimal) -> str:
    return "" if fraction == FULL else f"{fraction:f}"


@_answers.register
def _(spec: Matching, french: bool) -> dict[str, str]:
    pairs = [f"{pair.prompt.text}{ARROW}{pair.answer}" for pair in spec.pairs]
    return _numbered("answer", [*pairs, *(f"{ARROW}{text}" for text in spec.distractors)])
