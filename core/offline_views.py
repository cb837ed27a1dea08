"""Views of the installable application: its manifest, its service worker, and the page shown without a network."""

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.offline import KEEP, PERSON
from core.site_settings import value_of


# One text: a worker may load no other file.
SCRIPTS = ("vault.js", "push-worker.js", "service-worker.js")
SHELL = (
    "css/bundle.css",
    "css/further-bundle.css",
    "fonts/atkinson-hyperlegible-next-core.woff2",
    "fonts/bricolage-grotesque-core.woff2",
    "icons/passerelle.svg",
    "icons/passerelle-on-dark.svg",
    "icons/sprite.svg",
    "drawings/sprite.svg",
    *(
        f"js/{name}.js"
        for name in (
            *("passerelle", "vault", "queue", "refused", "offline", "offline-page"),
            *("lesson", "blocks", "exercise", "ordering", "sorting", "quiz", "words"),
        )
    ),
)
ACCOUNT = "/compte/"
WAITING = "people:waiting"  # what a push opens
# It draws nothing and runs nothing but itself; it asks this site alone.
WORKER_POLICY = "default-src 'none'; connect-src 'self'"
ICONS = (
    ("icons/app-192.png", "192x192", "any"),
    ("icons/app-512.png", "512x512", "any"),
    ("icons/app-maskable-512.png", "512x512", "maskable"),
)


@login_not_required
@require_safe
def service_worker(request):
    """Serve the worker under the root, whose pages it then answers for; where it is off, one that takes itself away."""
    folder = settings.BASE_DIR / "static" / "js"
    names = SCRIPTS if value_of("OFFLINE") else ("service-worker-off.js",)
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    shell = [static(path) for path in SHELL]
    worker_settings = {
        "shell": [*shell, reverse("offline")],
        "offline": reverse("offline"),
        "account": ACCOUNT,
        "federation": f"{ACCOUNT}federation/",
        "waiting": reverse(WAITING),
        "files": settings.STATIC_URL,
        "isHashed": settings.STATIC_MANIFEST,
        "media": [settings.MEDIA_URL, "/documents/"],
        "keep": KEEP,
        "person": PERSON,
        "version": hashlib.sha256(f"{text}{shell}".encode()).hexdigest()[:12],
    }
    body = f"const SETTINGS = {json.dumps(worker_settings)};\n{text}"
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = WORKER_POLICY
    return response


@login_not_required
@require_safe
def manifest(request):
    if not value_of("OFFLINE"):
        raise Http404
    icons = [
        {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for path, sizes, purpose in ICONS
    ]
    content = {
        "id": "/",
        "name": "Passerelle",
        "short_name": "Passerelle",
        "description": _("Learn, help and be helped, on your phone."),
        "lang": request.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#005f77",
        "icons": icons,
    }
    response = JsonResponse(content)
    response["Content-Type"] = "application/manifest+json"
    return response


@login_not_required
@require_safe
def offline(request):
    """Show what the device kept, and what waits to be sent: the same page for everybody, filled by its script."""
    return render(request, "offline.html")
