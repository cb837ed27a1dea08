"""Register people selected by a rule or by team and job on a session's list."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from ambassadors.workshops.actions.registration import (
    MOST_AT_ONCE,
    cancel_rule_seats,
    register_people,
)
from ambassadors.workshops.admin_views.layout import render_admin_page
from ambassadors.workshops.admin_views.workshops import for_workshop_runners
from ambassadors.workshops.enums import SeatOrigin
from ambassadors.workshops.forms.registration import PickForm
from ambassadors.workshops.models import WorkshopSession
from ambassadors.workshops.queries.workshops import open_sessions
from core.redirects import post_only


@for_workshop_runners
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, uuid):
    """Show how many people it is, then register them; names are read on the list only, which is logged."""
    session = get_object_or_404(
        open_sessions(WorkshopSession.objects.select_related("workshop", "site")), uuid=uuid
    )
    welcomes_partners = session.workshop.welcomes_partners
    form = PickForm(request.POST or None, welcomes_partners=welcomes_partners)
    number = None
    if request.method == "POST" and form.is_valid():
        if "confirmed" in request.POST:
            done = _register(request, session, form)
            if done:
                return done
        number = form.people().count()
    back = reverse("workshops_admin:workshop", args=[session.workshop.uuid])
    context = {
        "form": form,
        "session": session,
        "number": number,
        "most": MOST_AT_ONCE,
        "by_rules": session.seats_taken.filter(origin=SeatOrigin.RULE).count(),
        "back": back,
    }
    up = [
        (reverse("workshops_admin:workshops"), _("Workshops")),
        (back, session.workshop.title_here),
    ]
    title = _("Put people on the list")
    return render_admin_page(
        request, "workshops/admin/register", title, context, icon="calendar-alt", up=up
    )


@for_workshop_runners
@post_only
def unregister(request, uuid):
    """Cancel all seats given by rules; each person is notified."""
    session = get_object_or_404(
        open_sessions(WorkshopSession.objects.select_related("workshop")), uuid=uuid
    )
    try:
        count = cancel_rule_seats(session=session)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            ngettext(
                "%(count)s person was taken off the list, and is told.",
                "%(count)s people were taken off the list, and are told.",
                count,
            )
            % {"count": count},
        )
    return redirect("workshops_admin:workshop", uuid=session.workshop.uuid)


def _register(request, session, form):
    try:
        count = register_people(session=session, people=form.people())
    except ValidationError as error:
        form.add_error(None, error)
        return None
    messages.success(
        request,
        ngettext(
            "%(count)s person was added to the list, and is told.",
            "%(count)s people were added to the list, and are told.",
            count,
        )
        % {"count": count},
    )
    return redirect("workshops_admin:workshop", uuid=session.workshop.uuid)
