"""What a page of figures is asked in its address: these parameters, once each, with a value that there is.

One answer for all that is not: the address bar tells nothing about what may not be seen.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from adoption.foundation.policies import may_read_every_figure


T = TypeVar("T")


def unknown_selection(request: HttpRequest, name: str) -> HttpResponse:
    """Not found, with the way to the latest month, for whoever reads the page `name`; raises it for others."""
    if not may_read_every_figure(request.user) or not request.GET:
        raise Http404
    return render(
        request, "adoption/foundation/no_such_question.html", {"url": reverse(name)}, status=404
    )


def refuse_unknown_parameters(given: QueryDict, names: Collection[str]) -> None:
    """Not found for another parameter, or one that stands twice."""
    if set(given) - set(names) or any(len(given.getlist(name)) > 1 for name in given):
        raise Http404


def one_or_404(things: Sequence[T], text: str | None, written: Callable[[T], str]) -> T:
    """The one that is written so, the first where nothing is asked; not found without any."""
    for thing in things:
        if text is None or written(thing) == text:
            return thing
    raise Http404


def one_or_none(things: Sequence[T], text: str | None, written: Callable[[T], str]) -> T | None:
    """The same; None where there is nothing to choose from and nothing is asked."""
    return one_or_404(things, text, written) if things or text is not None else None
