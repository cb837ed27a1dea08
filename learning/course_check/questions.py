"""Checks what each question owes whoever answers it, and what a bank must not give away."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from quizzes.file_questions import FileQuestion
from quizzes.kinds.base import Spec
from quizzes.kinds.blanks import Blanks
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.scenario import Scenario
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.sorting import Sorting
from quizzes.kinds.true_false import TrueFalse
from quizzes.problems import MESSAGES, Problem
from quizzes.values.marks import FULL
from quizzes.values.texts import texts_inside


TOO_OFTEN_LONGEST, TOO_OFTEN_AT_ONE_PLACE = 0.38, 0.6  # of the single choices of a module
FEWEST, FEWEST_STATEMENTS = 5, 3  # of fewer, nothing is said
MOST_SINGLE = 2 / 3  # of the questions of a module
SAME_START = 0.15  # of the feedback of a module
LONGEST_TITLE = 80


def problem_text(problem: Problem) -> str:
    return MESSAGES[problem.code] % dict(problem.params)


def feedback_problems(spec: Spec) -> Iterator[str]:
    """Return answers without feedback, or the question where its answers have none."""
    answers = _answers_told(spec)
    for place, has_feedback in enumerate(answers, 1):
        if not has_feedback:
            yield f"answer {place} has no feedback"
    if isinstance(spec, Numeric) and not spec.wrong_feedback:
        yield "a wrong number has no feedback"
    if spec.is_answerable and not answers and not spec.general_feedback:
        yield "no general feedback"


def _answers_told(spec: Spec) -> list[bool]:
    if isinstance(spec, SingleChoice | MultipleChoice):
        return [bool(choice.feedback) for choice in spec.choices]
    if isinstance(spec, TrueFalse):
        return [bool(spec.feedback_true), bool(spec.feedback_false)]
    if isinstance(spec, ShortText | Numeric):
        return [bool(answer.feedback) for answer in spec.answers]
    if isinstance(spec, Sorting):
        return [bool(card.feedback) for card in spec.pairs]
    if isinstance(spec, Scenario):
        return [bool(reply.feedback) for scene in spec.scenes for reply in scene.replies]
    return []


def title_problems(questions: Iterable[FileQuestion]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for question in questions:
        if not question.title:
            yield question.line, "a question without a title"
        elif question.title in seen:
            yield question.line, f"“{question.title}” stands twice"
        seen.add(question.title)


def guessable_answer_problems(specs: Iterable[Spec]) -> Iterator[str]:
    """Return hints to guess by: the right answer the longest, at the same place, or “false”, too often; and what tires:
    single choices alone, feedback that always begins alike."""
    specs = list(specs)
    yield from _monotony(specs)
    statements = [spec.answer for spec in specs if isinstance(spec, TrueFalse)]
    if len(statements) >= FEWEST_STATEMENTS and not any(statements):
        yield f"all {len(statements)} statements to judge are false"
    single = [spec for spec in specs if isinstance(spec, SingleChoice)]
    if len(single) < FEWEST:
        return
    longest = sum(_is_longest(spec) for spec in single)
    if longest > TOO_OFTEN_LONGEST * len(single):
        yield f"the right answer is the longest in {longest} of {len(single)} single choices"
    place, times = Counter(_place(spec) for spec in single).most_common(1)[0]
    if times > TOO_OFTEN_AT_ONE_PLACE * len(single):
        yield f"the right answer stands at place {place} in {times} of {len(single)} single choices"


def _monotony(specs: list[Spec]) -> Iterator[str]:
    if len(specs) < FEWEST:
        return
    single = sum(isinstance(spec, SingleChoice) for spec in specs)
    if single > MOST_SINGLE * len(specs):
        yield f"{single} of {len(specs)} questions are single choices"
    starts = Counter(" ".join(text.split()[:2]) for spec in specs for text in _feedback_texts(spec))
    start, times = starts.most_common(1)[0] if starts else ("", 0)
    if times > max(FEWEST, SAME_START * starts.total()):
        yield f"feedback begins with “{start}” {times} times of {starts.total()}"


def _feedback_texts(spec: Spec) -> list[str]:
    if isinstance(spec, SingleChoice | MultipleChoice):
        return [choice.feedback.text for choice in spec.choices if choice.feedback]
    if isinstance(spec, TrueFalse):
        return [part.text for part in (spec.feedback_true, spec.feedback_false) if part]
    return []


def _place(spec: SingleChoice) -> int:
    return next(n for n, choice in enumerate(spec.choices, 1) if choice.fraction == FULL)


def _is_longest(spec: SingleChoice) -> bool:
    right = max(len(choice.text.text) for choice in spec.choices if choice.fraction == FULL)
    return all(len(choice.text.text) < right for choice in spec.choices if choice.fraction != FULL)


def learner_texts(question: FileQuestion) -> list[str]:
    """Return all that a learner reads of a question. What a learner may type is left out: slips may count too."""
    spec = question.spec
    texts = [question.title, *(part.text for part in texts_inside(spec))]
    if isinstance(spec, Matching):
        texts += [*(pair.answer for pair in spec.pairs), *spec.distractors]
    if isinstance(spec, Blanks):
        texts += [other for gap in spec.gaps if gap.is_list for other in gap.others]
    return [text for text in texts if text]


def question_translation_problems(
    source: list[FileQuestion], other: list[FileQuestion]
) -> Iterator[tuple[int, str]]:
    """Return where a file in another language asks otherwise than its source. Lines are those of `other`."""
    if len(source) != len(other):
        yield 0, f"{len(other)} questions; expected {len(source)}, as in the source"
    for ours, theirs in zip(source, other, strict=False):
        wanted, translated = question_structure(ours.spec), question_structure(theirs.spec)
        if wanted[0] != translated[0]:
            yield theirs.line, f"{translated[0]}; expected {wanted[0]}, as “{ours.title}”"
        elif wanted != translated:
            yield theirs.line, f"answers or weights other than those of “{ours.title}”"


def question_structure(spec: Spec) -> tuple[Any, ...]:
    """Return what a question keeps in every language: its kind, its answers, what each is worth."""
    return (spec.kind, *_of_kind(spec))


def _of_kind(spec: Spec) -> tuple[Any, ...]:
    if isinstance(spec, SingleChoice | MultipleChoice):
        return tuple(choice.fraction for choice in spec.choices)
    if isinstance(spec, TrueFalse):
        return (spec.answer,)
    if isinstance(spec, Numeric):
        return tuple((answer.value, answer.tolerance, answer.fraction) for answer in spec.answers)
    if isinstance(spec, ShortText):  # as many words as the language needs
        return (max(answer.fraction for answer in spec.answers),)
    if isinstance(spec, Matching):
        return (_same(pair.answer for pair in spec.pairs), len(spec.distractors))
    if isinstance(spec, Ordering):
        return (len(spec.items),)
    if isinstance(spec, Blanks):
        return tuple(len(gap.others) for gap in spec.gaps)
    if isinstance(spec, Scenario):
        return tuple((s.code, *((r.points, r.next) for r in s.replies)) for s in spec.scenes)
    return ()


def _same(answers: Iterable[str]) -> tuple[int, ...]:
    listed = list(answers)
    return tuple(listed.index(answer) for answer in listed)
