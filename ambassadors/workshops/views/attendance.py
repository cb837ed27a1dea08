"""Check in with the code on the trainer's screen; print the sheet to sign."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.workshops.actions.attendance import check_in
from ambassadors.workshops.exporters.signature_sheet import signature_sheet
from ambassadors.workshops.policies import (
    seats_listed_for,
    seats_visible_to,
    sessions_run_by,
    sessions_visible_to,
)
from ambassadors.workshops.presence_codes import is_check_in_open, presence_code
from ambassadors.workshops.queries.workshops import seats_and_queue, trainers_of
from cms.queries import organisation
from core.dates import today
from core.typesetting import pdf_response
from people.absolute_urls import absolute_url
from people.actions.privacy import record_look
from people.enums import Purpose, ViewedData
from people.second_factor import require_second_factor
from people.throttling import allow_attempt


CODE = "code"


def may_read_lists(request) -> bool:
    return sessions_run_by(request.user).exists()


@never_cache
@require_safe
def code(request, uuid):
    """Show the room's screen: the code, which changes every two minutes, and no name."""
    session = get_object_or_404(_sessions_run(request), uuid=uuid)
    moment = now()
    context = {"session": session, "is_open": _is_open(session, moment)}
    if context["is_open"]:
        digits = presence_code(session.uuid, moment)
        address = reverse("workshops:check_in", args=[uuid]) + "?" + urlencode({CODE: digits})
        context |= {
            "digits": f"{digits[:3]} {digits[3:]}",
            "address": absolute_url(address),
            "short_address": absolute_url(reverse("workshops:index")),
        }
    return render(request, "ambassadors/workshops/presence_code.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def presence(request, uuid):
    """Check in; a scanned QR code fills in the form, the button confirms."""
    session = get_object_or_404(
        sessions_visible_to(request.user).select_related("workshop", "site"), uuid=uuid
    )
    seat = get_object_or_404(seats_visible_to(request.user).held(), session=session)
    typed = (request.POST if request.method == "POST" else request.GET).get(CODE, "")[:20]
    error = ""
    if request.method == "POST":
        error = _check_in(request, session, typed)
        if not error:
            messages.success(request, _("It is noted: you are there."))
            return redirect("workshops:session", uuid=uuid)
    context = {
        "session": session,
        "seat": seat,
        "typed": typed,
        "error": error,
        "is_open": _is_open(session, now()),
    }
    return render(request, "ambassadors/workshops/check_in.html", context)


def _check_in(request, session, typed) -> str:
    if not allow_attempt(request, "check_in", key=str(request.user.uuid)):
        return _("Too many attempts. Wait a few minutes, then try again.")
    try:
        check_in(session=session, person=request.user, code=typed)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@require_second_factor(may_read_lists)
@require_safe
def sheet(request, uuid):
    """Download the sheet; everybody named on it is logged as looked at."""
    session = get_object_or_404(_sessions_run(request), uuid=uuid)
    if session.starts_at is None:
        raise Http404
    seats, _waiting = seats_and_queue(seats_listed_for(request.user, session))
    people = [seat.person for seat in seats]
    record_look(by=request.user, at=set(people), purpose=Purpose.WORKSHOP, seen=ViewedData.WORKSHOP)
    pdf = signature_sheet(
        session,
        people=people,
        trainers=trainers_of(session),
        organisation=organisation(request),
        day=today(),
    )
    return pdf_response(pdf, f"emargement-{session.uuid}.pdf")


def _sessions_run(request):
    return sessions_run_by(request.user).select_related("workshop", "site")


def _is_open(session, moment) -> bool:
    return session.cancelled_at is None and is_check_in_open(
        session.starts_at, session.ends_at, moment
    )
