"""Pages on which an ambassador plans a workshop, changes it, calls it off, and asks teams to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambassadors.planning.actions import (
    change_planned_workshop,
    invite_team,
    is_agreed_first,
    plan_workshop,
)
from ambassadors.planning.forms import PlanForm, initial_of
from ambassadors.planning.policies import changeable_sessions, may_plan, repeatable_sessions
from ambassadors.planning.queries import kits, known_rooms, teams_found
from ambassadors.sent_values import primary_key, uuid_or_none
from ambassadors.try_action import try_action
from ambassadors.workshops.actions.workshops import cancel_session
from people.models import Team


KIT_PARAMETER, COPY_PARAMETER, NAME_PARAMETER = "mallette", "copie", "nom"


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request):
    """Plan a workshop from a kit, or like another one: everything but its day is filled in."""
    if not may_plan(request.user):
        raise Http404
    form = PlanForm(request.POST or None, kits=kits(), initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        session = _try(form, plan_workshop, person=request.user)
        if session:
            done = (
                _(
                    "It is proposed. You have a mail as soon as the training department has answered."
                )
                if session.is_proposed
                else _("It is announced: colleagues may take their seats.")
            )
            messages.success(request, done)
            return redirect("workshops:session", uuid=session.uuid)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, uuid):
    session = _changeable(request, uuid)
    form = PlanForm(request.POST or None, kits=kits(), initial=initial_of(session))
    if request.method == "POST" and form.is_valid():
        _try(form, change_planned_workshop, session=session, person=request.user)
        if form.is_valid():
            messages.success(
                request, _("Saved. Whoever has a seat is told of another hour or place.")
            )
            return redirect("workshops:session", uuid=uuid)
    return _form_page(request, form, session)


@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request, uuid):
    session = _changeable(request, uuid)
    if request.method != "POST":
        return render(request, "ambassadors/planning/call_off.html", {"session": session})
    done = _("It is called off. Whoever had a seat is told.")
    try_action(request, done, cancel_session, session=session)
    return redirect("workshops:index")


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, uuid):
    """Find a team by its name and ask its managers; what they do with it is not told."""
    session = _changeable(request, uuid)
    if request.method == "POST":
        teams = Team.objects.open().filter(depth__gt=1)
        team = get_object_or_404(teams, pk=primary_key(request.POST.get("team", "")))
        done = _("%(team)s is asked: whoever manages it has a mail.") % {"team": team}
        try_action(request, done, invite_team, session=session, team=team, by=request.user)
        return redirect("planning:invite", uuid=uuid)
    searched = request.GET.get(NAME_PARAMETER, "")
    invited = list(session.team_invitations.select_related("team"))
    asked = {invitation.team for invitation in invited}
    context = {
        "session": session,
        "searched": searched,
        "found": [team for team in teams_found(searched) if team not in asked],
        "invited": invited,
    }
    return render(request, "ambassadors/planning/invite.html", context)


def _try(form, action, /, **arguments):
    """Return what the action returns; what it refuses stands on the form."""
    try:
        return action(**form.plan(), **arguments)
    except ValidationError as error:
        form.add_refusal(error)
        return None


def _initial(request):
    copied = uuid_or_none(request.GET.get(COPY_PARAMETER, ""))
    sessions = repeatable_sessions(request.user).exclude(starts_at=None)
    session = copied and sessions.select_related("workshop__kit").filter(uuid=copied).first()
    if session:
        return initial_of(session) | {"day": None}
    return {"kit": request.GET.get(KIT_PARAMETER, "")}


def _form_page(request, form, session):
    context = {
        "form": form,
        "session": session,
        "rooms": known_rooms(),
        "is_proposing": session is None and is_agreed_first(request.user),
    }
    return render(request, "ambassadors/planning/plan.html", context)


def _changeable(request, uuid):
    sessions = changeable_sessions(request.user).select_related("workshop__kit", "site")
    return get_object_or_404(sessions, uuid=uuid)
