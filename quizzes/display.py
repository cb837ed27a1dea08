"""How a question and the answer given to it are laid out on a page. Pure: strings and values."""

import html
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quizzes.blanks import is_filled
from quizzes.html import to_safe_html
from quizzes.marking import Mark, Response, mark
from quizzes.ordering import placed
from quizzes.scenario import best_replies
from quizzes.specs import (
    FULL,
    Blanks,
    Choice,
    Essay,
    Gap,
    Information,
    Matching,
    MultipleChoice,
    NumberAnswer,
    Numeric,
    Ordering,
    Rich,
    Scenario,
    ShortText,
    SingleChoice,
    Spec,
    TrueFalse,
    one_line,
    words_of,
)
from quizzes.typed_answers import ends_of, is_pattern, literal


_ONE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p\b).)*)</p>\s*", re.DOTALL)
_BLOCK = re.compile(r"<(?:p|div|ul|ol|dl|pre|table|blockquote|h[1-6]|figure|hr)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Line:
    """One answer on a page that explains. `html` is safe to show; "" where `word` says it.

    `expected` and `note` are safe HTML too: what was right, where the learner filled the line in, and
    what the author says to the choice, where several were open. `media`: what stands on the choice.
    """

    html: str
    is_chosen: bool
    is_right: bool
    word: str = ""  # "true" or "false": the page translates
    expected: str = ""
    note: str = ""
    media: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """An answer explained. `notes` is safe HTML: what the author says to it, then to everybody."""

    mark: Mark
    lines: tuple[Line, ...] = ()
    expected: tuple[str, ...] = ()  # answers that would have been right, as plain text
    notes: tuple[str, ...] = ()


def inline(safe_html: str) -> str:
    """Without the one paragraph that wraps it, so that it can stand in a label."""
    found = _ONE_PARAGRAPH.fullmatch(safe_html)
    return found[1] if found else safe_html


def is_inline(safe_html: str) -> bool:
    return not _BLOCK.search(inline(safe_html))


def plain_text(rich: Rich) -> str:
    """The words of a text on one line. Spaces that hold « or ? to its word stay."""
    return _words(to_safe_html(rich))


def answer_in_words(spec: Spec, response: Response) -> str:
    """An answer for its author to read elsewhere than on our pages; "" for none."""
    if "text" in response:
        return str(response["text"])
    match spec:
        case SingleChoice() | MultipleChoice():
            ids = [response.get("choice"), *response.get("choices", [])]
            return " ; ".join(choice_in_words(c) for c in spec.choices if c.id in ids)
        case Matching():
            return " ; ".join(_words(line.html) for line in _pair_lines(spec, response))
        case Ordering():
            return " ; ".join(_words(text) or "…" for text in placed(spec, response))
        case Blanks():
            return " ; ".join(_words(line.html) for line in _gap_lines(spec, response))
        case Scenario():
            return " ; ".join(_words(line.html) for line in _path_lines(spec, response))
    return str(response.get("choice", ""))


def choice_in_words(choice: Choice) -> str:
    """Its text, or what its picture shows."""
    return plain_text(choice.text) or words_of(choice.media)


def _words(safe_html: str) -> str:
    return one_line(html.unescape(_TAG.sub(" ", safe_html))).strip()


def review(spec: Spec, response: Response, view: dict[str, Any]) -> Review:
    """What a page shows once an answer was checked, in the order of the view shown before."""
    given = mark(spec, response)
    # Where an answer has several parts, each has its feedback on its own line.
    on_lines = isinstance(spec, MultipleChoice | Blanks | Scenario)
    to_all = () if on_lines else given.feedback
    said = [*(one.text for one in to_all), spec.general_feedback]
    notes = tuple(to_safe_html(text) for text in said if text)
    lines: tuple[Line, ...] = ()
    expected: tuple[str, ...] = ()
    match spec:
        case SingleChoice() | MultipleChoice():
            lines = _choice_lines(spec, response, [one["id"] for one in view["choices"]])
        case TrueFalse():
            lines = _true_false_lines(spec, response)
        case Matching():
            lines = _pair_lines(spec, response)
        case ShortText() | Numeric():
            lines = _typed_line(response, given)
            expected = _expected_texts(spec)
        case Essay():
            lines = _typed_line(response, given)
        case Ordering():
            lines = _place_lines(spec, response)
        case Blanks():
            lines = _gap_lines(spec, response)
        case Scenario():
            lines = _path_lines(spec, response)
        case Information():
            pass
    return Review(given, lines, expected, notes)


def _choice_lines(
    spec: SingleChoice | MultipleChoice, response: Response, order: list[str]
) -> tuple[Line, ...]:
    chosen = set(response.get("choices", [])) | {response.get("choice")}
    by_id = {choice.id: choice for choice in spec.choices}
    is_single = isinstance(spec, SingleChoice)
    return tuple(
        Line(
            html=inline(to_safe_html(by_id[pk].text)),
            is_chosen=pk in chosen,
            is_right=by_id[pk].fraction == FULL if is_single else by_id[pk].fraction > 0,
            note="" if is_single or pk not in chosen else to_safe_html(by_id[pk].feedback),
            media=by_id[pk].media,
        )
        for pk in order
    )


def _true_false_lines(spec: TrueFalse, response: Response) -> tuple[Line, ...]:
    return tuple(
        Line("", response.get("choice") == word, (word == "true") == spec.answer, word=word)
        for word in ("true", "false")
    )


def _pair_lines(spec: Matching, response: Response) -> tuple[Line, ...]:
    said = {pair: spec.options[option] for pair, option in response.get("pairs", {}).items()}
    return tuple(
        Line(
            html=f"{inline(to_safe_html(pair.prompt))} → {_plain(said.get(pair.id, '…'))}",
            is_chosen=pair.id in said,
            is_right=said.get(pair.id) == pair.answer,
            expected=_plain(pair.answer),
        )
        for pair in spec.pairs
    )


def _place_lines(spec: Ordering, response: Response) -> tuple[Line, ...]:
    """One for each place: what the learner put there, and what belongs there."""
    given = placed(spec, response)
    right = [to_safe_html(item.text) for item in spec.items]
    return tuple(
        Line(
            html=inline(there) or "…",
            is_chosen=bool(there),
            is_right=there == wanted,
            expected=inline(wanted),
        )
        for there, wanted in zip(given, right, strict=True)
    )


def _gap_lines(spec: Blanks, response: Response) -> tuple[Line, ...]:
    said = response.get("gaps", {})
    return tuple(
        Line(
            html=_plain(gap.options.get(said.get(pk, ""), "") if gap.is_list else said.get(pk, ""))
            or "…",
            is_chosen=pk in said,
            is_right=is_filled(spec, gap, said.get(pk, "")),
            expected=_plain(_accepted(gap)),
            note=to_safe_html(gap.feedback),
        )
        for pk, gap in spec.by_id.items()
    )


def _accepted(gap: Gap) -> str:
    """The right answers that can be said: in what is typed, a pattern with a wildcard is none."""
    texts = [text for text in gap.expected if gap.is_list or not is_pattern(text)]
    return ", ".join(text if gap.is_list else literal(text) for text in texts)


def _path_lines(spec: Scenario, response: Response) -> tuple[Line, ...]:
    """One for each scene that was gone through. Right is what still leads to the most points."""
    return tuple(
        Line(
            html=inline(to_safe_html(step.reply.text)),
            is_chosen=True,
            is_right=step.reply.id in best_replies(spec, step.scene),
            note=to_safe_html(step.reply.feedback),
        )
        for step in spec.walk(response.get("path", []))[0]
    )


def _typed_line(response: Response, given: Mark) -> tuple[Line, ...]:
    if not response:
        return ()
    return (Line(_plain(response["text"]), is_chosen=True, is_right=given.fraction == 1),)


def _expected_texts(spec: ShortText | Numeric) -> tuple[str, ...]:
    """Fully right answers that can be said: a pattern with a wildcard is none."""
    if isinstance(spec, Numeric):
        unit = f"\u00a0{spec.base_unit}" if spec.base_unit else ""
        return tuple(f"{_number(a)}{unit}" for a in spec.answers if a.fraction == FULL)
    return tuple(literal(text) for text in spec.expected if not is_pattern(text))


def _number(answer: NumberAnswer) -> str:
    """As people write it where a comma and a point mean the same: plain digits, ± and the tolerance,
    or the two ends of a range."""
    if answer.is_range:
        return " … ".join(short_number(end) for end in ends_of(answer.value, answer.tolerance))
    value = short_number(answer.value)
    return f"{value} ± {short_number(answer.tolerance)}" if answer.tolerance else value


def short_number(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(text: str) -> str:
    return to_safe_html(Rich(text))
