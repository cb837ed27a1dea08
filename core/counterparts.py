"""Registers which page of the administration keeps what a page of the site shows, and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core.site_settings import setting_groups


Shown = Mapping[str, Any]
Arguments = Callable[[Shown], list[Any] | None]


def no_arguments(shown: Shown) -> list[Any]:
    return []


def same(name: str) -> Arguments:
    """Return a function that hands the argument `name` on."""
    return lambda shown: [shown[name]]


def key_of(name: str) -> Arguments:
    """Return a function that gives the key of the object that a template shows as `name`."""
    return lambda shown: [shown[name].pk] if getattr(shown.get(name), "pk", None) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """A page of the site and one of the administration, by the names of their addresses.

    `label`: what one does there. `allowed(person)`: who may open the administration’s. `find(shown)`: what its address takes,
    from what that of the site took and what its template shows; None where there is nothing of the kind. `back(shown)` is the
    same the other way; without it none leads back.
    """

    site: str
    admin: str
    label: Any
    allowed: Callable[[Any], bool]
    find: Arguments = no_arguments
    back: Arguments | None = None


_counterparts: list[Counterpart] = []
_setters: list[tuple[Callable[[Any], bool], str]] = []


def register_counterparts(*given: Counterpart) -> None:
    _counterparts.extend(given)


def register_setters(may_set: Callable[[Any], bool], page: str) -> None:
    """Register who may change the settings of the site, and the name of the page of a group of them."""
    _setters[:] = [(may_set, page)]


def admin_links(request: HttpRequest, shown: Shown) -> list[tuple[Any, str]]:
    """Return where what a page shows is kept, for who may: label and address."""
    match = request.resolver_match
    if match is None:
        return []
    known = dict(shown) | match.kwargs
    found = []
    for pair in _counterparts:
        if pair.site == match.view_name and pair.allowed(request.user):
            arguments = pair.find(known)
            if arguments is not None:
                found.append((pair.label, reverse(pair.admin, args=arguments)))
    return found + setting_links(request)


def setting_links(request: HttpRequest) -> list[tuple[Any, str]]:
    """Return the groups of settings of which a page shows the effect, or administers the thing."""
    match = request.resolver_match
    return [
        (group.title, reverse(page, args=[group.key]))
        for may_set, page in _setters
        if match is not None and may_set(request.user)
        for group in setting_groups()
        if match.view_name in group.pages or match.view_name in {link.page for link in group.links}
    ]


def site_link(request: HttpRequest) -> str:
    """Return where the site shows what a page of the administration keeps; "" for none."""
    match = request.resolver_match
    if match is None:
        return ""
    for pair in _counterparts:
        if pair.admin == match.view_name and pair.back is not None:
            arguments = pair.back(match.kwargs)
            if arguments is not None:
                return reverse(pair.site, args=arguments)
    return ""
