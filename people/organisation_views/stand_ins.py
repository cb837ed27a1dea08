"""Pages « Me faire remplacer »: a manager lends a team to a colleague, and either of the two ends it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.dates import today
from core.redirects import post_only
from people.actions.delegations import delegate_team, end_delegation
from people.forms.organisation import StandInForm
from people.policies import delegations_visible_to, teams_lendable_by
from people.queries.signed_in import manages_own_team
from people.queries.staff import found_by_name
from people.queries.stand_ins import stand_ins_for


NAMES_SHOWN = 25
# Where a refusal is shown, by its code.
FIELD_OF = {
    "past": "started_on",
    "order": "ended_on",
    "long": "ended_on",
    "not_manager": "team",
    "overlap": "delegate",
    "stranger": "delegate",
}


@require_http_methods(["GET", "HEAD", "POST"])
def stand_in(request):
    """Show the form to a manager, and the history to whoever lent or was lent a team."""
    day = today()
    may_ask = manages_own_team(request.user)
    if request.method == "POST" and not may_ask:
        raise Http404
    form = _form(request, day) if may_ask else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            given = delegate_team(
                manager=request.user, recorded_by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(FIELD_OF.get(error.code), error.messages)
        else:
            messages.success(
                request, _("%(person)s stands in for you.") % {"person": given.delegate}
            )
            return redirect("people:stand_in")
    delegations = list(delegations_visible_to(request.user).with_names())
    if form is None and not delegations:
        raise Http404
    return render(request, "people/stand_in.html", _context(request, form, delegations, day))


@post_only
def end_stand_in(request, uuid):
    delegation = get_object_or_404(delegations_visible_to(request.user), uuid=uuid)
    end_delegation(delegation=delegation)
    messages.success(request, _("It is over from today."))
    return redirect("people:stand_in")


def _form(request, day):
    """Return the form: all whom one may ask can be sent; the first of those found by name are offered."""
    people = stand_ins_for(request.user, day)
    teams = teams_lendable_by(request.user, on=day).order_by("path")
    form = StandInForm(request.POST or None, teams=teams, people=people)
    colleagues = list(found_by_name(people, request.GET.get("nom", ""))[: NAMES_SHOWN + 1])
    form.has_more = len(colleagues) > NAMES_SHOWN
    form.offer(colleagues[:NAMES_SHOWN])
    return form


def _context(request, form, delegations, day):
    return {
        "form": form,
        "searched": request.GET.get("nom", ""),
        "has_more": form is not None and form.has_more,
        "given": [
            (delegation, delegation.is_over(day))
            for delegation in delegations
            if delegation.manager_id == request.user.pk
        ],
        "received": [
            (delegation, delegation.is_over(day))
            for delegation in delegations
            if delegation.delegate_id == request.user.pk
        ],
    }
