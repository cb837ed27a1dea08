"""Reduces what a unit says of itself to what is known, bounded, and worth keeping.

A unit speaks for itself: it is believed and never executed. Its times are dropped at once (how long
somebody stays is nobody's business), and so is who they are, which it is never told.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote


V12, V2004 = "1.2", "2004"
MOST_TEXT = 80_000  # characters of all values together
MOST_ELEMENTS = 2_000
MOST_ROWS = 250  # objectives, interactions, comments: each
SUSPEND_DATA = 64_000  # of 2004; the run-time that is vendored allows it to 1.2 too

KEPT_AS_IS = "%/:?@!$&'()*+,;=-._~"  # in a query

NUMBER = r"-?(\d{1,12}(\.\d{0,18})?|\.\d{1,18})"  # what the run-time takes, such as 6/7 in full
ROW = r"\d{1,3}"


@dataclass(frozen=True, slots=True)
class _Element:
    name: re.Pattern[str]
    most: int
    shape: re.Pattern[str] | None = None


def _text(name: str, most: int) -> _Element:
    return _Element(re.compile(name), most)


def _shaped(name: str, shape: str, most: int = 60) -> _Element:
    return _Element(re.compile(name), most, re.compile(shape))


STATUS_12 = "passed|completed|failed|incomplete|browsed|not attempted"
COMPLETION = "completed|incomplete|not attempted|unknown"
SUCCESS = "passed|failed|unknown"
EXIT = "time-out|suspend|logout|normal|"

ELEMENTS = {
    V12: (
        _text(r"cmi\.core\.lesson_location", 1_000),
        _shaped(r"cmi\.core\.lesson_status", STATUS_12),
        _shaped(r"cmi\.core\.exit", EXIT),
        _shaped(r"cmi\.core\.score\.(raw|min|max)", f"({NUMBER})?"),
        _text(r"cmi\.suspend_data", SUSPEND_DATA),
        _text(r"cmi\.comments", 4_096),
        _text(rf"cmi\.objectives\.{ROW}\.id", 255),
        _shaped(rf"cmi\.objectives\.{ROW}\.status", f"({STATUS_12})?"),
        _shaped(rf"cmi\.objectives\.{ROW}\.score\.(raw|min|max)", f"({NUMBER})?"),
        _text(r"cmi\.student_preference\.(audio|language|speed|text)", 255),
    ),
    V2004: (
        _text(r"cmi\.location", 1_000),
        _shaped(r"cmi\.completion_status", COMPLETION),
        _shaped(r"cmi\.success_status", SUCCESS),
        _shaped(r"cmi\.exit", EXIT),
        _shaped(r"cmi\.score\.(scaled|raw|min|max)", f"({NUMBER})?"),
        _shaped(r"cmi\.progress_measure", f"({NUMBER})?"),
        _text(r"cmi\.suspend_data", SUSPEND_DATA),
        _text(rf"cmi\.objectives\.{ROW}\.(id|description)", 4_000),
        _shaped(rf"cmi\.objectives\.{ROW}\.success_status", f"({SUCCESS})?"),
        _shaped(rf"cmi\.objectives\.{ROW}\.completion_status", f"({COMPLETION})?"),
        _shaped(rf"cmi\.objectives\.{ROW}\.score\.(scaled|raw|min|max)", f"({NUMBER})?"),
        _shaped(rf"cmi\.objectives\.{ROW}\.progress_measure", f"({NUMBER})?"),
        _text(
            rf"cmi\.interactions\.{ROW}\.(id|type|learner_response|result|weighting|description)",
            4_000,
        ),
        _text(rf"cmi\.interactions\.{ROW}\.objectives\.{ROW}\.id", 4_000),
        _text(rf"cmi\.interactions\.{ROW}\.correct_responses\.{ROW}\.pattern", 4_000),
        _text(rf"cmi\.comments_from_learner\.{ROW}\.(comment|location)", 4_000),
        _text(r"cmi\.learner_preference\.(audio_level|language|delivery_speed|audio_captioning)", 255),
    ),
}  # fmt: skip
# The first to go when there is too much: a unit resumes without them.
EXPENDABLE = ("cmi.interactions.", "cmi.comments_from_learner.")
ROWED = re.compile(rf"\.({ROW})(?=\.)")


class StateRefused(Exception):
    """Raised for what is no state of a unit, or more than one may keep."""

    def __init__(self, element: str, *, too_big: bool = False) -> None:
        super().__init__(element)
        self.element = element[:100]
        self.too_big = too_big


def clean_state(version: str, data: Any) -> dict[str, str]:
    """Return the elements that are kept. Unknown ones are left out; a wrong value refuses the whole.

    Raises StateRefused. Cleaning twice changes nothing.
    """
    if not isinstance(data, Mapping) or len(data) > MOST_ELEMENTS:
        raise StateRefused("cmi", too_big=isinstance(data, Mapping))
    cleaned: dict[str, str] = {}
    for name, value in data.items():
        element = _element(version, name)
        if element is not None:
            cleaned[name] = _value(name, value, element)
    cleaned = {name: value for name, value in cleaned.items() if value != ""}
    if _length(cleaned) > MOST_TEXT:
        cleaned = {name: text for name, text in cleaned.items() if not name.startswith(EXPENDABLE)}
    if _length(cleaned) > MOST_TEXT:
        raise StateRefused("cmi", too_big=True)
    return cleaned


def _length(data: Mapping[str, str]) -> int:
    return sum(len(name) + len(value) for name, value in data.items())


def _element(version: str, name: Any) -> _Element | None:
    if not isinstance(name, str) or len(name) > 100 or not name.isascii():
        return None
    if any(int(row) >= MOST_ROWS for row in ROWED.findall(name)):
        return None
    return next((element for element in ELEMENTS[version] if element.name.fullmatch(name)), None)


def _value(name: str, value: Any, element: _Element) -> str:
    if not isinstance(value, str):
        raise StateRefused(name)
    if len(value) > element.most:
        raise StateRefused(name, too_big=True)
    if element.shape is not None and value != "" and not element.shape.fullmatch(value):
        raise StateRefused(name)
    return storable_text(value)


def storable_text(text: str) -> str:
    """Return a text without what no database keeps: a NUL, half of a character."""
    if "\0" in text or not text.isascii():
        text = text.replace("\0", "�").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """The outcome of a unit. `percent` is None where the unit gives no score, or one that makes no sense."""

    is_completed: bool
    percent: int | None


def unit_outcome(
    version: str, data: Mapping[str, str], told: Mapping[str, str] | None = None
) -> UnitOutcome:
    """Return what cleaned data say of completion and score.

    `told`: what the manifest says of the unit. A threshold of 2004 decides where the unit gives a measure.
    """
    if version == V12:
        status = data.get("cmi.core.lesson_status", "")
        return UnitOutcome(status in ("completed", "passed"), _ranged(data, "cmi.core.score"))
    told = told or {}
    completion = _measured(
        data.get("cmi.progress_measure"),
        told.get("cmi.completion_threshold"),
        ("incomplete", "completed"),
    ) or data.get("cmi.completion_status", "unknown")
    success = _measured(
        data.get("cmi.score.scaled"), told.get("cmi.scaled_passing_score"), ("failed", "passed")
    ) or data.get("cmi.success_status", "unknown")
    is_completed = (completion == "completed" and success != "failed") or (
        success == "passed" and completion != "incomplete"
    )
    scaled = _number(data.get("cmi.score.scaled", ""))
    percent = _ranged(data, "cmi.score") if scaled is None else _bounded(scaled * 100)
    return UnitOutcome(is_completed, percent)


def _measured(measure: str | None, least: str | None, words: tuple[str, str]) -> str:
    reached, threshold = _number(measure or ""), _number(least or "")
    return "" if reached is None or threshold is None else words[reached >= threshold]


def _ranged(data: Mapping[str, str], score: str) -> int | None:
    raw = _number(data.get(f"{score}.raw", ""))
    least = _number(data.get(f"{score}.min", "")) or 0
    most = _number(data.get(f"{score}.max", ""))
    most = 100 if most is None else most
    if raw is None or most <= least:
        return None
    return _bounded((raw - least) / (most - least) * 100)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(NUMBER, text) else None


def _bounded(percent: float) -> int:
    return math.floor(min(max(percent, 0), 100) + 0.5)


def initial_data(
    version: str, data: Mapping[str, str], told: Mapping[str, str], learner: str, name: str
) -> dict[str, str]:
    """Return what the run-time is filled with before a unit begins: what was kept, and what it may know."""
    exits = "cmi.core.exit" if version == V12 else "cmi.exit"
    entry = "ab-initio" if not data else "resume" if data.get(exits) == "suspend" else ""
    kept = {key: value for key, value in data.items() if key != exits}
    if version == V12:
        known = {"student_id": learner, "student_name": name, "entry": entry}
        known |= {"credit": "credit", "lesson_mode": "normal"}
        return kept | dict(told) | {f"cmi.core.{key}": value for key, value in known.items()}
    known = {"learner_id": learner, "learner_name": name, "entry": entry}
    known |= {"credit": "credit", "mode": "normal"}
    return kept | dict(told) | {f"cmi.{key}": value for key, value in known.items()}


def launch_address(href: str, parameters: str) -> str:
    """Return a file of the archive with what follows its name, joined as SCORM says, as part of an address."""
    path, query, fragment = _in_three(href)
    more_query, more_fragment = _in_three("?" + parameters.lstrip("?&"))[1:]
    query = "&".join(part for part in (query, more_query) if part)
    fragment = fragment or more_fragment
    address = quote(path)
    if query:
        address += "?" + quote(query, safe=KEPT_AS_IS)
    return address + "#" + quote(fragment, safe=KEPT_AS_IS) if fragment else address


def _in_three(address: str) -> tuple[str, str, str]:
    rest, _mark, fragment = address.partition("#")
    path, _mark, query = rest.partition("?")
    return path, query, fragment
