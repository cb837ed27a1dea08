"""A chart as a file: drawn once for all who read the same, and asked for anew each time."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers

from adoption.charts.drawings import all_of, kept_drawing
from adoption.charts.frame import VARIANTS


def chart_addresses(name: str, query: str) -> dict[str, str]:
    """Of each variant, by a name that a template can say."""
    return {
        variant.replace("-", "_"): f"{reverse(name, args=[variant])}?{query}"
        for variant in VARIANTS
    }


def chart_file(
    request: HttpRequest, drawn: tuple[Any, ...], draw: Callable[[], bytes]
) -> HttpResponse:
    """`drawn`: all that the drawing hangs on but the language, and only that; a kind of drawing comes first."""
    etag = f'"{sha256(repr(all_of(drawn)).encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        svg = kept_drawing(drawn, draw)
        response = HttpResponse(svg, content_type="image/svg+xml")
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response
