"""What changed between two versions of a question, for its authors to read. Pure.

It goes by the fields of the specs, so that a new kind of question, or a new option of one, is compared
before anybody wrote a line for it here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from quizzes.kinds.base import Spec
from quizzes.problems import gettext_noop
from quizzes.typed_answers import short_number
from quizzes.values.texts import Rich


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


# What the fields of a spec are called; a field that is not here goes by its own name.
NAMES = {
    "text": gettext_noop("the question"),
    "general_feedback": gettext_noop("the explanation"),
    "choices": gettext_noop("a choice"),
    "answers": gettext_noop("an accepted answer"),
    "pairs": gettext_noop("a pair"),
    "distractors": gettext_noop("a partner of no line"),
    "criteria": gettext_noop("a criterion"),
    "answer": gettext_noop("the right answer"),
    "feedback_true": gettext_noop("what is said to “true”"),
    "feedback_false": gettext_noop("what is said to “false”"),
    "wrong_feedback": gettext_noop("what is said to any other answer"),
    "match_case": gettext_noop("whether capital letters matter"),
    "is_marked": gettext_noop("whether somebody marks it"),
    "kind": gettext_noop("the kind of question"),
    "format": gettext_noop("how the text is written"),
}
# The same for the fields of a choice, an answer, a pair.
PART_NAMES = {
    "text": gettext_noop("its text"),
    "fraction": gettext_noop("what it is worth (%)"),
    "feedback": gettext_noop("what is said to it"),
    "tolerance": gettext_noop("its tolerance"),
    "value": gettext_noop("its number"),
    "prompt": gettext_noop("its line"),
    "answer": gettext_noop("its partner"),
    "title": gettext_noop("its title"),
    "share": gettext_noop("its share (%)"),
    "help": gettext_noop("its explanation"),
}
YES, NO = gettext_noop("yes"), gettext_noop("no")
ALIKE = 0.5  # from this ratio on, another text is the same part, corrected
UNSAID = {"id"}  # learners' pages need it, and it follows from the rest


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a question. `what` and `part` are sentences to translate; `of` says which part, by its text."""

    how: ChangeKind
    what: str
    before: str = ""
    after: str = ""
    of: str = ""
    part: str = ""
    is_word: bool = False  # before and after are words of ours, to translate


def spec_changes(before: Spec, after: Spec) -> list[Change]:
    """Return what changed, in the order of the fields; [] where both ask the same."""
    changes: list[Change] = []
    if before.kind != after.kind:
        changes.append(
            Change(ChangeKind.CHANGED, NAMES["kind"], before.kind, after.kind, is_word=True)
        )
    here, there = _values(before), _values(after)
    for name in dict.fromkeys([*here, *there]):
        what = NAMES.get(name, name.replace("_", " "))
        old, new = here.get(name), there.get(name)
        if isinstance(old, tuple) or isinstance(new, tuple):
            changes += _list_changes(what, tuple(old or ()), tuple(new or ()))
        else:
            changes += _value_changes(what, old, new)
    return changes


def _value_changes(what: str, old: Any, new: Any, **of: str) -> Iterator[Change]:
    if old == new:
        return
    before, after = value_text(old), value_text(new)
    if before == after:  # the same words, written in another format
        if isinstance(old, Rich) and isinstance(new, Rich) and old:
            formats = (old.format.value, new.format.value)
            yield Change(ChangeKind.CHANGED, NAMES["format"], *formats, **of, is_word=True)
        return
    how = (
        ChangeKind.CHANGED
        if before and after
        else ChangeKind.ADDED
        if after
        else ChangeKind.REMOVED
    )
    yield Change(how, what, before, after, **of, is_word=isinstance(old, bool))


def _list_changes(what: str, old: Sequence[Any], new: Sequence[Any]) -> list[Change]:
    pairs, gone, come = _matched(old, new)
    changes = []
    for here, there in pairs:
        changes += _part_changes(what, old[here], new[there])
    changes += [Change(ChangeKind.REMOVED, what, before=part_text(old[index])) for index in gone]
    changes += [Change(ChangeKind.ADDED, what, after=part_text(new[index])) for index in come]
    if [there for _here, there in pairs] != sorted(there for _here, there in pairs):
        changes.append(Change(ChangeKind.MOVED, what))
    return changes


def _part_changes(what: str, old: Any, new: Any) -> list[Change]:
    if not (is_dataclass(old) and is_dataclass(new)):
        return list(_value_changes(what, old, new))
    here, there = _values(old), _values(new)
    changes: list[Change] = []
    for name in dict.fromkeys([*here, *there]):
        part = PART_NAMES.get(name, name.replace("_", " "))
        changes += _value_changes(
            what, here.get(name), there.get(name), of=part_text(new), part=part
        )
    return changes


def _matched(
    old: Sequence[Any], new: Sequence[Any]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Return which part became which: the same, then of the same text, then of a text that is much alike."""
    pairs: list[tuple[int, int]] = []
    gone, come = list(range(len(old))), list(range(len(new)))
    for is_same in (_is_equal, lambda a, b: part_text(a) == part_text(b), _is_alike):
        for here in list(gone):
            there = next((index for index in come if is_same(old[here], new[index])), None)
            if there is not None:
                pairs.append((here, there))
                gone.remove(here)
                come.remove(there)
    return sorted(pairs), gone, come


def _is_equal(old: Any, new: Any) -> bool:
    if is_dataclass(old) and is_dataclass(new):
        return _values(old) == _values(new)
    return bool(old == new)


def _is_alike(old: Any, new: Any) -> bool:
    return SequenceMatcher(None, part_text(old), part_text(new), autojunk=False).ratio() >= ALIKE


def part_text(part: Any) -> str:
    """A choice, an answer or a pair by its text, which is its first field."""
    if is_dataclass(part) and not isinstance(part, Rich):
        return value_text(next(iter(_values(part).values()), ""))
    return value_text(part)


def value_text(value: Any) -> str:
    """Return a value as an author wrote it."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case Rich():
            return value.text.strip()
        case Decimal():
            return short_number(value)
        case tuple():
            return " ; ".join(part_text(item) for item in value)
    return str(value)


def _values(value: Any) -> dict[str, Any]:
    return {f.name: getattr(value, f.name) for f in fields(value) if f.name not in UNSAID}
