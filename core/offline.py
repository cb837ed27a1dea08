"""Lists what a personal device may keep and what it may send later: an allow-list, filled by the apps.

A page is kept only where its address is listed and its view says so of what it shows (`allow_keeping`); a form waits only
where its address is listed. Everything else needs the network (docs/decisions/0068-offline.md).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.site_settings import value_of


KEPT_DAYS = 14  # then a device forgets all that it kept
# Headers: of an answer that may be kept, of whose it is, of a form that waited and its random number.
KEEP, PERSON, SEND = "Passerelle-Keep", "Passerelle-Person", "Passerelle-Send"


@dataclass(frozen=True, slots=True)
class OfflineRoute:
    """`words`: what the works council reads. `is_keyed`: the random number is stored with what the form does, so that a
    second try does nothing; without it the view tells a second try by itself."""

    name: str
    words: Any
    is_keyed: bool = True


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """A page that a device downloads. `prepare`: takes a POST first, and answers with further pages."""

    url: str
    title: str
    prepare: str = ""


_kept: dict[str, OfflineRoute] = {}
_sent: dict[str, OfflineRoute] = {}
_lists: list[Callable[[Any], Iterable[OfflinePage]]] = []


def register_kept_page(route: OfflineRoute) -> None:
    _kept[route.name] = route


def register_waiting_form(route: OfflineRoute) -> None:
    _sent[route.name] = route


def register_offline_pages(pages: Callable[[Any], Iterable[OfflinePage]]) -> None:
    """Register `pages(person)`: what that person’s own device downloads."""
    _lists.append(pages)


def kept_routes() -> list[OfflineRoute]:
    return list(_kept.values())


def waiting_forms() -> list[OfflineRoute]:
    return list(_sent.values())


def waiting_form(name: str) -> OfflineRoute | None:
    return _sent.get(name) if value_of("OFFLINE") else None


def offline_pages(person: Any) -> list[OfflinePage]:
    return [page for pages in _lists for page in pages(person)]


def allow_keeping(request: Any) -> None:
    """Say of the page that this request shows that a personal device may keep it; its route must be listed too."""
    request.may_be_kept = True


def mark_done(request: Any) -> None:
    """Say that what a form asks for was done: without this, one that waited and is then redirected counts as refused."""
    request.is_form_done = True


def is_done(request: Any) -> bool:
    return getattr(request, "is_form_done", False)


def may_be_kept(request: Any) -> bool:
    match = request.resolver_match
    return (
        request.method == "GET"
        and getattr(request, "may_be_kept", False)
        and match is not None
        and match.view_name in _kept
        and value_of("OFFLINE")
    )
