import logging
import posixpath
import sys

from django.conf import settings
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseServerError,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.static import serve

from core.outages import Outage, outage_of
from core.redirects import return_url
from core.sent_forms import author_of_kept_form, form_to_send_again, written_texts


log = logging.getLogger(__name__)

# A drawing opened by its own address is a document: it may draw itself, and nothing else.
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


# The folders of MEDIA_ROOT in which Wagtail keeps pictures.
PICTURES = frozenset({"original_images", "images"})


@require_safe
def media(request, path):
    """Serve the content's pictures, to signed-in people only.

    A document has no address here: Wagtail's own view serves it, and asks who may read its collection.
    """
    path = posixpath.normpath(path).lstrip("/")
    if path.partition("/")[0] not in PICTURES:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["X-Content-Type-Options"] = "nosniff"
    if path.lower().endswith(".svg"):
        response["Content-Security-Policy"] = DRAWING_POLICY
    return response


def form_refused(request, reason=""):
    """Show the page of a form whose CSRF token is not of today's session: anybody may have filled it in, but for one
    that `session_ended` kept. No database query for any other."""
    return _kept_form_page(request, "403_csrf.html", author=author_of_kept_form(request))


def session_ended(request, *, author):
    """Show the page of a form that was sent after its session had ended: nothing of it is kept on the server.

    `author`: whose session this request ended; a token of that session came with the form.
    """
    return _kept_form_page(request, "session_ended.html", author=author)


def _kept_form_page(request, template, *, author):
    context = {
        "request": request,
        "written": written_texts(request),
        "again": form_to_send_again(request, author=author),
        "back": return_url(request),
    }
    response = HttpResponseForbidden(render_to_string(template, context))
    response["Cache-Control"] = "no-store"
    return response


def server_error(request):
    """Draw the page of an error with nothing but its request: what failed may fail again."""
    error = sys.exception()
    outage = outage_of(error)
    if outage:
        log.warning("%s: %s", outage.value, type(error).__name__)
        response = outage_response(request, outage, written=written_texts(request))
        # Django would log a trace for each page while the database is away.
        response._has_been_logged = True
        return response
    return HttpResponseServerError(render_to_string("500.html", {"request": request}))


RETRY_AFTER = 5  # seconds
WORDS = {
    Outage.AWAY: (
        _("The site is unavailable for a moment"),
        _(
            "Its database does not answer. What was saved before is kept. Try again in a few seconds."
        ),
    ),
    Outage.BUSY: (
        _("The site has too much to do"),
        _(
            "This took too long and was stopped. What was saved before is kept. Try again in a moment."
        ),
    ),
    Outage.FULL: (
        _("There is no room left"),
        _(
            "The server’s disk is full or cannot be written to: what you sent could not be kept. What was saved "
            "before is kept and can be read. Tell the administrator, then try again."
        ),
    ),
}


def outage_response(request, outage, *, written=()):
    """Answer without the database: a page for people, JSON for a script, which tries again."""
    status = 507 if outage is Outage.FULL else 503
    language = getattr(request, "LANGUAGE_CODE", "") or get_language_from_request(request)
    with override(language):
        title, text = WORDS[outage]
        if "text/html" in request.headers.get("Accept", ""):
            context = {"title": title, "text": text, "written": written}
            context |= {"request": request, "back": return_url(request)}
            response = HttpResponse(render_to_string("503.html", context), status=status)
        else:
            response = JsonResponse({"error": outage.value, "expected": str(text)}, status=status)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(RETRY_AFTER)
    return response
