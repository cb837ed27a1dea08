"""Form for one tap at the desk: how somebody was helped, or what blocked them. Nothing tells who tapped.

One address for noting and for taking back, and what was noted only in the body: a log of addresses does not
tell them apart. The answer is the page itself: an address to come back to would have to carry the tap.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from adoption.contacts.actions.front_desk import record_tap, undo_tap
from adoption.contacts.enums import Tap
from adoption.contacts.queries.front_desk import desk_sites_of
from adoption.contacts.tap_limits import LONGEST_SUBMISSION, new_submission_token, sign_undo_token
from adoption.foundation.policies import may_note_at_desk
from adoption.foundation.views.query_parameters import (
    one_or_404,
    one_or_404_unless_empty,
    refuse_unknown_parameters,
)
from adoption.publishing.disclosure.tally import MOST_A_WEEK, Week
from adoption.usage.policies import portals_asking
from cms.models import Portal
from core.dates import today
from core.offline import SEND as WAITED
from core.offline import allow_keeping
from people.models import Site


PORTAL, SITE, TAP, SEND, UNDO = "portail", "site", "quoi", "envoi", "reprendre"
WEEK = "semaine"  # of a tap that waited on a device


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request):
    if not may_note_at_desk(request.user):
        raise Http404
    portals = list(portals_asking(request.user, on=today()).order_by("pk"))
    sites = desk_sites_of(request.user, on=today())
    given = request.POST if request.method == "POST" else request.GET
    if request.method != "POST":
        refuse_unknown_parameters(given, {PORTAL})
    if not portals and not given:
        return render(request, "adoption/contacts/desk_none.html")
    portal = one_or_404(portals, given.get(PORTAL), lambda portal: portal.slug)
    site = one_or_404_unless_empty(sites, given.get(SITE) or None, lambda site: str(site.pk))
    context = {
        "portals": portals,
        "portal": portal,
        "sites": [(each.pk, each.name, each == site) for each in sites],
        "site": site,
        "helped": [(tap.value, tap.label) for tap in (Tap.OPENED, Tap.USED)],
        "reasons": [(reason.value, reason.label) for reason in Tap.reasons()],
        "most": MOST_A_WEEK,
        "send": new_submission_token(),
    }
    allow_keeping(request)
    if request.method == "POST" and WAITED in request.headers:
        return _record_late(request, portal, site)
    if request.method == "POST":
        context |= _undo(request) if UNDO in given else _record(request, portal, site)
    return render(request, "adoption/contacts/desk.html", context)


def _record(request, portal: Portal, site: Site | None) -> dict:
    tap, send = request.POST.get(TAP), request.POST.get(SEND, "")
    if tap not in Tap.values or not 0 < len(send) <= LONGEST_SUBMISSION:
        raise Http404
    try:
        noted = record_tap(person=request.user, portal=portal, site=site, tap=Tap(tap), send=send)
    except ValidationError as error:
        return {"tone": "warn", "said": " ".join(error.messages)}
    where = site.name if site else portal.name_here
    return {
        "tone": "good",
        "said": _("Noted: %(what)s. %(where)s, this week.")
        % {"what": Tap(tap).label, "where": where},
        "undo": sign_undo_token(request.user, noted),
    }


def _record_late(request, portal: Portal, site: Site | None) -> JsonResponse:
    """Record a tap that waited on a device, and tell its script what became of it."""
    tap, send = request.POST.get(TAP), request.POST.get(SEND, "")
    week = _week(request.POST.get(WEEK, ""))
    if week is None or tap not in Tap.values or not 0 < len(send) <= LONGEST_SUBMISSION:
        raise Http404
    try:
        record_tap(
            person=request.user, portal=portal, site=site, tap=Tap(tap), send=send, week=week
        )
    except ValidationError as error:
        if error.code == "twice":
            return JsonResponse({"state": "done"})
        if error.code == "away":
            return JsonResponse({"state": "away"}, status=503)
        return JsonResponse({"state": "refused", "said": " ".join(error.messages)}, status=422)
    return JsonResponse({"state": "done"})


def _week(monday: str) -> Week | None:
    try:
        day = date.fromisoformat(monday)
    except ValueError:
        return None
    return Week(day) if Week.containing(day).monday == day else None


def _undo(request) -> dict:
    try:
        noted = undo_tap(person=request.user, token=request.POST[UNDO])
    except ValidationError as error:
        again = request.POST[UNDO] if error.code == "away" else ""
        return {"tone": "warn", "said": " ".join(error.messages), "undo": again}
    return {"tone": "good", "said": _("Taken back: %(what)s.") % {"what": noted.tap.label}}
