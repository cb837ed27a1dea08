"""Bounds on API requests, and error responses that repeat nothing of them.

No body, token or pseudonym is logged here or told back. What goes wrong unforeseen is logged as the lines of
our code that it came from, without a message: a database says in it what it was given.
"""

import json
import logging
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from adoption.usage.actions.tokens import authenticate_token
from adoption.usage.importers.intake import MOST_REFUSALS
from adoption.usage.throttling import consume_rate
from adoption.usage.views.api_shapes import FIELDS, MOST_ITEMS
from core.outages import outage_of
from core.views import RETRY_AFTER


logger = logging.getLogger(__name__)
MOST_BYTES = 2 * 1024 * 1024
A_MINUTE = 60
READ_ONLY = {"openapi-json", "api-root"}


# --- Who comes in ---------------------------------------------------------------------------------


class PortalBearer(HttpBearer):
    """Authenticate by a token of this portal, in force. Any other, and none, gets the same 401."""

    openapi_description = "Authorization: Bearer passerelle_…"

    def __call__(self, request):
        scheme, _blank, shown = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.openapi_scheme:
            return None
        return self.authenticate(request, shown)

    def authenticate(self, request, token):
        return authenticate_token(slug=request.resolver_match.kwargs["portal"], shown=token)


class PerToken(BaseThrottle):
    def allow_request(self, request):
        return consume_rate(request, "portal", request.auth.key)

    def wait(self):
        return A_MINUTE


# --- What comes in --------------------------------------------------------------------------------


class StrictJSON(Parser):
    """Parse UTF-8 without duplicate keys or non-JSON numbers. A ValueError is answered as 400."""

    def parse_body(self, request):
        if request.content_type != "application/json":
            raise ValueError
        text = request.body.decode("utf-8")
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)


def _once(pairs):
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError
    return read


def _refuse(_constant):
    raise ValueError


def guarded_view(view, name):
    """Wrap a view: bound the length before reading the body, and set the response headers."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def opened(request, *args, **kwargs):
        response = _answer(view, name, request, args, kwargs)
        response["Cache-Control"] = "no-store"
        return response

    opened.__module__ = __name__  # a view of ours, to whoever lists them
    opened.post_only = name not in READ_ONLY
    return opened


def _answer(view, name, request, args, kwargs):
    if name in READ_ONLY and request.method not in ("GET", "HEAD"):
        return _not_allowed("GET, HEAD")
    if _length(request) > MOST_BYTES:
        return problem_response(
            413, "too_long", _("at most %(bytes)s bytes") % {"bytes": MOST_BYTES}
        )
    try:
        response = view(request, *args, **kwargs)
    except Http404:
        return problem_response(404, "not_found", _("an address of this API: see openapi.json"))
    if response.status_code == 405:
        return _not_allowed(response["Allow"])
    return response


def _length(request) -> int:
    """Announced length; without one nothing is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isascii() and announced.isdecimal() else MOST_BYTES + 1


def _not_allowed(methods: str) -> HttpResponse:
    response = problem_response(405, "method", methods)
    response["Allow"] = methods
    return response


def guarded_urls(api):
    """Addresses of the API, each behind the guard."""
    patterns, _app, _namespace = api.urls
    return [
        path(str(pattern.pattern), guarded_view(pattern.callback, pattern.name), name=pattern.name)
        for pattern in patterns
    ]


# --- What goes out --------------------------------------------------------------------------------


def problem_response(status: int, code: str, expected: str, refusals=()) -> HttpResponse:
    """Error response. `code` for a program, `expected` for a person, in the requested language."""
    content = {"error": code, "expected": expected, "refusals": list(refusals)}
    return JsonResponse(content, status=status)


CODES = {400: "unreadable", 401: "token", 429: "too_often"}


def on_http_error(request, error: HttpError) -> HttpResponse:
    status = error.status_code
    expected = {
        400: _("JSON in UTF-8, of the type application/json, each field once"),
        401: _("a token of this portal, in force: Authorization: Bearer …"),
        429: _("fewer calls: wait a minute"),
    }
    response = problem_response(status, CODES.get(status, "refused"), expected.get(status, ""))
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def on_wrong_shape(request, error: ValidationError) -> HttpResponse:
    """Answer by item number and expectation; the name of an unknown field is not repeated."""
    fields = FIELDS[request.resolver_match.url_name]
    refusals = {_shape_refusal(fault, fields): None for fault in error.errors}
    return refusal_response([dict(refusal) for refusal in refusals])


def _shape_refusal(error, fields):
    places = error["loc"][2:]
    item = places[0] + 1 if places and isinstance(places[0], int) else 0
    exactly = _("exactly the fields %(names)s") % {"names": ", ".join(fields)}
    if error["type"] in ("too_long", "too_short", "list_type"):
        reason = _("The list is refused.")
        expected = _("a list of 1 to %(most)s items") % {"most": MOST_ITEMS}
    elif error["type"] in ("extra_forbidden", "missing", "model_type", "model_attributes_type"):
        reason, expected = _("The fields are not those expected."), exactly
    else:
        name = places[-1] if places and places[-1] in fields else ""
        reason = _("The value of the field %(name)s is refused.") % {"name": name}
        expected = _("a text of at most %(most)s characters") % {
            "most": error.get("ctx", {}).get("max_length", fields.get(name, ""))
        }
    return (("item", item), ("reason", reason), ("expected", expected))


def refusal_response(refusals) -> HttpResponse:
    """422: nothing of the request was stored."""
    shown = refusals[:MOST_REFUSALS]
    if len(refusals) > len(shown):
        shown.append(
            {
                "item": 0,
                "reason": _("More lines are refused; the rest was not examined."),
                "expected": "",
            }
        )
    return problem_response(
        422, "refused", _("the whole again, once mended: nothing was taken in"), shown
    )


def on_failure(request, error: Exception) -> HttpResponse:
    again_later = _("the same again later: nothing was taken in")
    if outage_of(error):
        response = problem_response(503, "unavailable", again_later)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    logger.error("the API of portals failed", exc_info=error)
    return problem_response(500, "failed", again_later)
