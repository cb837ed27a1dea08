"""Defines the blocks of a lesson that a reader answers. Each kind is one file, and one template."""

from typing import Any

from learning.exercises.check import CheckBlock
from learning.exercises.dialogue import DialogueBlock
from learning.exercises.find import FindBlock
from learning.exercises.order import OrderBlock
from learning.exercises.sort import SortBlock


def exercise_blocks() -> list[tuple[str, Any]]:
    return [
        ("find", FindBlock()),
        ("sort", SortBlock()),
        ("order", OrderBlock()),
        ("dialogue", DialogueBlock()),
        ("check", CheckBlock()),
    ]
