"""One's own devices: naming one, revoking one, what one downloads, and whether it may still keep it."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.offline import offline_pages
from core.redirects import post_only
from core.site_settings import value_of
from people.actions.devices import (
    name_device,
    recognise_device,
    rename_device,
    revoke_device,
)
from people.forms.devices import DeviceNameForm
from people.queries.devices import devices_of, is_recognised, may_keep


def _require_offline():
    if not value_of("OFFLINE"):
        raise Http404


@post_only
def name(request):
    """Record this device as one's own. Its script makes the key, which never comes here."""
    _require_offline()
    device = name_device(
        person=request.user,
        user_agent=request.headers.get("User-Agent", ""),
        session_key=request.session.session_key,
    )
    until = int(device.ends_at.timestamp() * 1000)
    return JsonResponse(
        {"device": str(device.uuid), "person": str(request.user.uuid), "until": until}
    )


@post_only
def revoke(request, uuid):
    if not revoke_device(person=request.user, device=uuid):
        raise Http404
    messages.success(request, _("Nothing is kept on this device any more."))
    return redirect("people:sessions")


@post_only
def rename(request, uuid):
    device = get_object_or_404(devices_of(request.user), uuid=uuid)
    form = DeviceNameForm(request.POST)
    if form.is_valid():
        rename_device(device=device, name=form.cleaned_data["name"])
        messages.success(request, _("The name is kept."))
    else:
        messages.error(request, " ".join(form.errors["name"]))
    return redirect("people:sessions")


@post_only
def recognise(request, uuid):
    """Record that this session is on a device of one's own, which its script knows."""
    device = get_object_or_404(devices_of(request.user), uuid=uuid)
    try:
        recognise_device(device=device, session_key=request.session.session_key)
    except ValidationError:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


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
            "is_known": is_signed_in and is_recognised(uuid, request.session.session_key),
        }
    )


@require_GET
def pages(request):
    """List what one's own device downloads: the lessons of one's paths, and what else the apps offer."""
    _require_offline()
    return JsonResponse({"pages": [asdict(page) for page in offline_pages(request.user)]})
