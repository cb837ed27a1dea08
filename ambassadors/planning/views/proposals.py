"""Pages on which those who run workshops read what ambassadors propose, and answer it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambassadors.planning.actions import answer_proposal
from ambassadors.planning.policies import proposals_visible_to
from ambassadors.sent_values import primary_key
from ambassadors.workshops.enums import DECLINED_PLAN, PlanAnswer
from ambassadors.workshops.models import WorkshopPlan
from ambassadors.workshops.policies import may_run_workshops
from core.redirects import post_only


A_PAGE = 50


@require_safe
def proposals(request):
    """List the sessions that wait for an answer, soonest first, with who would give them."""
    if not may_run_workshops(request.user):
        raise Http404
    waiting = proposals_visible_to(request.user).select_related(
        "session__workshop__kit", "session__site", "person"
    )
    page = Paginator(waiting.order_by("session__starts_at", "pk"), A_PAGE).get_page(
        request.GET.get("p")
    )
    context = {"page": page, "declined": DECLINED_PLAN}
    return render(request, "ambassadors/planning/proposals.html", context)


@post_only
def answer(request, uuid):
    given = request.POST.get("answer", "")
    if not may_run_workshops(request.user) or given not in PlanAnswer.values:
        raise Http404
    plan = get_object_or_404(WorkshopPlan.objects.select_related("session"), session__uuid=uuid)
    sequence = primary_key(request.POST.get("sequence", ""))
    if answer_proposal(session=plan.session, answer=given, sequence=sequence):
        text = _("Whoever proposed it is told: %(answer)s.")
        messages.success(request, text % {"answer": PlanAnswer(given).label})
    else:
        messages.info(request, _("It was answered, moved or called off already."))
    return redirect("planning:proposals")
