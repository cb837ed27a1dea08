import posixpath

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpResponseForbidden, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET
from django.views.static import serve

from core.redirects import return_url


@login_not_required
@require_GET
def ready(request):
    """Answer a supervisor or a load balancer: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


# A drawing opened by its own address is a document: it may draw itself, and nothing else.
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


# The folders of MEDIA_ROOT in which Wagtail keeps pictures.
PICTURES = frozenset({"original_images", "images"})


@require_GET
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
    """Show the page of a form whose CSRF token is not of today's session; no database query."""
    context = {"request": request, "written": _written(request), "back": return_url(request)}
    return HttpResponseForbidden(render_to_string("403_csrf.html", context))


def server_error(request):
    """Draw the page of an error with nothing but its request: what failed may fail again."""
    return HttpResponseServerError(render_to_string("500.html", {"request": request}))


def _written(request):
    """Return sentences that were sent, to be copied, when a page of ours sent them; never a password."""
    if request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return []
    return [
        text
        for name, texts in request.POST.lists()
        for text in texts
        if "pass" not in name and " " in text.strip()
    ]
