"""A text with gaps to fill in. In the text, [[1]], [[2]]... say where they are."""

import re
from dataclasses import dataclass

from quizzes.problems import Problem
from quizzes.specs.base import EMPTY, Kind, Rich, Spec, register, repeated, typos_problems


MARK = re.compile(r"\[\[([0-9]{1,3})\]\]")
MOST_GAPS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """`accepted`: texts that are right, with * for any run of characters as in short texts.

    With `others`, which are wrong, the learner chooses from a list; else the learner types.
    """

    accepted: tuple[str, ...]
    others: tuple[str, ...] = ()
    feedback: Rich = EMPTY

    @property
    def is_list(self) -> bool:
        return bool(self.others)

    @property
    def options(self) -> dict[str, str]:
        """What a list offers, by id: o1, o2... in the order of the texts, which says nothing."""
        texts = sorted({*self.accepted, *self.others}) if self.is_list else []
        return {f"o{number}": text for number, text in enumerate(texts, start=1)}

    @property
    def expected(self) -> tuple[str, ...]:
        """What is right, as an explanation says it."""
        return self.accepted


def marked_gaps(text: str) -> list[int]:
    """The numbers of the marks in a text, as they come."""
    return [int(number) for number in MARK.findall(text)]


@register(Kind.BLANKS)
@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks(Spec):
    """Each gap is worth the same."""

    gaps: tuple[Gap, ...]
    match_case: bool = False
    ignore_accents: bool = False
    typos: int = 0

    @property
    def by_id(self) -> dict[str, Gap]:
        return {f"g{number}": gap for number, gap in enumerate(self.gaps, start=1)}

    def own_problems(self) -> list[Problem]:
        problems = []
        if not 1 <= len(self.gaps) <= MOST_GAPS:
            problems.append(Problem("gaps_count", {"count": len(self.gaps), "limit": MOST_GAPS}))
        problems += self._mark_problems()
        for number, gap in enumerate(self.gaps, start=1):
            problems += _gap_problems(number, gap)
        return problems + typos_problems(self.typos)

    def _mark_problems(self) -> list[Problem]:
        marks, wanted = marked_gaps(self.text.text), list(range(1, len(self.gaps) + 1))
        problems = [
            Problem("gap_without_mark", {"number": number})
            for number in wanted
            if number not in marks
        ]
        problems += [
            Problem("mark_without_gap", {"number": number})
            for number in sorted(set(marks) - set(wanted))
        ]
        problems += [
            Problem("mark_repeated", {"number": number}) for number in repeated(map(str, marks))
        ]
        if not problems and marks != wanted:
            problems.append(Problem("marks_not_in_order"))
        return problems


def _gap_problems(number: int, gap: Gap) -> list[Problem]:
    problems = []
    if not gap.accepted:
        problems.append(Problem("gap_without_answer", {"number": number}))
    if not all(text.strip() for text in (*gap.accepted, *gap.others)):
        problems.append(Problem("gap_answer_empty", {"number": number}))
    problems += [
        Problem("gap_right_and_wrong", {"number": number, "text": text})
        for text in sorted({*gap.accepted} & {*gap.others})
    ]
    return problems
