"""A gap of a text, and how an author writes it: “Le [[RGPD|R.G.P.D.]] date de [[2016|~2018|~2020]].” Pure.

| stands between the answers of a gap. A ~ before an answer says that it is wrong: then the learner
chooses from a list. A backslash makes any of | ~ ] plain; \\[[ is no gap.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from quizzes.escapes import escaped, split_unescaped, unescaped
from quizzes.problems import Problem
from quizzes.typed_answers import is_pattern, unescape_asterisks
from quizzes.values.likeness import UnlikeError, gather, gather_options, refuse_other_length
from quizzes.values.marks import MAX_SHORT_TEXT, storable
from quizzes.values.texts import EMPTY, Rich
from quizzes.values.words import Part, RewordText, Word, lines_of, reworded, reworded_options


MARK = re.compile(r"\[\[([0-9]{1,3})\]\]")
SIGNS = "|~]"
SHOWN = 40  # characters of a text that a message cites
_OPENING = re.compile(r"(\\?)\[\[")
_CLOSING = re.compile(r"\\.|(\]\])", re.DOTALL)


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
        """Return what a list offers, by id: o1, o2... in the order of the texts, which says nothing."""
        texts = sorted({*self.accepted, *self.others}) if self.is_list else []
        return {f"o{number}": text for number, text in enumerate(texts, start=1)}

    @property
    def expected(self) -> tuple[str, ...]:
        """Return what is right, as an explanation says it."""
        return self.accepted

    def clean(self, said: object) -> str:
        """Return what of an untrusted answer fits here; "" for nothing."""
        if not isinstance(said, str):
            return ""
        if self.is_list:
            return said if said in self.options else ""
        return storable(said, MAX_SHORT_TEXT)

    def shown(self, said: str) -> str:
        return self.options.get(said, "") if self.is_list else said

    def accepted_in_words(self) -> str:
        """The right answers that can be said: in what is typed, a pattern with a wildcard is none."""
        texts = [text for text in self.expected if self.is_list or not is_pattern(text)]
        return ", ".join(text if self.is_list else unescape_asterisks(text) for text in texts)

    def reworded(self, path: str, say: RewordText) -> "ShownGap":
        feedback = reworded(self.feedback, f"{path}.feedback", say)
        if self.is_list:
            by_text, by_id = reworded_options(self.options, f"{path}.options", say)
            accepted = tuple(by_text[text] for text in self.accepted)
            others = tuple(by_text[text] for text in self.others)
            return ShownGap(
                accepted=accepted, others=others, feedback=feedback, texts=by_id, said=accepted
            )
        lines = lines_of(say(Word(f"{path}.accepted", "\n".join(self.accepted), Part.ANSWERS)))
        return ShownGap(accepted=lines, feedback=feedback, said=lines)

    def gather(self, other: Self, path: str, found: dict[str, str]) -> None:
        gather(self.feedback, other.feedback, f"{path}.feedback", found)
        if self.is_list != other.is_list:
            raise UnlikeError(f"{path}.others", len(self.others), len(other.others))
        if not self.is_list:
            found[f"{path}.accepted"] = "\n".join(other.accepted)
            return
        refuse_other_length(self.accepted, other.accepted, f"{path}.accepted")
        refuse_other_length(self.others, other.others, f"{path}.others")
        texts, others = (*self.accepted, *self.others), (*other.accepted, *other.others)
        gather_options(self.options, texts, others, f"{path}.options", found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGap(Gap):
    """A gap in other words: `texts` of each option by its id, where it is a list; `said`: the right answers."""

    texts: tuple[tuple[str, str], ...] = ()
    said: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, str]:
        return dict(self.texts)

    @property
    def expected(self) -> tuple[str, ...]:
        return self.said


def marked_gaps(text: str) -> list[int]:
    """The numbers of the marks in a text, as they come."""
    return [int(number) for number in MARK.findall(text)]


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
        end = next((one.end() for one in _CLOSING.finditer(written, at) if one[1]), None)
        if end is None:
            problem = Problem("gap_not_closed", {"text": written[at : at + SHOWN]})
            return TextWithGaps(written, (), (problem,))
        gaps.append(_gap(written[at : end - 2]))
        text.append(f"[[{len(gaps)}]]")
        at = end
    return TextWithGaps("".join([*text, written[at:]]), tuple(gaps))


def _gap(inside: str) -> Gap:
    answers = [answer.strip() for answer in split_unescaped(inside, "|")]
    return Gap(
        accepted=tuple(_plain_answer(answer) for answer in answers if not answer.startswith("~")),
        others=tuple(_plain_answer(answer[1:]) for answer in answers if answer.startswith("~")),
    )


def _plain_answer(answer: str) -> str:
    return " ".join(unescaped(answer, SIGNS).split())


def write_gaps(text: Rich, gaps: Iterable[Gap]) -> str:
    """The inverse of `read_gaps`."""
    written = {str(number): _written_gap(gap) for number, gap in enumerate(gaps, start=1)}
    parts, at = [], 0
    for mark in MARK.finditer(text.text):
        if mark[1] in written:
            parts += [text.text[at : mark.start()].replace("[[", "\\[["), written[mark[1]]]
            at = mark.end()
    return "".join([*parts, text.text[at:].replace("[[", "\\[[")])


def _written_gap(gap: Gap) -> str:
    right = [escaped(answer, SIGNS) for answer in gap.accepted]
    wrong = ["~" + escaped(answer, SIGNS) for answer in gap.others]
    return f"[[{'|'.join([*right, *wrong])}]]"
