"""Checks whether a text is WebVTT that browsers show, and finds the first line that is not. Imports no Django.

The grammar is that of https://www.w3.org/TR/webvtt1/, section 4, without what stands inside a cue.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    ENCODING = "encoding"  # the file is not UTF-8
    HEADER = "header"  # it does not begin with WEBVTT and an empty line
    TIMING = "timing"  # a line that should give two times does not
    BACKWARDS = "backwards"  # a caption that ends before it begins
    ORDER = "order"  # a caption that begins before the one above
    WORDS = "words"  # a caption without words
    EMPTY = "empty"  # no caption at all


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a file. `line` counts from 1."""

    fault: Fault
    line: int


_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?\Z")
_TIME = r"(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?\Z")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?\Z")
_BREAK = re.compile(r"\r\n|\r|\n")

Lines = list[tuple[int, str]]


def first_problem(data: bytes) -> Problem | None:
    """Return the first fault of the file, or None."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(Fault.ENCODING, data.count(b"\n", 0, error.start) + 1)
    lines = _BREAK.split(text)
    if not _HEADER.match(lines[0]):
        return Problem(Fault.HEADER, 1)
    head, *parts = _parts(lines)
    if any("-->" in line for _number, line in head):
        return Problem(Fault.HEADER, 2)
    cues = [part for part in parts if not _ASIDE.match(part[0][1])]
    return _first_in(cues) if cues else Problem(Fault.EMPTY, len(lines))


def _parts(lines: list[str]) -> list[Lines]:
    """Return runs of lines between empty ones, with their numbers. The first holds the header."""
    parts: list[Lines] = []
    is_open = False
    for number, line in enumerate(lines, 1):
        if not line:
            is_open = False
        elif is_open:
            parts[-1].append((number, line))
        else:
            parts.append([(number, line)])
            is_open = True
    return parts


def _first_in(parts: list[Lines]) -> Problem | None:
    latest = 0
    for part in parts:
        latest, problem = _cue(part, latest)
        if problem:
            return problem
    return None


def _cue(part: Lines, latest: int) -> tuple[int, Problem | None]:
    """Return when a caption begins, in milliseconds, and its fault. `latest`: when the one above began."""
    has_name = "-->" not in part[0][1]
    number, timing = part[1] if has_name and len(part) > 1 else part[0]
    match = _TIMING.match(timing)
    if match is None:
        return latest, Problem(Fault.TIMING, number)
    start, end = _milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:])
    words = part[2:] if has_name else part[1:]
    stray = next((place for place, line in words if "-->" in line), None)
    faults = (
        (end <= start, Fault.BACKWARDS, number),
        (start < latest, Fault.ORDER, number),
        (not any(line.strip() for _place, line in words), Fault.WORDS, number),
        (stray is not None, Fault.TIMING, stray or number),
    )
    wrong = next((Problem(fault, place) for is_wrong, fault, place in faults if is_wrong), None)
    return start, wrong


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
