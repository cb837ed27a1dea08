"""One's own devices: naming one, revoking one, what one downloads, and whether it may still keep it."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.offline import offline_pages
from core.redirects import post_only
from core.site_settings import value_of
from people.actions.devices import name_device, revoke_device
from people.queries.devices import may_keep


def _require_offline():
    if not value_of("OFFLINE"):
        raise Http404


@post_only
def name(request):
    """Record this device as one's own. Its script makes the key, which never comes here."""
    _require_offline()
    device = name_device(person=request.user, user_agent=request.headers.get("User-Agent", ""))
    until = int(device.ends_at.timestamp() * 1000)
    return JsonResponse(
        {"device": str(device.uuid), "person": str(request.user.uuid), "until": until}
    )


@post_only
def revoke(request, uuid):
    if not revoke_device(person=request.user, device=uuid):
        raise Http404
    messages.success(
        request, _("Revoked: that device forgets what it kept as soon as it is online.")
    )
    return redirect("people:sessions")


@login_not_required
@never_cache
@require_GET
def state(request, uuid):
    """Tell a device whether it may keep what it has; whoever is signed in there, who they are and a token for forms."""
    is_signed_in = request.user.is_authenticated
    return JsonResponse(
        {
            "state": "kept" if value_of("OFFLINE") and may_keep(uuid) else "revoked",
            "person": str(request.user.uuid) if is_signed_in else "",
            "token": get_token(request) if is_signed_in else "",
        }
    )


@require_GET
def pages(request):
    """List what one's own device downloads: the lessons of one's paths, and what else the apps offer."""
    _require_offline()
    return JsonResponse({"pages": [asdict(page) for page in offline_pages(request.user)]})
