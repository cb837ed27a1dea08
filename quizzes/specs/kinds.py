"""One frozen dataclass for each kind of question. A new kind: a class here, and its functions
in quizzes.marking."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from quizzes.problems import Problem
from quizzes.specs.base import (
    FULL,
    NOTHING,
    Kind,
    Spec,
    fraction_problems,
    register,
    repeated,
    typos_problems,
)
from quizzes.specs.media import Media, MediaKind, media_problems, words_of
from quizzes.specs.texts import EMPTY, Rich


# Thirds are written 33.33333: the sum of the right choices may miss 100 by this many percent.
SUM_SLACK = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    text: Rich
    fraction: Decimal = NOTHING
    feedback: Rich = EMPTY
    id: str = ""
    media: tuple[Media, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.text) or bool(words_of(self.media))


def with_ids(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """The same choices with ids c1, c2... given in the order of their texts, not the author's:
    many authors write the right answer first, and a learner can read the ids."""
    listed = tuple(choices)
    words = [(choice.text.text, words_of(choice.media)) for choice in listed]
    by_text = sorted(range(len(listed)), key=lambda index: (words[index], index))
    rank = {index: position for position, index in enumerate(by_text, start=1)}
    return tuple(replace(choice, id=f"c{rank[i]}") for i, choice in enumerate(listed))


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithChoices(Spec):
    choices: tuple[Choice, ...]

    def choice_problems(self) -> list[Problem]:
        problems = fraction_problems(choice.fraction for choice in self.choices)
        if len(self.choices) < 2:
            problems.append(Problem("too_few_choices", {"count": len(self.choices)}))
        for position, choice in enumerate(self.choices, start=1):
            if not choice.says_something:
                problems.append(Problem("choice_empty", {"position": position}))
            problems += _picture_problems(choice.media, position)
        for identifier in repeated(choice.id for choice in self.choices):
            problems.append(Problem("choice_id_repeated", {"id": identifier}))
        return problems


def _picture_problems(media: tuple[Media, ...], position: int) -> list[Problem]:
    problems = media_problems(media)
    if len(media) > 1 or any(one.kind is not MediaKind.PICTURE for one in media):
        problems.append(Problem("choice_media", {"position": position}))
    return problems


@register(Kind.SINGLE_CHOICE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(_WithChoices):
    """Pick one. Several choices may be worth 100: any of them is right."""

    def own_problems(self) -> list[Problem]:
        problems = self.choice_problems()
        if not any(choice.fraction == FULL for choice in self.choices):
            problems.append(Problem("no_right_choice"))
        return problems


@register(Kind.MULTIPLE_CHOICE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(_WithChoices):
    """Tick all that are right. Positive fractions are the right ones and add up to 100.

    `all_or_nothing`: won when exactly the right ones are ticked, lost otherwise.
    """

    all_or_nothing: bool = False

    @property
    def right_sum(self) -> Decimal:
        return sum((c.fraction for c in self.choices if c.fraction > 0), NOTHING)

    def own_problems(self) -> list[Problem]:
        problems = self.choice_problems()
        if self.right_sum == 0:
            problems.append(Problem("no_right_choice"))
        elif abs(self.right_sum - FULL) > SUM_SLACK:
            problems.append(Problem("right_choices_sum", {"sum": f"{self.right_sum:f}"}))
        return problems


@register(Kind.TRUE_FALSE)
@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Spec):
    """`feedback_true` is for a learner who answered true, whether or not that is right."""

    answer: bool
    feedback_true: Rich = EMPTY
    feedback_false: Rich = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnswer:
    """`text`: * stands for any run of characters, \\* for an asterisk."""

    text: str
    fraction: Decimal = FULL
    feedback: Rich = EMPTY


@register(Kind.SHORT_TEXT)
@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(Spec):
    """The first answer that fits decides. `typos`: how many slips of a letter are forgiven, except in
    a pattern."""

    answers: tuple[TextAnswer, ...]
    match_case: bool = False
    ignore_accents: bool = False
    typos: int = 0

    @property
    def expected(self) -> tuple[str, ...]:
        """What earns all the points."""
        return tuple(answer.text for answer in self.answers if answer.fraction == FULL)

    def own_problems(self) -> list[Problem]:
        problems = _accepted_problems([answer.fraction for answer in self.answers])
        for position, answer in enumerate(self.answers, start=1):
            if not answer.text.strip():
                problems.append(Problem("accepted_answer_empty", {"position": position}))
        return problems + typos_problems(self.typos)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAnswer:
    """Any number from value - tolerance to value + tolerance, both included.

    `is_range`: its author wrote it as its two ends.
    """

    value: Decimal
    tolerance: Decimal = NOTHING
    fraction: Decimal = FULL
    feedback: Rich = EMPTY
    is_range: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit in which a number may be typed. One of it makes `factor` of the unit worth 1."""

    name: str
    factor: Decimal = Decimal(1)

    def problems(self) -> list[Problem]:
        problems = []
        if not _UNIT_NAME.fullmatch(self.name):
            problems.append(Problem("unit_unreadable", {"text": self.name[:40]}))
        if self.factor <= 0:
            problems.append(Problem("unit_worth_nothing", {"text": self.name[:40]}))
        return problems


# What follows a number: nothing that could belong to it.
_UNIT_NAME = re.compile(r"[^\W\d_ªº][^\s,;]{0,29}|[€$£%°‰/µ][^\s\d,;]{0,29}")


@register(Kind.NUMERIC)
@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Spec):
    """The first answer that fits decides; `wrong_feedback` is for a number that fits none.

    With units, the accepted numbers are in the one worth 1, which is meant where none is typed.
    """

    answers: tuple[NumberAnswer, ...]
    wrong_feedback: Rich = EMPTY
    units: tuple[Unit, ...] = ()
    unit_required: bool = False

    @property
    def read_units(self) -> tuple[Unit, ...]:
        """Those in which a number may be typed."""
        return self.units

    @property
    def base_unit(self) -> str:
        return next((unit.name for unit in self.units if unit.factor == 1), "")

    def own_problems(self) -> list[Problem]:
        problems = _accepted_problems([answer.fraction for answer in self.answers])
        for answer in self.answers:
            if answer.tolerance < 0:
                problems.append(
                    Problem("tolerance_negative", {"tolerance": f"{answer.tolerance:f}"})
                )
        return problems + self._unit_problems()

    def _unit_problems(self) -> list[Problem]:
        problems = [problem for unit in self.units for problem in unit.problems()]
        names = repeated(unit.name for unit in self.units)
        problems += [Problem("unit_repeated", {"text": name}) for name in names]
        if self.units and not self.base_unit:
            problems.append(Problem("no_base_unit"))
        return problems


def _accepted_problems(fractions: list[Decimal]) -> list[Problem]:
    problems = fraction_problems(fractions)
    if not fractions:
        problems.append(Problem("no_answers"))
    elif FULL not in fractions:
        problems.append(Problem("no_right_answer"))
    return problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    prompt: Rich
    answer: str
    id: str = ""


@register(Kind.MATCHING)
@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Spec):
    """Give each prompt its answer. Distractors are answers that belong to no prompt."""

    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, str]:
        """Answers to pick from, by id: a1, a2... in the order of their texts, each text once,
        so that neither id nor order says which prompt an answer belongs to."""
        texts = sorted({pair.answer for pair in self.pairs} | set(self.distractors))
        return {f"a{number}": text for number, text in enumerate(texts, start=1)}

    def own_problems(self) -> list[Problem]:
        problems = []
        if len(self.pairs) < 2:
            problems.append(Problem("too_few_pairs", {"count": len(self.pairs)}))
        elif len(self.options) < 2:
            problems.append(Problem("pairs_all_alike"))
        for position, pair in enumerate(self.pairs, start=1):
            if not pair.prompt or not pair.answer.strip():
                problems.append(Problem("pair_empty", {"position": position}))
        problems += [
            Problem("pair_id_repeated", {"id": identifier})
            for identifier in repeated(pair.id for pair in self.pairs)
        ]
        return problems


def numbered_pairs(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The same pairs with ids p1, p2... in their order."""
    return tuple(replace(pair, id=f"p{number}") for number, pair in enumerate(pairs, start=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A line of a marking grid. `share` of the essay's points, in percent."""

    title: str
    share: Decimal
    help: Rich = EMPTY


@register(Kind.ESSAY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Essay(Spec):
    """An open answer. Somebody marks it, by the grid where there is one; else it counts no points.

    `min_words` and `max_words` bound what can be handed in; zero is no bound.
    """

    is_marked: bool = False
    criteria: tuple[Criterion, ...] = ()
    min_words: int = 0
    max_words: int = 0

    def own_problems(self) -> list[Problem]:
        problems = self._criteria_problems()
        if min(self.min_words, self.max_words) < 0:
            problems.append(Problem("words_negative"))
        elif self.max_words and self.min_words > self.max_words:
            bounds = {"least": self.min_words, "most": self.max_words}
            problems.append(Problem("words_reversed", bounds))
        return problems

    def _criteria_problems(self) -> list[Problem]:
        problems = []
        for position, criterion in enumerate(self.criteria, start=1):
            if not criterion.title.strip():
                problems.append(Problem("criterion_empty", {"position": position}))
            if criterion.share <= 0:
                problems.append(Problem("criterion_worth_nothing", {"position": position}))
        shares = sum((criterion.share for criterion in self.criteria), NOTHING)
        if self.criteria and shares != FULL:
            problems.append(Problem("criteria_sum", {"sum": f"{shares:f}"}))
        if self.criteria and not self.is_marked:
            problems.append(Problem("criteria_unmarked"))
        return problems


@register(Kind.INFORMATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class Information(Spec):
    """A text between questions: nothing to answer, no points."""

    is_answerable: ClassVar[bool] = False


def counts_points(spec: Spec) -> bool:
    """Whether a question can be won or lost: not a text to read, nor an essay that nobody marks."""
    return spec.is_answerable and (not isinstance(spec, Essay) or spec.is_marked)


def needs_marker(spec: Spec, response: object) -> bool:
    """Whether somebody must read the answer before the attempt has a score."""
    return isinstance(spec, Essay) and spec.is_marked and bool(response)
