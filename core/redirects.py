"""Decides where a person is redirected: on this site, and to an address that a browser can open with GET."""

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


def post_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Restrict a view to POST like Django's `require_POST`, and mark it, so that nobody is redirected there."""
    marked: Any = require_POST(view)
    marked.post_only = True
    return marked


def is_post_only(path: str) -> bool:
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return False
    kind = getattr(view, "view_class", None)
    if kind is None:
        return getattr(view, "post_only", False)
    return "get" not in kind.http_method_names or not hasattr(kind, "get")


def parent_page_path(path: str) -> str:
    """Return the nearest folder of the path that is a page of its own, else the first screen."""
    while path != ROOT:
        path = path[: path.rstrip("/").rfind("/") + 1]
        if _is_a_page(path):
            return path
    return ROOT


def _is_a_page(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return match.url_name != CATCH_ALL and not is_post_only(path)


def address_for_get(address: str) -> str:
    """Return the address, or the page above it where the address answers to POST alone."""
    path = urlsplit(address).path
    return parent_page_path(path) if is_post_only(path) else address


def safe_next_url(request: HttpRequest, address: str, *, otherwise: str = "") -> str:
    """Return the target of a `next` parameter if it is on this site, else `otherwise`, else the first screen."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address_for_get(address) if is_ours else otherwise or settings.LOGIN_REDIRECT_URL


def return_url(request: HttpRequest) -> str:
    """Return the page to go back to when a request was not carried out; for a POST, the page of its form."""
    requested_path = request.get_full_path()
    if request.method in ("GET", "HEAD") or not is_post_only(request.path_info):
        return address_for_get(requested_path)
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return address_for_get(requested_path)
    return safe_next_url(request, came_from._replace(scheme="", netloc="").geturl())
