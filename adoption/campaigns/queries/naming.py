"""Recognises texts of a campaign that name somebody: these stay behind whole."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat, Left, Lower, StrIndex

from ambassadors.practices.identifying_details import find_traces
from core.collation import fold_text
from core.html import RICH_TEXT, clean
from people.models import Person, Team


_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<!--.*?-->|</?[a-z][^<>]*>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r'<a(?: href="(?P<address>[^"]*)")?>(?P<text>.*?)</a>', re.DOTALL)
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_INITIAL = re.compile(r"\b([^\W\d_])\. ?(?=[^\W\d_a-z])")
_DOT = "point"  # stands for the dot of an initial
FEWEST_WORDS = 2  # of a team's name: one word is a trade that every organisation has


class Named:
    """The names of people and teams of this organisation that stand in any of these texts."""

    def __init__(self, texts: Iterable[str], told: Iterable[str] = ()) -> None:
        """Collect the names that stand in the texts; `told`: further names that stay."""
        words = {word for text in texts for word in _words(text)}
        names = {tuple(_words_of(name)) for name in told} | set(_names_of_teams())
        people = _perhaps_in(words).values_list("first_name", "last_name", "staff_number")
        for first, last, number in people.iterator():
            # A name of one word is a staff number: nobody is called by one name alone here.
            names.add(tuple(_words_of(number or "")))
            family = tuple(_words_of(last))
            if words.issuperset(family):
                given, initial = tuple(_words_of(first)), fold_text(first)[:1] + _DOT
                names |= {given + family, family + given, (initial, *family)}
        self._names = {name for name in names if name and words.issuperset(name)}

    def stand_in(self, *texts: str) -> bool:
        """Return whether one of the texts names or reaches somebody."""
        return any(
            find_traces(_TAG.sub(" ", text), any_number=True)
            or any(map(find_traces, _readings(text)))
            or any(map(self._stand_among, map(_words_of, _readings(text))))
            for text in texts
        )

    def _stand_among(self, words: list[str]) -> bool:
        return any(
            tuple(words[at : at + len(name)]) == name
            for name in self._names
            for at in range(len(words) - len(name) + 1)
        )


def html_of_texts(html: str) -> str:
    """Return the HTML without what is only of this site: links to its pages, their keys."""
    return _LINK.sub(_linked_outside, clean(html, RICH_TEXT))


def _linked_outside(link: re.Match[str]) -> str:
    address = unescape(link["address"] or "")
    is_own = not _ADDRESS.match(address) or _host(address) == _host(settings.BASE_URL)
    return link["text"] if is_own else link[0]


def _host(address: str) -> str:
    return address.partition("//")[2].partition("/")[0].casefold()


def _readings(text: str) -> tuple[str, ...]:
    """Return a text as it is seen, with its tags as spaces, and with what only they hold: addresses of links."""
    return unescape(_TAG.sub("", text)), unescape(_TAG.sub(" ", text)), unquote(unescape(text))


def _words(text: str) -> list[str]:
    return [word for reading in _readings(text) for word in _words_of(reading)]


def _words_of(text: str) -> list[str]:
    """Return the words of a text; an initial before a name is one with its dot, so that no article is taken for one."""
    marked = _INITIAL.sub(rf" \1{_DOT} ", text)
    return _WORD.findall(fold_text(marked))


def _perhaps_in(words: set[str]) -> QuerySet[Person]:
    """Return the people of whom a family name begins with one of the words, or whose staff number is one or holds a sign."""
    initials = {word[0] for word in words if word[1:] == _DOT}
    begins = Left("folded_name", StrIndex(Concat("folded_name", Value(" ")), Value(" ")) - 1)
    return (
        Person.objects.order_by()
        .alias(begins=begins, number=Lower("staff_number"))
        .filter(
            Q(begins__in=words | initials)
            | Q(number__in=words)
            | ~Q(staff_number__regex=r"^[0-9A-Za-z]+$")
        )
    )


def _names_of_teams() -> Iterator[tuple[str, ...]]:
    teams = Team.objects.exclude(code=Team.ROOT_CODE).order_by().values_list("name", flat=True)
    for name in teams.iterator():
        words = tuple(_words_of(name))
        if len(words) >= FEWEST_WORDS:
            yield words
