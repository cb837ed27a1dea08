"""Aiken in and out: single choices in plain text, one right answer each. Pure.

A text has no formatting; titles, categories, feedback and weights have no place.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_uppercase

from quizzes.file_questions import FileQuestion, FileResult, ResultBuilder
from quizzes.html import plain_text
from quizzes.kinds.base import CannotWrite
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.single_choice import SingleChoice
from quizzes.problems import Problem
from quizzes.values.marks import FULL, NOTHING
from quizzes.values.texts import Rich


_CHOICE = re.compile(r"([A-Z])[.)](?:\s+(.*))?")
_ANSWER = re.compile(r"ANSWER\s*:\s*(.*)")
_EXCERPT = 60
_NOT_TEXT = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class _Draft:
    """A question until its ANSWER."""

    line: int = 0
    texts: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    problem: Problem | None = None

    def refuse(self, code: str, line: int, **params: str | int) -> None:
        """Keep the first problem only: what follows it may be its consequence."""
        self.problem = self.problem or Problem(code, params, line)


def read_aiken(text: str) -> FileResult:
    """Every question that can be read, and a problem with its line for each that cannot. Never raises."""
    result, draft = ResultBuilder(), _Draft()
    lines = _NOT_TEXT.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line:
            continue
        answer, choice = _ANSWER.fullmatch(line), _CHOICE.fullmatch(line)
        if answer:
            _end(result, draft, answer[1], number)
            draft = _Draft()
        elif choice:
            draft.line = draft.line or number
            if not draft.texts:
                draft.refuse("aiken_choice_without_text", number)
            elif choice[1] != ascii_uppercase[len(draft.choices) % 26] or len(draft.choices) >= 26:
                draft.refuse("aiken_letters", number, text=choice[0][:_EXCERPT])
            draft.choices.append((choice[2] or "").strip())
        elif draft.choices or draft.problem:
            draft.refuse("aiken_no_answer", draft.line or number)
            _end(result, draft, "", number)
            draft = _Draft(number, [line])
        else:
            draft.line = draft.line or number
            draft.texts.append(line)
    if draft.texts or draft.choices:
        draft.refuse("aiken_no_answer", draft.line)
        _end(result, draft, "", len(lines))
    return result.result()


def _end(found: ResultBuilder, draft: _Draft, answer: str, number: int) -> None:
    right = ascii_uppercase.find(answer) if len(answer) == 1 else -1
    if not draft.choices:
        draft.refuse("aiken_answer_alone", number)
    elif not 0 <= right < len(draft.choices):
        draft.refuse("aiken_answer_unknown", number, text=answer[:_EXCERPT])
    if draft.problem is not None:
        found.problems.append(draft.problem)
        return
    choices = [
        Choice(text=Rich(text), fraction=FULL if place == right else NOTHING)
        for place, text in enumerate(draft.choices)
    ]
    spec = SingleChoice(text=Rich("\n".join(draft.texts)), choices=with_choice_ids(choices))
    found.take(FileQuestion(spec=spec, line=draft.line))


def write_aiken(questions: Iterable[FileQuestion]) -> str:
    """The words of each question. Raises CannotWrite for what is no choice of one among 26."""
    return "\n".join(map(_question, questions))


def _question(question: FileQuestion) -> str:
    spec = question.spec
    if not isinstance(spec, SingleChoice) or len(spec.choices) > len(ascii_uppercase):
        raise CannotWrite(spec.kind)
    right = next(
        (place for place, choice in enumerate(spec.choices) if choice.fraction == FULL), None
    )
    if right is None:
        raise CannotWrite(spec.kind)
    listed = zip(ascii_uppercase, spec.choices, strict=False)
    choices = [f"{letter}. {plain_text(choice.text)}\n" for letter, choice in listed]
    return f"{plain_text(spec.text)}\n{''.join(choices)}ANSWER: {ascii_uppercase[right]}\n"
