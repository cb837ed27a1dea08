"""Defines the blocks of a lesson that a reader answers. Each kind is one file, and one template."""

from typing import Any

from learning.exercises.find import FindBlock


def exercise_blocks() -> list[tuple[str, Any]]:
    return [
        ("find", FindBlock()),
    ]
