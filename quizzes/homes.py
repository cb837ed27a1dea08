"""To which page a quiz belongs. An app above tells, so that imports only go down."""

from collections.abc import Callable, Iterable

from quizzes.models import Quiz


_finders: list[Callable[[Quiz], str]] = []
_list_finders: list[Callable[[list[Quiz]], dict[int, str]]] = []


def register_home(find: Callable[[Quiz], str]) -> None:
    """`find(quiz)` gives the address of its page on this site, or ""."""
    if find not in _finders:
        _finders.append(find)


def register_homes(find: Callable[[list[Quiz]], dict[int, str]]) -> None:
    """`find(quizzes)` gives the same of many at once, by pk, without those that have no page."""
    if find not in _list_finders:
        _list_finders.append(find)


def home_of(quiz: Quiz) -> str:
    return next((url for find in _finders if (url := find(quiz))), "")


def homes_of(quizzes: Iterable[Quiz]) -> dict[int, str]:
    listed = list(quizzes)
    found: dict[int, str] = {}
    for find in _list_finders:
        found = find(listed) | found
    return found
