"""Where somebody is sent on to: on this site, and to an address that a browser may open."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


ROOT = "/"
CATCH_ALL = "wagtail_serve"  # takes any address, and mostly answers that there is no such page


def posts_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Django's `require_POST`, readable from outside: nobody is sent to such an address."""
    marked: Any = require_POST(view)
    marked.posts_only = True
    return marked


def takes_posts_only(path: str) -> bool:
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return False
    kind = getattr(view, "view_class", None)
    if kind is None:
        return getattr(view, "posts_only", False)
    return "get" not in kind.http_method_names or not hasattr(kind, "get")


def page_above(path: str) -> str:
    """The nearest folder of the address that is a page of its own, else the first screen."""
    while path != ROOT:
        path = path[: path.rstrip("/").rfind("/") + 1]
        if _is_a_page(path):
            return path
    return ROOT


def _is_a_page(path: str) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.url_name != CATCH_ALL and not takes_posts_only(path)


def openable(address: str) -> str:
    """The address; the page above it where only a form may be sent."""
    path = urlsplit(address).path
    return page_above(path) if takes_posts_only(path) else address


def own_address(request: HttpRequest, address: str, *, otherwise: str = "") -> str:
    """What a `next` says, if it is of this site; the first screen by default."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return openable(address) if is_ours else otherwise or settings.LOGIN_REDIRECT_URL


def page_of_form(request: HttpRequest) -> str:
    """Where to go back to after what was asked did not happen: for a POST, where its form was."""
    asked = request.get_full_path()
    if request.method in ("GET", "HEAD") or not takes_posts_only(request.path_info):
        return openable(asked)
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return openable(asked)
    return own_address(request, came_from._replace(scheme="", netloc="").geturl())
