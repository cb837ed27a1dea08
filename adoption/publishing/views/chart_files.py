"""Serve charts as files, drawn once for all readers with the same data; access is checked on each request.

One that nobody has drawn yet is drawn by a process of its own; meanwhile the page has its table. One that cannot be drawn is
503, of which a page shows nothing.

A page that shows one has read all that is in it. The address of its drawing says so, with a mark for this session
alone; for as long as the session lasts, that drawing is served without reading the figures again. Without the mark,
in another session or when the drawing is no longer kept, the view decides as it does for anybody.
"""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from adoption.publishing.charts.calls import DrawingUnavailableError
from adoption.publishing.charts.drawing_cache import drawing_cache, drawing_name
from adoption.publishing.charts.frame import VARIANTS
from core.file_cache import cache_key


log = logging.getLogger(__name__)

SHOWN_MARK = "vu"
RETRY_AFTER = "10"  # seconds
LONGEST_ERROR = 300  # letters
DrawingKey = tuple[Any, ...]


def chart_addresses(
    request: HttpRequest, name: str, query: str, drawn: DrawingKey, args: Sequence[object] = ()
) -> dict[str, str]:
    """Addresses by variant name. `drawn` as for `chart_file`; `args`: before the variant."""
    mark = urlencode({SHOWN_MARK: _signer(request).sign(drawing_name(drawn))})
    question = "&".join(filter(None, (query, mark)))
    return {
        variant.replace("-", "_"): f"{reverse(name, args=[*args, variant])}?{question}"
        for variant in VARIANTS
    }


def chart_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate the view at `<variant>.svg`: it runs only for drawings that no page of this session has shown."""

    @require_safe
    @wraps(view)
    def served(request: HttpRequest, *args: Any, variant: str, **kwargs: Any) -> HttpResponse:
        if variant not in VARIANTS:
            raise Http404
        key = (variant, _shown_before(request))
        svg = drawing_cache().read(cache_key(key))
        if svg is not None:
            return _answer(request, key, lambda: svg)
        return view(request, *args, variant=variant, **kwargs)

    return served


def chart_file(
    request: HttpRequest, variant: str, drawn: DrawingKey, draw: Callable[[], bytes]
) -> HttpResponse:
    """Serve the drawing. `drawn`: all it depends on but variant and language, and only that; its kind comes first."""
    key = (variant, drawing_name(drawn))
    return _answer(request, key, lambda: drawing_cache().get_or_make(key, draw))


def _answer(
    request: HttpRequest, key: tuple[str, str | None], read: Callable[[], bytes]
) -> HttpResponse:
    etag = f'"{cache_key(key)[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(read(), content_type="image/svg+xml")
        except DrawingUnavailableError as error:
            log.warning("a drawing was not made: %s", str(error)[-LONGEST_ERROR:])
            return HttpResponse(status=503, headers={"Retry-After": RETRY_AFTER})
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def _signer(request: HttpRequest) -> Signer:
    return Signer(salt=f"drawing shown in {request.session.session_key}")


def _shown_before(request: HttpRequest) -> str | None:
    """Return the name, of all variants, of a drawing already shown to this session, and remove the mark from the query string."""
    given = request.GET.copy()
    [mark] = given.pop(SHOWN_MARK, [""])[-1:]
    request.GET = given
    if not request.user.is_authenticated:
        return None
    try:
        return _signer(request).unsign(str(mark))
    except BadSignature:
        return None
