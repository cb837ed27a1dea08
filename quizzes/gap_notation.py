"""How an author writes a text with gaps: “Le [[RGPD|R.G.P.D.]] date de [[2016|~2018|~2020]].” Pure.

| stands between the answers of a gap. A ~ before an answer says that it is wrong: then the learner
chooses from a list. A backslash makes any of | ~ ] plain; \\[[ is no gap.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quizzes.escapes import escaped, split, unescaped
from quizzes.problems import Problem
from quizzes.specs import Gap, Rich
from quizzes.specs.blanks import MARK


SIGNS = "|~]"
_OPENING = re.compile(r"(\\?)\[\[")
_CLOSING = re.compile(r"\\.|(\]\])", re.DOTALL)
SHOWN = 40  # characters of a text that a message cites


@dataclass(frozen=True, slots=True)
class TextWithGaps:
    """`text` has a numbered mark for each gap."""

    text: str
    gaps: tuple[Gap, ...]
    problems: tuple[Problem, ...] = ()


def read_gaps(written: str) -> TextWithGaps:
    text, gaps, at = [], list[Gap](), 0
    while opening := _OPENING.search(written, at):
        text.append(written[at : opening.start()])
        at = opening.end()
        if opening[1]:
            text.append("[[")
            continue
        end = _closing(written, at)
        if end is None:
            problem = Problem("gap_not_closed", {"text": written[at : at + SHOWN]})
            return TextWithGaps(written, (), (problem,))
        gaps.append(_gap(written[at : end - 2]))
        text.append(f"[[{len(gaps)}]]")
        at = end
    return TextWithGaps("".join([*text, written[at:]]), tuple(gaps))


def _closing(written: str, at: int) -> int | None:
    return next((one.end() for one in _CLOSING.finditer(written, at) if one[1]), None)


def _gap(inside: str) -> Gap:
    answers = [answer.strip() for answer in split(inside, "|")]
    return Gap(
        accepted=tuple(_plain(answer) for answer in answers if not answer.startswith("~")),
        others=tuple(_plain(answer[1:]) for answer in answers if answer.startswith("~")),
    )


def _plain(answer: str) -> str:
    return " ".join(unescaped(answer, SIGNS).split())


def write_gaps(text: Rich, gaps: Iterable[Gap]) -> str:
    """The inverse of `read_gaps`."""
    written = {str(number): _written(gap) for number, gap in enumerate(gaps, start=1)}
    parts, at = [], 0
    for mark in MARK.finditer(text.text):
        if mark[1] in written:
            parts += [_literal(text.text[at : mark.start()]), written[mark[1]]]
            at = mark.end()
    return "".join([*parts, _literal(text.text[at:])])


def _literal(text: str) -> str:
    return text.replace("[[", "\\[[")


def _written(gap: Gap) -> str:
    right = [escaped(answer, SIGNS) for answer in gap.accepted]
    wrong = ["~" + escaped(answer, SIGNS) for answer in gap.others]
    return f"[[{'|'.join([*right, *wrong])}]]"
