"""Registers the conditions of the running platform that administrators should mend. None names a person.

Filled in `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that administrators should mend.

    `find` returns what is known of it, which may be nothing; None where all is well. `page`: the name of the address
    where it is mended. `is_mailed`: False for what no mail can tell, and for what another mail tells.
    """

    key: str
    title: Any
    remedy: Any
    find: Callable[[], str | None]
    page: str = ""
    is_mailed: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """A condition that holds."""

    condition: Condition
    detail: str


_conditions: dict[str, Condition] = {}


def register_conditions(*conditions: Condition) -> None:
    _conditions.update({condition.key: condition for condition in conditions})


def current_problems() -> list[Problem]:
    found = ((condition, condition.find()) for condition in _conditions.values())
    return [Problem(condition, detail) for condition, detail in found if detail is not None]
