from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.offline import KEPT_DAYS
from core.redirects import post_only
from people.actions.sessions import end_other_sessions, end_session
from people.middleware import SEEN_AT
from people.push.queries import push_choices_of
from people.queries.accounts import live_sessions, session_of
from people.queries.devices import devices_of


MEDIA_SIZES = (0, 50, 200, 500)  # MiB of pictures and films that a device downloads


@require_GET
def sessions(request):
    """Show the open sessions, this one first."""
    mine = request.session.session_key
    listed = [
        _shown(row, held, is_this=row.session_key == mine)
        for row, held in live_sessions(request.user)
    ]
    listed.sort(key=lambda session: not session["is_this"])
    others = sum(not session["is_this"] for session in listed)
    context = {
        "sessions": listed,
        "others": others,
        "devices": [{"row": row, "name": device_text(row)} for row in devices_of(request.user)],
        "kept_days": KEPT_DAYS,
        "sizes": MEDIA_SIZES,
        "any_device": UUID(int=0),
        "push": push_choices_of(request.user),
    }
    return render(request, "people/sessions.html", context)


def _shown(row, held, *, is_this):
    seen = held.get(SEEN_AT)
    return {
        "row": row,
        "device": device_text(row),
        "is_this": is_this,
        "seen_at": datetime.fromtimestamp(seen, UTC) if seen else row.signed_in_at,
    }


def device_text(row):
    if row.browser and row.system:
        return _("%(browser)s on %(system)s") % {"browser": row.browser, "system": row.system}
    return row.browser or row.system or _("Unknown device")


@post_only
def end_one(request, uuid):
    session = session_of(request.user, uuid)
    if session is None:
        raise Http404
    end_session(person=request.user, session=session)
    messages.success(request, _("This connection is closed."))
    return redirect("people:sessions")


@post_only
def end_others(request):
    end_other_sessions(person=request.user, but=request.session.session_key)
    messages.success(request, _("Your other connections are closed."))
    return redirect("people:sessions")
