"""Validate the query string of a page of figures: known parameters, once each, with known values.

One answer for all that is not: the address bar tells nothing about what may not be seen.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from adoption.foundation.policies import may_read_every_figure


T = TypeVar("T")


def unknown_selection(request: HttpRequest, name: str) -> HttpResponse:
    """Return 404 with a link to the latest month to readers of every figure; raise Http404 for others."""
    if not may_read_every_figure(request.user) or not request.GET:
        raise Http404
    return render(
        request, "adoption/foundation/no_such_question.html", {"url": reverse(name)}, status=404
    )


def refuse_unknown_parameters(given: QueryDict, names: Collection[str]) -> None:
    """Raise Http404 for another parameter, or one given twice."""
    if set(given) - set(names) or any(len(given.getlist(name)) > 1 for name in given):
        raise Http404


def team_key(text: str) -> int:
    """Parse a team id; 404 for anything not written as one."""
    if not (text.isascii() and text.isdigit() and len(text) < 19 and str(int(text)) == text):
        raise Http404
    return int(text)


def one_or_404(things: Sequence[T], text: str | None, written: Callable[[T], str]) -> T:
    """Return the item that `written` spells as `text`, the first without `text`; Http404 for none."""
    for thing in things:
        if text is None or written(thing) == text:
            return thing
    raise Http404


def one_or_404_unless_empty(
    things: Sequence[T],
    text: str | None,
    written: Callable[[T], str],
    *,
    elsewhere: Callable[[], Iterable[T]] = tuple,
) -> T | None:
    """Do as `one_or_404`, but return None for an empty choice without `text`.

    A `text` of `elsewhere` counts as none: the form that changes the portal still sends the month of the one before.
    """
    if text not in {None, *map(written, things)} and text in map(written, elsewhere()):
        text = None
    return one_or_404(things, text, written) if things or text is not None else None
