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
    """A page that a device downloads. `more`: the address that lists further pages, or ""."""

    url: str
    title: str
    more: str = ""


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


def mark_done(request: Any, **told: Any) -> None:
    """Say that what a form asks for was done, and what the device is told of it: without this, one that waited counts
    as refused."""
    request.form_result = told


def mark_refused(request: Any, said: str) -> None:
    """Say why a form that waited is not taken, where its page says so beside a field."""
    request.form_refusal = said


def result_of(request: Any) -> dict[str, Any] | None:
    """Return None of a form that was not done."""
    return getattr(request, "form_result", None)


def refusal_of(request: Any) -> str:
    return getattr(request, "form_refusal", "")


def may_be_kept(request: Any) -> bool:
    match = request.resolver_match
    return (
        request.method == "GET"
        and getattr(request, "may_be_kept", False)
        and match is not None
        and match.view_name in _kept
        and value_of("OFFLINE")
    )
