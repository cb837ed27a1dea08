"""Views of what teams ask of training managers: the list of what is open, and their answer."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adoption.team_actions.actions import answer_request
from adoption.team_actions.enums import DECLINED, RequestAnswer
from adoption.team_actions.models import TeamAction
from adoption.team_actions.policies import may_answer_requests
from core.dates import today
from core.redirects import post_only


A_PAGE = 50


@require_safe
def team_requests(request):
    """List what is asked and not done yet: what waits for an answer first, then what is arranged."""
    _refuse_others(request)
    asked = TeamAction.objects.asked().select_related("team", "portal", "path")
    page = Paginator(asked.order_by("answer", "planned_on", "pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [{"action": action, "assign_url": _assign_url(action)} for action in page],
        "declined": [answer for answer in RequestAnswer if answer in DECLINED],
    }
    return render(request, "adoption/team_actions/requests.html", context)


@post_only
def answer(request, uuid):
    _refuse_others(request)
    given, wished = request.POST.get("answer", ""), request.POST.get("wished_on", "")
    if given not in RequestAnswer.values:
        raise Http404
    try:
        wished_on = date.fromisoformat(wished)
    except ValueError:
        raise Http404 from None
    action = get_object_or_404(TeamAction.objects.select_related("team", "path"), uuid=uuid)
    if answer_request(action=action, answer=given, today=today(), wished_on=wished_on):
        text = _("%(team)s reads it on its page: %(answer)s.")
        words = {"team": action.team.name, "answer": RequestAnswer(given).label}
        messages.success(request, text % words)
    else:
        messages.info(request, _("It was answered, moved or dropped already."))
    return redirect("adoption:team_requests")


def _refuse_others(request) -> None:
    if not may_answer_requests(request.user):
        raise Http404


def _assign_url(action: TeamAction) -> str:
    """Return the form of a new rule with the path and the team; "" where no path is asked for."""
    if action.path_id is None:
        return ""
    return f"{reverse('rules_admin:add')}?parcours={action.path_id}&equipe={action.team_id}"
