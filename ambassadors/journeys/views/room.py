"""Journey workshops for the public: no account, no identifying cookie, no address stored.

Whoever types the code gets a ticket in the address: with it they vote and change their vote.
"""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambassadors.journeys.actions import join_as_public, ticket_digest
from ambassadors.journeys.forms import CodeForm, initial_code
from ambassadors.journeys.models import JourneyBallot, JourneyWorkshop
from ambassadors.journeys.views.journeys import voting_page
from people.throttling import allow_attempt


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_as_public_page(request):
    """Join by code; people signed in are sent to vote as staff."""
    if request.user.is_authenticated:
        typed = initial_code(request)["code"] or request.POST.get("code", "")[:20].replace(
            "\x00", ""
        )
        return redirect(f"{reverse('journeys:index')}?{urlencode({'code': typed})}")
    form = CodeForm(request.POST or None, initial=initial_code(request))
    if request.method == "POST" and form.is_valid():
        ticket = _joined(request, form)
        if ticket:
            return _private(redirect("journeys:room", ticket=ticket))
    context = {"form": form, "code": initial_code(request)["code"]}
    return _private(render(request, "ambassadors/journeys/journey_door.html", context))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def public_voting_page(request, ticket):
    ballots = JourneyBallot.objects.filter(
        ticket=ticket_digest(ticket), workshop__in=JourneyWorkshop.objects.open()
    )
    ballot = ballots.select_related("workshop").first()
    if ballot is None:
        return _private(render(request, "ambassadors/journeys/journey_over.html", status=404))
    return _private(voting_page(request, ballot, "ambassadors/journeys/journey_room.html"))


def _joined(request, form):
    if not allow_attempt(request, "journey_door"):
        form.add_error("code", _("Too many tries: wait a few minutes."))
        return ""
    workshop = JourneyWorkshop.objects.open().filter(code=form.cleaned_data["code"]).first()
    if workshop is None:
        form.add_error("code", _("No workshop is open under this code: look at the screen again."))
        return ""
    try:
        return join_as_public(workshop=workshop)
    except ValidationError as error:
        form.add_error("code", error)
        return ""


def _private(response):
    """Forbid caching and referrers: the address is the ticket."""
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
