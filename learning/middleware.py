import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.urls import resolve

from core.middleware import DEVICE_OFF
from core.outages import outage_of
from core.views import RETRY_AFTER


log = logging.getLogger(__name__)
URLCONF = "learning.package_urls"
READS = ("GET", "HEAD")
# On every answer of the packages’ own origin, also a refusal.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": f"{DEVICE_OFF}, clipboard-write=(), publickey-credentials-create=(), "
    "publickey-credentials-get=()",
}


def serve_packages_apart(get_response):
    """Answer on the packages’ own host with their files and nothing else: no session, no page of ours.

    The host decides, whatever the port: cookies do not know ports.
    """

    def middleware(request):
        if not is_for_packages(request):
            return get_response(request)
        response = _answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'")
        return response

    return middleware


def is_for_packages(request) -> bool:
    host = request.META.get("HTTP_HOST", "").lower().partition(":")[0].rstrip(".")
    return bool(host) and host == urlsplit(settings.PACKAGES_ORIGIN).hostname


def _answer(request) -> HttpResponse:
    if request.method not in READS:
        return HttpResponseNotAllowed(READS)
    if "Service-Worker" in request.headers:  # it would outlive the visit
        return HttpResponse(status=404)
    try:
        match = resolve(request.path_info, urlconf=URLCONF)
        return match.func(request, *match.args, **match.kwargs)
    except Http404:
        return HttpResponse(status=404)
    except (
        Exception
    ) as error:  # an archive that is gone: Django’s own answer would come without the headers
        if outage_of(error):
            return HttpResponse(status=503, headers={"Retry-After": str(RETRY_AFTER)})
        log.exception("a file of a package could not be read")
        return HttpResponse(status=500)
