"""The objects of a `dumpdata` file, one by one, each with its place. Stricter than JSON asks.

What `dumpdata` never writes is refused: it would be lost, or read otherwise by the next program. That is
NaN, a key that stands twice, a number of many digits, half a character, a NUL, deep nesting.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.tabular import Unreadable


MOST_DIGITS = 18  # of what every database keeps as a number
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class DumpObject:
    """An object of the file as it stands there. `position` counts objects from 1."""

    line: int
    position: int
    model: str
    pk: Any
    fields: dict[str, Any]


class _Unfit(ValueError):
    """A value that JSON allows and that we do not; says why."""


def iter_objects(data: bytes) -> Iterator[DumpObject]:
    """Yield the objects of a dump. Raises Unreadable at the first thing that is none."""
    text = _text_of(data)
    at, line = _skip(text, 0, 1)
    if at == len(text):
        raise Unreadable(0, _("The file is empty."), _what())
    at, line = _expect(text, at, line, "[", _what())
    position = 0
    while not text.startswith("]", at):
        position += 1
        if position > 1:
            at, line = _expect(text, at, line, ",", _("a comma between two objects, or ]"))
        value, end = _value_at(text, at, line, position)
        yield _found(value, line, position)
        line += text.count("\n", at, end)
        at, line = _skip(text, end, line)
    at, line = _skip(text, at + 1, line)
    if at < len(text):
        raise Unreadable(line, _("Something stands after the end of the list."), _what())


def strict_json(text: str) -> Any:
    """One JSON value of a text field, read as strictly. Raises ValueError."""
    return _DECODER.decode(text)


def _text_of(data: bytes) -> str:
    """A dump without --indent is one line, longer than any row of a table may be."""
    expected = _("a file in UTF-8, as dumpdata --output writes it")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(1, _("The file is written in UTF-16."), expected)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, _("The file is not written in UTF-8."), expected) from error


def _what() -> str:
    return _("what manage.py dumpdata writes as JSON: a list of objects in [ ]")


def _skip(text: str, at: int, line: int) -> tuple[int, int]:
    match = _SPACE.match(text, at)
    end = match.end() if match else at
    return end, line + text.count("\n", at, end)


def _expect(text: str, at: int, line: int, sign: str, expected: str) -> tuple[int, int]:
    if at >= len(text):
        raise Unreadable(line, _("The file stops here: it was cut off."), expected)
    if text[at] != sign:
        raise Unreadable(line, _("This is not the JSON of a dump."), expected)
    return _skip(text, at + 1, line)


def _value_at(text: str, at: int, line: int, position: int) -> tuple[Any, int]:
    where = _("object no. %(position)d") % {"position": position}
    try:
        return _DECODER.raw_decode(text, at)
    except _Unfit as unfit:
        raise Unreadable(line, f"{where}: {unfit}") from unfit
    except RecursionError as error:
        raise Unreadable(line, f"{where}: " + _("It is nested too deeply."), _what()) from error
    except json.JSONDecodeError as error:
        wrong_at = text.count("\n", 0, error.pos) + 1
        reason = _("The JSON cannot be read, or the file was cut off, at character %(column)d.")
        explanation = reason % {"column": error.colno}
        raise Unreadable(wrong_at, f"{where}: {explanation}", _what()) from error


def _found(value: Any, line: int, position: int) -> DumpObject:
    shape = isinstance(value, dict) and isinstance(value.get("fields"), dict)
    if not shape or not isinstance(value.get("model"), str):
        raise Unreadable(
            line,
            _("Object no. %(position)d is none of a dump.") % {"position": position},
            _("an object with “model”, “pk” and “fields”"),
        )
    return DumpObject(line, position, value["model"].lower(), value.get("pk"), value["fields"])


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise _Unfit(_("A key stands twice in one object."))
        result[key] = value
    for value in (*result, *result.values()):
        if isinstance(value, str) and UNSTORABLE.search(value):
            raise _Unfit(_("A text holds half a character or a NUL, which no database keeps."))
    return result


def _number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise _Unfit(
            _("A number has %(count)d digits; %(most)d are read at most.")
            % {"count": len(digits), "most": MOST_DIGITS}
        )
    return int(digits)


def _no_such_number(name: str) -> None:
    raise _Unfit(_("%(name)s is no number of JSON.") % {"name": name})


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once_each, parse_int=_number, parse_constant=_no_such_number
)
