from http import HTTPStatus

from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from core.collation import truncate_search
from core.disk import has_room_for
from core.outages import Outage
from core.redirects import parent_page_path
from core.views import outage_response


# Parameters that hold what somebody looks for: ours, Wagtail's, those of its lists and of its API.
SEARCHES = frozenset({"q", "nom", "name", "mot", "search", "term", "label", "source_title"})
LONGEST_QUERY = 16 * 1024  # what follows the question mark; a proxy before us often allows half


def refuse_long_addresses(get_response):
    """Refuse a path or a query longer than any page leads to, before a search or a database reads it."""

    def middleware(request):
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return HttpResponse(status=414)
        return get_response(request)

    return middleware


LARGE_UPLOAD = 10 * 1024 * 1024


def refuse_uploads_without_room(get_response):
    """Refuse a large upload that would fill a disk before it is read."""

    def middleware(request):
        announced = str(request.META.get("CONTENT_LENGTH") or "")
        size = int(announced) if announced.isascii() and announced.isdecimal() else 0
        if size > LARGE_UPLOAD and not has_room_for(size):
            return outage_response(request, Outage.FULL)
        return get_response(request)

    return middleware


def shorten_searches(get_response):
    """Shorten every search of a query string, whatever page or list reads it."""

    def middleware(request):
        given = request.GET.copy()
        for name in SEARCHES.intersection(given):
            given.setlist(name, [truncate_search(search) for search in given.getlist(name)])
        if given != request.GET:
            given._mutable = False
            request.GET, request.is_search_shortened = given, True
        return get_response(request)

    return middleware


# What a page may ask of the device: nothing, whoever asks. Fullscreen and sound are for the players of
# embedded parts; passkeys and copying, for this site.
DEVICE_OFF = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "browsing-topics", "camera", "clipboard-read", "display-capture",
        "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
        "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "window-management",
        "xr-spatial-tracking",
    )
)  # fmt: skip
HEADERS = {
    "Permissions-Policy": f"{DEVICE_OFF}, clipboard-write=(self), publickey-credentials-create=(self), "
    "publickey-credentials-get=(self)",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "",  # Granian, which has no option to keep quiet, names itself where nothing stands
}


def add_security_headers(get_response):
    """Add the security headers that Django has no setting for, to files as to pages."""

    def middleware(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def compress_pages(get_response):
    """Send pages with gzip, but none whose address has a query or leads nowhere.

    What somebody else made a reader ask for would stand in such a page beside what is the reader's own, and its length would
    tell whether they are alike (BREACH).
    """
    compress = GZipMiddleware(get_response).process_response

    def middleware(request):
        response = get_response(request)
        is_chosen_by_us = request.method == "GET" and not request.META.get("QUERY_STRING")
        is_page = response.get("Content-Type", "").startswith("text/html")
        if response.status_code == HTTPStatus.OK and is_chosen_by_us and is_page:
            return response if response.streaming else compress(request, response)
        return response

    return middleware


def keep_personal_pages_out_of_caches(get_response):
    """Forbid storing the pages of signed-in people, so that the back button shows none after signing out."""

    def middleware(request):
        response = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def explain_refused_methods(get_response):
    """Show a page instead of a blank 405 where an address that takes a form alone was opened."""

    def middleware(request):
        response = get_response(request)
        is_for_a_program = request.htmx or response.get("Content-Type") == "application/json"
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or is_for_a_program:
            return response
        context = {"back": parent_page_path(request.path_info)}
        page = render(request, "405.html", context, status=response.status_code)
        page["Allow"] = response.get("Allow", "")
        return page

    return middleware
