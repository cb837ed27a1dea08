"""Divides the body of a lesson into steps of one or two phone screens, and remembers who prefers it whole."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from wagtail.rich_text import RichText

from learning.exercises.base import ExerciseBlock


COOKIE, WHOLE = "lesson_view", "whole"
REMEMBERED = 365 * 24 * 3600  # seconds
FEWEST_STEPS = 3  # with fewer there is nothing to turn
MOST_WORDS = 220  # of a step that is joined from parts: two phone screens
# What takes its room otherwise than by its words: a picture, what is folded, the card of a quiz.
ROOM = {"image": 60, "accordion": 20, "reveal": 20, "quiz": 30}
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Step:
    """Blocks of a step with their places in the body, from 1 on. `number`: from 1 on."""

    number: int
    blocks: list[tuple[int, Any]]


def steps_of(body: Iterable[Any]) -> list[Step]:
    """Return the steps: parts of the body, of which those that are short are joined.

    A tap must be worth it: a part joins the step before it while both fit two screens, and one thing at most is to be
    answered or carried out in them. So the card of a quiz stands below what was read last.
    """
    found: list[list[tuple[int, Any]]] = []
    for part in _parts_of(body):
        if found and _is_joined(found[-1], part):
            found[-1].extend(part)
        else:
            found.append(part)
    return [Step(number, blocks) for number, blocks in enumerate(found or [[]], start=1)]


def _is_joined(step: list[tuple[int, Any]], part: list[tuple[int, Any]]) -> bool:
    blocks = [block for _place, block in (*step, *part)]
    if sum(_is_exercise(block) for block in blocks) > 1:
        return False
    return sum(_room(block) for block in blocks) <= MOST_WORDS


def _room(block: Any) -> int:
    return ROOM.get(block.block_type) or _words(block.value)


def _words(value: Any) -> int:
    if isinstance(value, RichText):
        value = value.source
    if isinstance(value, str):
        return len(_TAG.sub(" ", value).split())
    if isinstance(value, Mapping):
        return sum(_words(one) for one in value.values())
    if isinstance(value, Iterable):
        return sum(_words(getattr(one, "value", one)) for one in value)
    return 0


def _parts_of(body: Iterable[Any]) -> list[list[tuple[int, Any]]]:
    """Return the parts: a heading of the first rank begins one, and so does what is answered or carried out.

    What is done stands with the scene that opens the lesson, and with a heading that nothing else stands under.
    """
    found: list[list[tuple[int, Any]]] = [[]]
    for place, block in enumerate(body, start=1):
        is_alone = bool(found[-1]) and _waits_for_exercise(found[-1], is_first=len(found) == 1)
        if found[-1] and _begins_step(block) and not (is_alone and _is_done(block)):
            found.append([])
        found[-1].append((place, block))
    return found


def _begins_step(block: Any) -> bool:
    return _is_done(block) or (block.block_type == "text" and _is_headed(block))


def _is_done(block: Any) -> bool:
    return block.block_type == "quiz" or _is_exercise(block)


def _is_exercise(block: Any) -> bool:
    return block.block_type == "practice" or isinstance(block.block, ExerciseBlock)


def _waits_for_exercise(blocks: list[tuple[int, Any]], *, is_first: bool) -> bool:
    if [block.block_type for _place, block in blocks] != ["text"]:
        return False
    block = blocks[0][1]
    return _is_bare(block) if _is_headed(block) else is_first


def _is_headed(block: Any) -> bool:
    return str(block.value.source).lstrip().startswith("<h2")


def is_read_whole(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == WHOLE


def remember_view(response: HttpResponse, *, is_whole: bool) -> None:
    """Keep the choice on this device alone: a phone and a desk may differ."""
    if not is_whole:
        response.delete_cookie(COOKIE)
        return
    response.set_cookie(
        COOKIE,
        WHOLE,
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _is_bare(block: Any) -> bool:
    return str(block.value.source).strip().endswith("</h2>")
