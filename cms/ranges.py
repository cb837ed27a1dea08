"""Serves a part of a file, for players that begin or go on in its middle (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from cms.signatures import RECORDINGS, VIDEOS, extension_of


CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")


def parse_range_header(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that a Range header asks for, or None for one not answered in parts.
    Raises ValueError where nothing of the file lies in it."""
    match = _RANGE.match(header.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last or size - 1), size - 1)
    if last and first and int(last) < int(first):
        return None
    if start >= size or (not first and int(last) == 0):
        raise ValueError(header)
    return start, end


@require_safe
def serve_in_parts(request: HttpRequest, document_id: int, document_filename: str) -> Any:
    """Serve a document with Wagtail's own view and checks; of a video or a recording, the requested part."""
    response = serve(request, document_id, document_filename)
    header = request.headers.get("Range", "")
    has_parts = extension_of(document_filename) in (*VIDEOS, *RECORDINGS)
    if response.status_code != HTTPStatus.OK or not response.streaming or not has_parts:
        return response
    response["Accept-Ranges"] = "bytes"
    is_same = request.headers.get("If-Range") in (None, response.get("ETag"))
    return _cut(response, header) if header and is_same else response


def _cut(response: FileResponse, header: str) -> HttpResponse | FileResponse:
    """Reduce the response to what the header asks for."""
    size = int(response["Content-Length"])
    try:
        byte_range = parse_range_header(header, size)
    except ValueError:
        response.close()
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={"Content-Range": f"bytes */{size}"},
        )
    if byte_range is None:
        return response
    start, end = byte_range
    response.streaming_content = _bytes(response.file_to_stream, start, end)
    response.status_code = HTTPStatus.PARTIAL_CONTENT
    response["Content-Length"] = str(end - start + 1)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _bytes(stream: Any, start: int, end: int) -> Iterator[bytes]:
    stream.seek(start)
    left = end - start + 1
    while left > 0 and (chunk := stream.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk
