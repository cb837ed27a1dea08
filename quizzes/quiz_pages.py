"""To which page a quiz belongs. An app above tells, so that imports only go down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from people.models import Person
from quizzes.models import Quiz


@dataclass(frozen=True, slots=True)
class Offer:
    """What a quiz that is passed opens: a sentence, and the verb of a form that is sent to `url`."""

    text: str
    verb: str
    url: str


@dataclass(frozen=True, slots=True)
class Onward:
    """The way on after a quiz. `label`: its words, `done`: what the pass finished; "" for neither."""

    url: str
    label: str = ""
    done: str = ""


_finders: list[Callable[[Quiz], str]] = []
_list_finders: list[Callable[[list[Quiz]], dict[int, str]]] = []
_onward_finders: list[Callable[[Person, Quiz, str], Onward | None]] = []
_path_finders: list[Callable[[Person, Quiz, str], str]] = []
_offerers: list[Callable[[Person, Quiz], list[Offer]]] = []


def register_quiz_page(find: Callable[[Quiz], str]) -> None:
    """Register `find(quiz)`, which gives the address of its page on this site, or ""."""
    if find not in _finders:
        _finders.append(find)


def register_quiz_pages(find: Callable[[list[Quiz]], dict[int, str]]) -> None:
    """Register `find(quizzes)`, which gives the same of many at once, by pk, without those that have no page."""
    if find not in _list_finders:
        _list_finders.append(find)


def quiz_page_url(quiz: Quiz) -> str:
    return next((url for find in _finders if (url := find(quiz))), "")


def quiz_page_urls(quizzes: Iterable[Quiz]) -> dict[int, str]:
    listed = list(quizzes)
    urls: dict[int, str] = {}
    for find in _list_finders:
        urls = find(listed) | urls
    return urls


def register_onward(find: Callable[[Person, Quiz, str], Onward | None]) -> None:
    """Register `find(person, quiz, back)`: where that person, who has passed the quiz, goes on, or None. `back` is
    the page from which they began it."""
    if find not in _onward_finders:
        _onward_finders.append(find)


def onward_after(person: Person, quiz: Quiz, back: str) -> Onward:
    """Return where to go on, to `back` where no app above knows better."""
    found = (find(person, quiz, back) for find in _onward_finders)
    return next((onward for onward in found if onward), Onward(back))


def register_placed_path(find: Callable[[Person, Quiz, str], str]) -> None:
    """Register `find(person, quiz, begun_from)`: the address of a path that the quiz is the placement of, or ""."""
    if find not in _path_finders:
        _path_finders.append(find)


def placed_path_url(person: Person, quiz: Quiz, begun_from: str) -> str:
    """Return the address of the path from whose page it was begun, else of one that they follow."""
    return next((url for find in _path_finders if (url := find(person, quiz, begun_from))), "")


def register_offers(find: Callable[[Person, Quiz], list[Offer]]) -> None:
    """Register `find(person, quiz)`, which gives what is offered to that person, who has passed the quiz."""
    if find not in _offerers:
        _offerers.append(find)


def offers_after(person: Person, quiz: Quiz) -> list[Offer]:
    return [offer for find in _offerers for offer in find(person, quiz)]
