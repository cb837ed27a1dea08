import posixpath

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_GET
from django.views.static import serve


@login_not_required
@require_GET
def ready(request):
    """For a supervisor or a load balancer: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


# A drawing opened by its own address is a document: it may draw itself, and nothing else.
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


# The folders of MEDIA_ROOT in which Wagtail keeps pictures.
PICTURES = frozenset({"original_images", "images"})


@require_GET
def media(request, path):
    """Pictures of the content, to signed-in people only.

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
