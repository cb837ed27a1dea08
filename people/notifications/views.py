from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.redirects import post_only
from people.notifications.actions import put_aside
from people.notifications.queries import (
    descriptions,
    notifications_visible_to,
    waiting_items,
    worked_out_items,
)


FIELD = "notification"


@require_GET
def waiting(request):
    """Show what waits for the person. A look changes nothing."""
    items = waiting_items(request.user)
    context = {
        "to_see": [item for item in items if not item.is_aside],
        "aside": [item for item in items if item.is_aside],
        "may_put_aside": any(item.may_be_put_aside for item in items),
        "questions": worked_out_items(request.user),
    }
    return render(request, "people/notifications/waiting.html", context)


@post_only
def put_notifications_aside(request):
    """Put one aside, or all of them where none is named."""
    put_aside(_posted(request))
    messages.success(request, _("Put aside."))
    return redirect("people:waiting")


@post_only
def open_notification(request):
    """Lead to what waits, which counts as seen from then on; to the page where it waits no longer."""
    row = _posted(request).first() if request.POST.get(FIELD) else None
    described = descriptions([row]) if row else {}
    if row is None or row.pk not in described:
        messages.info(request, _("This no longer waits for you."))
        return redirect("people:waiting")
    put_aside(notifications_visible_to(request.user).filter(pk=row.pk))
    return HttpResponseRedirect(described[row.pk].url)


def _posted(request):
    rows, pk = notifications_visible_to(request.user), request.POST.get(FIELD, "")
    if not pk:
        return rows
    return rows.filter(pk=pk) if pk.isascii() and pk.isdigit() else rows.none()
