"""Lets apps above say how things stand with their part of a release: its page in the administration knows no use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cms.models import PortalRelease
from people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePart:
    """One line of the page of a release. `link`: its address and its words; None where the reader may not go there."""

    title: Any
    state: Any
    link: tuple[str, Any] | None = None


FindPart = Callable[[PortalRelease, Person], ReleasePart]
_parts: list[FindPart] = []


def register_release_part(find: FindPart) -> None:
    if find not in _parts:
        _parts.append(find)


def further_release_parts(release: PortalRelease, person: Person) -> list[ReleasePart]:
    return [find(release, person) for find in _parts]
