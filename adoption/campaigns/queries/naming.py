"""Recognises texts of a campaign that name somebody: these stay behind whole."""

import re
from collections.abc import Iterable

from ambassadors.practices.identifying_details import find_traces
from core.collation import fold_text
from core.html import RICH_TEXT, clean
from people.models import Person, Team


_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]*>")
FEWEST_WORDS = 2  # of a team's name: one word is a trade that every organisation has


class Named:
    """The names of people and teams of this organisation that stand in any of these texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        words = {word for text in texts for word in _words(text)}
        people = Person.objects.order_by().values_list("first_name", "last_name", "staff_number")
        names = set()
        for first, last, number in people.iterator():
            names |= {f"{first} {last}", f"{last} {first}", number or ""}
        # A name of one word is a staff number: nobody is called by one name alone here.
        teams = Team.objects.order_by().values_list("name", "code")
        for name, code in teams.iterator():
            is_told = len(_words(name)) >= FEWEST_WORDS and code != Team.ROOT_CODE
            names |= {name if is_told else ""}
        found = (_words(name) for name in names)
        self._names = {tuple(name) for name in found if name and words.issuperset(name)}

    def stand_in(self, *texts: str) -> bool:
        """Return whether one of the texts names or reaches somebody."""
        return any(
            find_traces(_plain(text), any_number=True) or self._names_in(text) for text in texts
        )

    def _names_in(self, text: str) -> bool:
        words = _words(text)
        return any(
            tuple(words[at : at + len(name)]) == name
            for name in self._names
            for at in range(len(words) - len(name) + 1)
        )


def html_of_texts(html: str) -> str:
    """Return the HTML without what is only of this site: links to its pages, their keys."""
    return re.sub(r"<a>(.*?)</a>", r"\1", clean(html, RICH_TEXT), flags=re.DOTALL)


def _plain(text: str) -> str:
    return _TAG.sub(" ", text)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold_text(_plain(text)))
