"""What each app holds about a person: the list behind “my data”, the export and the erasure.

An app registers one `Holding` for each of its models that points at a person. A test fails when a
model with such a pointer has none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from people.models import Person


@dataclass(frozen=True, slots=True)
class Holding:
    """One class of data about a person.

    `model` is the label ("quizzes.Attempt"). `export` answers plain rows about that person and nobody
    else; `erase` deletes or detaches them and answers how many rows it touched.
    """

    model: str
    title: Any
    purpose: Any
    recipients: Any
    retention: Any
    export: Callable[[Person], list[dict[str, Any]]]
    erase: Callable[[Person], int]


_holdings: dict[str, Holding] = {}


def register_holding(holding: Holding) -> None:
    _holdings[holding.model] = holding


def holdings() -> list[Holding]:
    return list(_holdings.values())
