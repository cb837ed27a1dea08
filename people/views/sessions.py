from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.offline import KEPT_DAYS
from core.redirects import post_only
from people.actions.sessions import lose_device, lose_other_devices
from people.push.queries import push_key
from people.queries.devices import known_devices


MEDIA_SIZES = (0, 50, 200, 500)  # MiB of pictures and films that a device downloads


@require_GET
def sessions(request):
    """Show the devices that are known, this one first."""
    listed = _known(request)
    shown = [{"known": known, "name": device_text(known)} for known in listed]
    context = {
        "devices": shown,
        "others": sum(not known.is_this for known in listed),
        "this": next((known for known in listed if known.is_this), None),
        "kept_days": KEPT_DAYS,
        "sizes": MEDIA_SIZES,
        "any_device": UUID(int=0),
        "push_key": push_key(),
    }
    return render(request, "people/sessions.html", context)


def device_text(known):
    if known.device and known.device.name:
        return known.device.name
    row = known.named_by
    if row.browser and row.system:
        return _("%(browser)s on %(system)s") % {"browser": row.browser, "system": row.system}
    return row.browser or row.system or _("Unknown device")


@post_only
def lose_one(request, uuid):
    """Forget a device, by the number of what stands for it on the page."""
    known = next((known for known in _known(request) if known.uuid == uuid), None)
    if known is None:
        raise Http404
    lose_device(known=known)
    messages.success(
        request,
        _("“%(device)s” is signed out, and forgets what it kept as soon as it is online.")
        % {"device": device_text(known)},
    )
    return redirect("people:sessions")


@post_only
def lose_others(request):
    lose_other_devices(person=request.user, but=request.session.session_key)
    messages.success(
        request,
        _(
            "Your other devices are signed out, and forget what they kept as soon as they are online."
        ),
    )
    return redirect("people:sessions")


def _known(request):
    return known_devices(request.user, session_key=request.session.session_key)
