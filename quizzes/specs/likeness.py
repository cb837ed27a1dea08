"""Whether a question that somebody wrote in another language asks the same as its source, and its words. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from quizzes.specs.base import Spec
from quizzes.specs.blanks import Gap
from quizzes.specs.kinds import Matching, ShortText, TextAnswer
from quizzes.specs.texts import Rich
from quizzes.specs.wording import LINES, join


class UnlikeError(ValueError):
    """A question that is no translation: where it differs, what the source has there, what was found."""

    def __init__(self, path: str, expected: object, found: object) -> None:
        super().__init__(f"{path}: expected {expected!r:.80}, found {found!r:.80}")
        self.path = path
        self.expected = _plainly(expected)
        self.found = _plainly(found)


def _plainly(value: object) -> str:
    """For whoever mends the file: a weight without an exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def words_between(source: Spec, other: Spec) -> dict[str, str]:
    """The words of `other` for each text of `source`, where both ask the same: as many parts in the same
    order, with the same weights. Raises UnlikeError."""
    if source.kind is not other.kind:
        raise UnlikeError("kind", source.kind, other.kind)
    words: dict[str, str] = {}
    _gather(source, other, "", words)
    return words


def _gather(source: Any, other: Any, path: str, words: dict[str, str]) -> None:
    if isinstance(source, Rich):
        _gather_text(source, other, path, words)
    elif isinstance(source, tuple):
        if len(source) != len(other):
            raise UnlikeError(path, len(source), len(other))
        for index, pair in enumerate(zip(source, other, strict=True)):
            _gather(*pair, f"{path}.{index}", words)
    elif isinstance(source, Gap):
        _gather_gap(source, other, path, words)
    elif isinstance(source, Matching):
        _gather_fields(source, other, path, words, leave=("pairs", "distractors"))
        _gather_pairs(source, other, words)
    elif isinstance(source, ShortText):
        _gather_fields(source, other, path, words, leave=("answers",))
        _gather_answers(source.answers, other.answers, words)
    elif is_dataclass(source):
        _gather_fields(source, other, path, words)
    elif source != other:
        raise UnlikeError(path, source, other)


def _gather_fields(
    source: Any, other: Any, path: str, words: dict[str, str], *, leave: tuple[str, ...] = ()
) -> None:
    """The ids are given by the texts, and a file of the contents is that of the source: neither is read."""
    for field in fields(source):
        at, pair = (
            join(path, field.name),
            (getattr(source, field.name), getattr(other, field.name)),
        )
        if (type(source), field.name) in LINES:
            _gather_line(*pair, at, words)
        elif field.name not in (*leave, "id", "file"):
            _gather(*pair, at, words)


def _gather_text(source: Rich, other: Rich, path: str, words: dict[str, str]) -> None:
    if bool(source) != bool(other):
        raise UnlikeError(path, source.text[:60], other.text[:60])
    if source and source.format is not other.format:
        raise UnlikeError(f"{path}.format", source.format, other.format)
    if source:
        words[path] = other.text


def _gather_line(source: str, other: str, path: str, words: dict[str, str]) -> None:
    if bool(source.strip()) != bool(other.strip()):
        raise UnlikeError(path, source, other)
    if source:
        words[path] = other


def _gather_pairs(source: Matching, other: Matching, words: dict[str, str]) -> None:
    if len(source.pairs) != len(other.pairs):
        raise UnlikeError("pairs", len(source.pairs), len(other.pairs))
    if len(source.distractors) != len(other.distractors):
        raise UnlikeError("distractors", len(source.distractors), len(other.distractors))
    for index, (own, pair) in enumerate(zip(source.pairs, other.pairs, strict=True)):
        _gather(own.prompt, pair.prompt, f"pairs.{index}.prompt", words)
    texts = (*(pair.answer for pair in source.pairs), *source.distractors)
    others = (*(pair.answer for pair in other.pairs), *other.distractors)
    _gather_options(source.options, texts, others, "options", words)


def _gather_options(
    options: Mapping[str, str],
    texts: tuple[str, ...],
    others: tuple[str, ...],
    path: str,
    words: dict[str, str],
) -> None:
    """What is said twice in the source is said twice alike in the other, and nothing else is."""
    ids = {text: pk for pk, text in options.items()}
    for text, said in zip(texts, others, strict=True):
        at = f"{path}.{ids[text]}"
        if words.setdefault(at, said) != said:
            raise UnlikeError(path, words[at], said)
    if len({words[f"{path}.{pk}"] for pk in options}) < len(options):
        raise UnlikeError(path, len(options), len(set(others)))


def _gather_gap(source: Gap, other: Gap, path: str, words: dict[str, str]) -> None:
    _gather(source.feedback, other.feedback, f"{path}.feedback", words)
    if source.is_list != other.is_list:
        raise UnlikeError(f"{path}.others", len(source.others), len(other.others))
    if not source.is_list:
        words[f"{path}.accepted"] = "\n".join(other.accepted)
        return
    for name in ("accepted", "others"):
        counts = len(getattr(source, name)), len(getattr(other, name))
        if counts[0] != counts[1]:
            raise UnlikeError(f"{path}.{name}", *counts)
    texts, others = (*source.accepted, *source.others), (*other.accepted, *other.others)
    _gather_options(source.options, texts, others, f"{path}.options", words)


def _gather_answers(
    source: tuple[TextAnswer, ...], other: tuple[TextAnswer, ...], words: dict[str, str]
) -> None:
    """A language may accept more or fewer texts for the same weight."""
    for index, (own, group) in enumerate(zip(source, _by_source(source, other), strict=True)):
        words[f"answers.{index}.text"] = "\n".join(one.text for one in group)
        _gather(own.feedback, group[0].feedback, f"answers.{index}.feedback", words)


def _by_source(
    source: tuple[TextAnswer, ...], other: tuple[TextAnswer, ...]
) -> list[tuple[TextAnswer, ...]]:
    """For each accepted text of the source those that stand for it: one each where as many stand there,
    else by what is said to them, else by their weight alone."""
    weights = [one.fraction for one in source]
    for by in (
        lambda one: object(),
        lambda one: (one.fraction, one.feedback),
    ):
        groups = _runs(other, by)
        if [group[0].fraction for group in groups] == weights:
            return groups
    runs, others = _runs(source, lambda one: one.fraction), _runs(other, lambda one: one.fraction)
    if [run[0].fraction for run in runs] != [run[0].fraction for run in others]:
        expected, found = ([f"{o.fraction:f}" for o in every] for every in (source, other))
        raise UnlikeError("answers.fraction", ", ".join(expected), ", ".join(found))
    return [group for own, run in zip(runs, others, strict=True) for group in _shared(own, run)]


def _runs(
    answers: tuple[TextAnswer, ...], by: Callable[[TextAnswer], object]
) -> list[tuple[TextAnswer, ...]]:
    """Neighbours of which `by` says the same."""
    runs: list[tuple[TextAnswer, ...]] = []
    last: object = None
    for one in answers:
        mark = by(one)
        if runs and mark == last:
            runs[-1] = (*runs[-1], one)
        else:
            runs.append((one,))
        last = mark
    return runs


def _shared(
    own: tuple[TextAnswer, ...], run: tuple[TextAnswer, ...]
) -> Iterator[tuple[TextAnswer, ...]]:
    """One each; the last has what is left, or the last of the run again."""
    for index in range(len(own)):
        is_last = index == len(own) - 1
        yield run[index:] if is_last and index < len(run) else (run[min(index, len(run) - 1)],)
