"""Lets a subject above put its dates into a person's calendar feed, and keep those hours from seats asked for."""

from collections.abc import Callable, Iterable, Iterator

from ambassadors.workshops.exporters.calendar import CalendarEntry
from people.models import Person


FeedSource = Callable[[Person], Iterable[CalendarEntry]]

_sources: list[FeedSource] = []


def register_feed_source(source: FeedSource) -> None:
    _sources.append(source)


def further_entries(person: Person) -> Iterator[CalendarEntry]:
    for source in _sources:
        yield from source(person)
