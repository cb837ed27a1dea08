"""The request that is being answered, as far as logs, traces and error reports may know it."""

import secrets
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve


PRIVATE = "private"
NO_ROUTE = "none"
STATIC = "static"
QUIET = frozenset(
    {STATIC, "alive", "ready", "metrics"}
)  # files, and machines that ask all the time
GROUPS = frozenset(
    {"adoption", "ambassadors", "learning", "quizzes", "cms", "people", "core", "wagtail"}
)


@dataclass(slots=True)
class ObservedRequest:
    """`route`: the name of the address, never the address. `group`: whose page it is, for counting."""

    route: str
    group: str
    request_id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def is_quiet(self) -> bool:
        return self.route in QUIET

    @property
    def is_private(self) -> bool:
        return self.route == PRIVATE


current_request: ContextVar[ObservedRequest | None] = ContextVar("request", default=None)


def observe(request: HttpRequest) -> ObservedRequest:
    """Name the route before any other middleware runs: what they log about a private one is private too."""
    if request.path_info.startswith(settings.STATIC_URL):
        return ObservedRequest(STATIC, STATIC)
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return ObservedRequest(NO_ROUTE, "other")
    if match.view_name in settings.PRIVATE_ROUTES:
        return ObservedRequest(PRIVATE, PRIVATE)
    package = match.func.__module__.partition(".")[0]
    return ObservedRequest(match.view_name, package if package in GROUPS else "other")
