"""Serves, on the packages’ own origin, the files of the one package that a visit names, and its run-time.

No view here knows a session. Whoever holds the address of a visit reads this package until it expires.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string

from learning.models import ScormPackage
from learning.package_visits import decrypt_visit
from learning.scorm.archive import Entry, name_key, read_entries, stream_file
from learning.scorm.content_types import UNKNOWN, content_type
from people.models import Person


SCRIPTS = {
    "scorm-wrapper.js": "js/scorm-wrapper.js",
    "scorm-wrapper.css": "scorm/wrapper.css",
    "scorm12.js": "vendor/scorm-again/scorm12.min.js",
    "scorm2004.js": "vendor/scorm-again/scorm2004.min.js",
}
SANDBOX = "sandbox allow-scripts allow-same-origin allow-forms allow-modals"
CONTENT_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; "
    "worker-src 'none'; object-src 'none'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors {framed_by} 'self'; " + SANDBOX
)
WRAPPER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {framed_by}; " + SANDBOX
)
RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")
KEPT = "private, max-age=3600"


def player_page(request, token):
    """Show the page that holds the run-time and, in a frame, the unit."""
    visit, package = _visited(token)
    context = {"visit": visit, "token": token, "version": package.version, "title": package.title}
    page = HttpResponse(render_to_string("learning/scorm_wrapper.html", context))
    page["Content-Security-Policy"] = WRAPPER_POLICY.format(framed_by=visit.framed_by)
    page["Cache-Control"] = "private, no-store"
    return page


def player_script(request, name):
    path = finders.find(SCRIPTS.get(name, "")) if name in SCRIPTS else None
    if path is None:
        raise Http404
    response = FileResponse(Path(path).open("rb"), content_type=content_type(name))  # noqa: SIM115
    response["Cache-Control"] = "public, max-age=3600"
    return response


def package_file(request, token, name):
    """Serve a file of the archive, whole or the part that a player of sound or video asks for."""
    visit, package = _visited(token)
    entry = _entries(package.pk, package.digest).get(name_key(name))
    if entry is None:
        raise Http404
    response = _part(request, package, entry)
    response["Content-Type"] = content_type(entry.name)
    if content_type(entry.name) == UNKNOWN:
        response["Content-Disposition"] = "attachment"
    response["Content-Security-Policy"] = CONTENT_POLICY.format(framed_by=visit.framed_by)
    response["Cache-Control"] = KEPT
    return response


def _visited(token):
    visit = decrypt_visit(token)
    if visit is None or not Person.objects.filter(uuid=visit.person, is_active=True).exists():
        raise Http404
    package = ScormPackage.objects.filter(uuid=visit.package).first()
    if package is None:
        raise Http404
    return visit, package


@lru_cache(maxsize=4)
def _entries(pk, digest):
    """Return the list of an archive, read once for each: a package of many files has a long list."""
    with ScormPackage.objects.get(pk=pk).archive.open("rb") as file:
        return read_entries(file)


def _part(request, package, entry: Entry):
    wanted = RANGE.fullmatch(request.headers.get("Range", ""))
    start, stop = _bounds(wanted, entry.size) if wanted else (0, entry.size)
    if start >= stop and wanted:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{entry.size}"
        return response
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        file = package.archive.storage.open(package.archive.name, "rb")
        response = StreamingHttpResponse(stream_file(file, entry, start, stop))
        response._resource_closers.append(file.close)
    response["Content-Length"] = stop - start
    response["Accept-Ranges"] = "bytes"
    if wanted:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{entry.size}"
    return response


def _bounds(wanted, size):
    """Return the first byte and the one after the last; empty where nothing is left."""
    first, last = wanted.groups()
    if first:
        return int(first), min(int(last) + 1, size) if last else size
    return (max(size - int(last), 0), size) if last else (size, size)
