"""Divides the body of a lesson into steps of about one phone screen, and remembers who prefers it whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from learning.exercises.base import ExerciseBlock


COOKIE, WHOLE = "lesson_view", "whole"
REMEMBERED = 365 * 24 * 3600  # seconds
FEWEST_STEPS = 3  # with fewer there is nothing to turn


@dataclass(frozen=True, slots=True)
class Step:
    """Blocks of a step with their places in the body, from 1 on. `number`: from 1 on."""

    number: int
    blocks: list[tuple[int, Any]]


def steps_of(body: Iterable[Any]) -> list[Step]:
    """Return the steps: a heading of the first rank begins one, and so does what is answered or carried out.

    What is done stands with the scene that opens the lesson, and with a heading that nothing else stands under.
    """
    found: list[list[tuple[int, Any]]] = [[]]
    for place, block in enumerate(body, start=1):
        is_alone = bool(found[-1]) and _waits_for_exercise(found[-1], is_first=len(found) == 1)
        if found[-1] and _begins_step(block) and not (is_alone and _is_done(block)):
            found.append([])
        found[-1].append((place, block))
    return [Step(number, blocks) for number, blocks in enumerate(found, start=1)]


def _begins_step(block: Any) -> bool:
    return _is_done(block) or (block.block_type == "text" and _is_headed(block))


def _is_done(block: Any) -> bool:
    return block.block_type in ("quiz", "practice") or isinstance(block.block, ExerciseBlock)


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
