"""Parse visits exported by a Matomo (Live.getLastVisitsDetails, JSON) into services and days.

One visit is in memory at a time, however long the file. A key that the reading neither uses nor ignores
makes the file unfit, and is never repeated: where it stands is said, and no more.
"""

import codecs
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, BinaryIO, NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


CHUNK = 256 * 1024
LONGEST_VISIT = 16 * 1024 * 1024  # characters
ACTIONS, TIME = "actionDetails", "timestamp"
PLACES = ("url", "pageTitle", "title")  # where a pattern may look
LAST_SECOND = 2**33
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  a clock on a wall
_BLANKS = " \t\r\n"


class InvalidVisits(Exception):
    """Error with its `code`; `visit` numbered from 1; `action` and `key` within it, or 0."""

    def __init__(self, code: str, visit: int = 0, action: int = 0, key: int = 0) -> None:
        super().__init__(code)
        self.code, self.visit, self.action, self.key = code, visit, action, key


@dataclass(frozen=True, slots=True)
class Pattern:
    """`matches` may hold stars. A URL is matched by its path, its fragment or the whole without its query,
    as `matches` begins: "/", "#" or another sign. `service` None: no use of a service.
    """

    where: str
    matches: str
    service: str | None

    def fits(self, action: Mapping[str, Any]) -> bool:
        text = action.get(self.where)
        if not isinstance(text, str):
            return False
        return _fits(self.matches.split("*"), self._looked_at(text))

    def _looked_at(self, text: str) -> str:
        if self.where != "url":
            return text
        try:
            parts = urlsplit(text if "://" in text else f"//{text}")
        except ValueError:
            return ""
        if self.matches.startswith("/"):
            return parts.path or "/"
        if self.matches.startswith("#"):
            return f"#{parts.fragment}"
        return f"{parts.scheme}://{parts.netloc}{parts.path}"


@dataclass(frozen=True, slots=True)
class VisitMapping:
    """Mapping of visits. `site`: time zone of the Matomo site; `ours`: the organisation's, whose days count.

    A Matomo writes `timestamp` of an action as the site's clock would show it, as if that were UTC; with
    `is_utc` it is what its name says.
    """

    pseudonym_key: str
    patterns: tuple[Pattern, ...]
    site: ZoneInfo
    ours: ZoneInfo
    is_utc: bool = False
    ignored_visit_keys: frozenset[str] = frozenset()
    ignored_action_keys: frozenset[str] = frozenset()

    @property
    def visit_keys(self) -> frozenset[str]:
        return self.ignored_visit_keys | {self.pseudonym_key, ACTIONS}

    @property
    def action_keys(self) -> frozenset[str]:
        return self.ignored_action_keys | {TIME} | {pattern.where for pattern in self.patterns}


@dataclass(frozen=True, slots=True)
class VisitUse:
    """Use in one visit: its place in the file, the pseudonym, and days by service."""

    visit: int
    pseudonym: str
    days: frozenset[tuple[str, date]]


def visit_uses(stream: BinaryIO, reading: VisitMapping) -> Iterator[VisitUse]:
    """Yield visits that used a service and have a pseudonym. Raises InvalidVisits; then discard what was yielded."""
    visit_keys, action_keys = reading.visit_keys, reading.action_keys
    for number, visit in enumerate(_visits(stream), start=1):
        _refuse_other_keys(visit, visit_keys, number)
        actions = visit.get(ACTIONS)
        if not isinstance(actions, list):
            raise InvalidVisits("no_actions", number)
        for place, action in enumerate(actions, start=1):
            if not isinstance(action, dict):
                raise InvalidVisits("no_action", number, place)
            _refuse_other_keys(action, action_keys, number, place)
        pseudonym = _pseudonym(visit.get(reading.pseudonym_key), number)
        if pseudonym:
            days = frozenset(_days(actions, reading, number))
            if days:
                yield VisitUse(number, pseudonym, days)


def _refuse_other_keys(
    thing: Mapping[str, Any], known: frozenset[str], visit: int, action: int = 0
) -> None:
    for place, key in enumerate(thing, start=1):
        if key not in known:
            raise InvalidVisits("key", visit, action, place)


def _pseudonym(value: Any, visit: int) -> str:
    """Pseudonym of the visit; empty where nobody was signed in."""
    if value is None or value is False:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise InvalidVisits("pseudonym", visit)
    return value


def _days(
    actions: list[dict[str, Any]], reading: VisitMapping, visit: int
) -> Iterator[tuple[str, date]]:
    for place, action in enumerate(actions, start=1):
        pattern = next((pattern for pattern in reading.patterns if pattern.fits(action)), None)
        if pattern is not None and pattern.service is not None:
            yield pattern.service, _day(action.get(TIME), reading, visit, place)


def _day(value: Any, reading: VisitMapping, visit: int, action: int) -> date:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 12:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < LAST_SECOND:
        raise InvalidVisits("time", visit, action)
    if reading.is_utc:
        moment = datetime.fromtimestamp(value, UTC)
    else:
        moment = (_EPOCH + timedelta(seconds=value)).replace(tzinfo=reading.site)
    return moment.astimezone(reading.ours).date()


def _fits(parts: list[str], text: str) -> bool:
    """Match the parts between stars, in order, in one pass over the text."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return text == first
    at, end = len(first), len(text) - len(last)
    if end < at or not text.startswith(first) or not text.endswith(last):
        return False
    for part in parts[1:-1]:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


# --- The list of visits, read piece by piece --------------------------------------------------------


def _visits(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    pieces = _Pieces(stream)
    if pieces.next_sign() != "[":
        raise InvalidVisits("no_list")
    pieces.at += 1
    if pieces.next_sign() == "]":
        pieces.end()
        return
    for number in range(1, LAST_SECOND):
        if pieces.next_sign() != "{":
            raise InvalidVisits("unreadable", number)
        yield pieces.thing(number)
        sign = pieces.next_sign()
        pieces.at += 1
        if sign == "]":
            pieces.at -= 1
            pieces.end()
            return
        if sign != ",":
            raise InvalidVisits("unreadable", number)


class _Pieces:
    """Text of the file from `at` on, as far as it was read."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self.json = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse_constant)
        self.text, self.at, self.is_over = "", 0, False

    def read_on(self) -> None:
        left = self.text[self.at :]
        raw = self.stream.read(
            max(CHUNK, len(left))
        )  # doubles what waits: a long visit is read in few goes
        self.is_over = not raw
        try:
            self.text, self.at = left + self.decode(raw, not raw), 0
        except UnicodeDecodeError:
            raise InvalidVisits("encoding") from None

    def next_sign(self) -> str:
        """Next non-blank character; empty at the end."""
        while True:
            while self.at < len(self.text):
                if self.text[self.at] not in _BLANKS:
                    return self.text[self.at]
                self.at += 1
            if self.is_over:
                return ""
            self.read_on()

    def thing(self, number: int) -> dict[str, Any]:
        while True:
            try:
                found, self.at = self.json.raw_decode(self.text, self.at)
            except RecursionError:
                raise InvalidVisits("unreadable", number) from None
            except ValueError:  # cut off here, or wrong for good
                if self.is_over or len(self.text) - self.at > LONGEST_VISIT:
                    raise InvalidVisits("unreadable", number) from None
                self.read_on()
            except InvalidVisits as unfit:
                raise InvalidVisits(unfit.code, number) from None
            else:
                return found

    def end(self) -> None:
        self.at += 1
        if self.next_sign():
            raise InvalidVisits("unreadable")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise InvalidVisits("twice")
    return read


def _refuse_constant(_name: str) -> NoReturn:
    raise InvalidVisits("unreadable")
