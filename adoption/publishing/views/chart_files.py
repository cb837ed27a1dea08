"""Serve charts as files, drawn once for all readers with the same data; access is checked on each request.

A page that shows one has read all that is in it. The address of its drawing says so, with a mark for this session
alone; for as long as the session lasts, that drawing is served without reading the figures again. Without the mark,
in another session or when the drawing is no longer kept, the view decides as it does for anybody.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from adoption.publishing.charts.drawing_cache import cached_drawing, drawing_name, kept_files
from adoption.publishing.charts.frame import VARIANTS


SHOWN_MARK = "vu"
DrawingKey = tuple[Any, ...]


def chart_addresses(
    request: HttpRequest, name: str, query: str, drawn: DrawingKey, args: Sequence[object] = ()
) -> dict[str, str]:
    """Addresses by variant name. `drawn` as for `chart_file`; `args`: before the variant."""
    signer = _signer(request)
    addresses = {}
    for variant in VARIANTS:
        mark = urlencode({SHOWN_MARK: signer.sign(drawing_name((variant, *drawn)))})
        question = "&".join(each for each in (query, mark) if each)
        addresses[variant.replace("-", "_")] = f"{reverse(name, args=[*args, variant])}?{question}"
    return addresses


def chart_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate the view at `<variant>.svg`: it runs only for drawings that no page of this session has shown."""

    @require_safe
    @wraps(view)
    def served(request: HttpRequest, *args: Any, variant: str, **kwargs: Any) -> HttpResponse:
        if variant not in VARIANTS:
            raise Http404
        name = _shown_before(request)
        svg = kept_files().read(name) if name else None
        if name and svg is not None:
            return _answer(request, name, lambda: svg)
        return view(request, *args, variant=variant, **kwargs)

    return served


def chart_file(
    request: HttpRequest, variant: str, drawn: DrawingKey, draw: Callable[[], bytes]
) -> HttpResponse:
    """Serve the drawing. `drawn`: all it depends on but variant and language, and only that; its kind comes first."""
    drawn = (variant, *drawn)
    return _answer(request, drawing_name(drawn), lambda: cached_drawing(drawn, draw))


def _answer(request: HttpRequest, name: str, read: Callable[[], bytes]) -> HttpResponse:
    etag = f'"{name[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(read(), content_type="image/svg+xml")
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def _signer(request: HttpRequest) -> Signer:
    return Signer(salt=f"drawing shown in {request.session.session_key}")


def _shown_before(request: HttpRequest) -> str | None:
    """Return the name of a drawing already shown to this session, and remove the mark from the query string."""
    given = request.GET.copy()
    [mark] = given.pop(SHOWN_MARK, [""])[-1:]
    request.GET = given
    if not request.user.is_authenticated:
        return None
    try:
        return _signer(request).unsign(str(mark))
    except BadSignature:
        return None
