"""Checks the type of each part of a quiz’s file. Pure: what the values say is judged by the quiz itself."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from quizzes.models.bank import EASIEST, HARDEST


SETTINGS = (
    *("title", "introduction", "purpose", "behaviour", "max_tries", "try_penalty", "pass_percent"),
    *("shuffle_questions", "shuffle_answers", "max_questions", "time_limit", "max_attempts"),
    *("delay_hours", "grading", "shows_grade", "shows_answers"),
)
QUIZ_KEYS = {*SETTINGS, "category", "questions", "draws", "bands", "facts"}
QUESTION_KEYS = ("title", "difficulty", "competences", "id", "category", "tags", "points")
DRAW_KEYS = {"count", "category", "tag", "competence", "easiest", "hardest", "points"}
BAND_KEYS = {"from_percent", "text"}


def malformed_parts(raw: dict[str, Any]) -> Iterator[str]:
    """Return the names of the parts whose value is of another type than is read."""
    yield from _other_than_plain(raw, SETTINGS)
    yield from _other_than_text(raw, ("category",))
    for name in ("questions", "draws", "bands"):
        if not isinstance(raw.get(name, []), list):
            yield name
    facts = raw.get("facts", {})
    if not isinstance(facts, dict) or not all(map(_is_fact, facts.values())):
        yield "facts"
    for name, known in (("draws", DRAW_KEYS), ("bands", BAND_KEYS)):
        for entry in _list_of(raw, name):
            if not isinstance(entry, dict):
                yield name
            else:
                yield from _other_than_plain(entry, known)
                yield from _other_than_text(entry, ("category", "tag", "competence"))
    for entry in _list_of(raw, "questions"):
        if isinstance(entry, dict):
            yield from _misshapen_question(entry)
        elif not isinstance(entry, str):
            yield "questions"


def _misshapen_question(one: dict[str, Any]) -> Iterator[str]:
    yield from _other_than_text(one, ("title", "category", "kind"))
    for name in ("tags", "competences"):
        value = one.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            yield name
    if not _is_difficulty(one.get("difficulty")):
        yield "difficulty"
    if not _is_number(one.get("points", 1)):
        yield "points"


def _list_of(raw: dict[str, Any], name: str) -> list[Any]:
    value = raw.get(name, [])
    return value if isinstance(value, list) else []


def _other_than_plain(raw: dict[str, Any], names: Any) -> Iterator[str]:
    yield from (name for name in names if isinstance(raw.get(name), list | dict))


def _other_than_text(raw: dict[str, Any], names: Any) -> Iterator[str]:
    yield from (name for name in names if not isinstance(raw.get(name, ""), str | None))


def _is_fact(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and _is_difficulty(value[0])
        and all(isinstance(code, str) for code in value[1:])
    )


def _is_difficulty(value: Any) -> bool:
    return value is None or (type(value) is int and EASIEST <= value <= HARDEST)


def _is_number(value: Any) -> bool:
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False
