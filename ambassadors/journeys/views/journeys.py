"""Journey workshops for staff: list, joining by code, voting, results, facilitation."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.journeys.actions import (
    add_remark,
    cast_vote,
    close_sitting,
    join_as_staff,
    open_sitting,
    record_idea_outcome,
    set_moderation,
)
from ambassadors.journeys.enums import IdeaKind, IdeaOutcome
from ambassadors.journeys.forms import (
    CodeForm,
    IdeaOutcomeForm,
    OpenForm,
    RemarkForm,
    initial_code,
)
from ambassadors.journeys.models import JourneyIdea, JourneyWorkshop
from ambassadors.journeys.policies import (
    journey_ballots_visible_to,
    journey_workshops_run_by,
    may_facilitate,
)
from ambassadors.journeys.queries import (
    closed_workshops,
    ideas_by_step,
    ideas_to_moderate,
    readable_journeys,
    results_of,
    results_table,
    steps_to_vote,
)
from ambassadors.sent_values import primary_key
from ambassadors.try_action import try_action
from core.redirects import post_only
from core.spreadsheets import csv_response
from people.absolute_urls import absolute_url
from people.enums import NoticePurpose
from people.notice_views import require_notice, unread_notice
from people.throttling import allow_attempt


WORKSHOPS_A_PAGE = 50
DONE_MESSAGES = {
    "vote": gettext_lazy("Your vote is counted. You may change it until the end."),
    "remarque": gettext_lazy("Thank you. The facilitator reads it before the others."),
}


@require_safe
def index(request):
    """List the journeys and closed workshops, with the field for the code."""
    return _index(request, CodeForm(initial=initial_code(request)))


def _index(request, form):
    facilitates = may_facilitate(request.user)
    running = journey_workshops_run_by(request.user).filter(closed_at=None)
    context = {
        "form": form,
        "journeys": readable_journeys(),
        "facilitates": facilitates,
        "running": list(running) if facilitates else [],
        "page": Paginator(closed_workshops(), WORKSHOPS_A_PAGE).get_page(request.GET.get("page")),
        "notice": unread_notice(request.user, NoticePurpose.HELP),
    }
    return render(request, "ambassadors/journeys/journeys.html", context)


@post_only
@require_notice(NoticePurpose.HELP)
def join(request):
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _index(request, form)
    if not allow_attempt(request, "join_journey", key=str(request.user.uuid)):
        form.add_error("code", _("Too many tries: wait a few minutes."))
        return _index(request, form)
    workshop = JourneyWorkshop.objects.open().filter(code=form.cleaned_data["code"]).first()
    if workshop is None:
        form.add_error("code", _("No workshop is open under this code: look at the screen again."))
        return _index(request, form)
    try:
        join_as_staff(workshop=workshop, person=request.user)
    except ValidationError as error:  # just closed, or the person is not proven
        form.add_error("code", error)
        return _index(request, form)
    return redirect("journeys:vote", uuid=workshop.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def own_vote(request, uuid):
    """Show the voting page to a person who has joined; once closed, redirect to the results."""
    workshop = get_object_or_404(JourneyWorkshop, uuid=uuid)
    if workshop.closed_at is not None:
        return redirect("journeys:results", uuid=uuid)
    ballot = get_object_or_404(journey_ballots_visible_to(request.user), workshop=workshop)
    ballot.workshop = workshop
    return voting_page(request, ballot, "ambassadors/journeys/journey_vote.html")


def voting_page(request, ballot, template):
    """Handle the voting page of staff and public; the result of a POST stands in its redirect's address."""
    steps = steps_to_vote(ballot.workshop)
    remark, problem = RemarkForm(steps=steps), ""
    if request.method == "POST":
        done, remark, problem = _save_post(request, ballot, steps)
        if done:
            return redirect(f"{request.path}?fait={done}")
    chosen = {ballot.first_id, ballot.second_id} - {None}
    context = {
        "workshop": ballot.workshop,
        "steps": steps,
        "chosen": chosen,
        "ticked": {primary_key(key) for key in request.POST.getlist("steps")}
        if problem
        else chosen,
        "remark": remark,
        "said": DONE_MESSAGES.get(request.GET.get("fait", ""), ""),
        "problem": problem,
    }
    return render(request, template, context)


def _save_post(request, ballot, steps):
    """Save what was sent; return (what was done, remark form, problem of the vote)."""
    remark = RemarkForm(steps=steps)
    by_key = {str(step.pk): step for step in steps}
    if "vote" in request.POST:
        chosen = [by_key[key] for key in request.POST.getlist("steps") if key in by_key]
        try:
            cast_vote(ballot=ballot, steps=chosen)
        except ValidationError as error:
            return "", remark, " ".join(error.messages)
        return "vote", remark, ""
    remark = RemarkForm(request.POST, steps=steps)
    if not remark.is_valid():
        return "", remark, ""
    data = remark.cleaned_data
    step, kind = by_key[str(data["step"])], IdeaKind(data["kind"])
    try:
        add_remark(ballot=ballot, step=step, kind=kind, text=data["text"])
    except ValidationError as error:
        remark.add_error("text", error)
        return "", remark, ""
    return "remarque", remark, ""


@require_safe
def results(request, uuid):
    workshop = get_object_or_404(JourneyWorkshop.objects.closed(), uuid=uuid)
    shown = results_of(workshop)
    headings, rows = results_table(shown)
    context = {
        "workshop": workshop,
        "results": shown,
        "headings": headings,
        "rows": rows,
        "told": ideas_by_step(steps_to_vote(workshop)),
        "runs_it": journey_workshops_run_by(request.user).filter(pk=workshop.pk).exists(),
    }
    return render(request, "ambassadors/journeys/journey_results.html", context)


@require_safe
def table(request, uuid):
    workshop = get_object_or_404(JourneyWorkshop.objects.closed(), uuid=uuid)
    headings, rows = results_table(results_of(workshop))
    return csv_response(f"parcours-{workshop.uuid}.csv", headings, rows)


# --- Whoever runs it --------------------------------------------------------------------------------


@post_only
def open_workshop(request):
    if not may_facilitate(request.user):
        raise Http404
    form = OpenForm(request.POST)
    if not allow_attempt(request, "open_journey", key=str(request.user.uuid)):
        messages.warning(request, _("That is many workshops in an hour: come back later."))
        return redirect("journeys:index")
    if not form.is_valid():
        messages.warning(request, _("Choose a journey."))
        return redirect("journeys:index")
    try:
        opened = open_sitting(journey=form.cleaned_data["journey"], facilitator=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("journeys:index")
    return redirect("journeys:run", uuid=opened.uuid)


@require_safe
def run_workshop(request, uuid):
    """Show the facilitator the code, the number of votes, and remarks to moderate."""
    workshop = get_object_or_404(journey_workshops_run_by(request.user), uuid=uuid)
    if workshop.closed_at is not None:
        return redirect("journeys:results", uuid=uuid)
    context = {
        "workshop": workshop,
        "joined": workshop.ballots.count(),
        "voted": workshop.ballots.cast().count(),
        "page": Paginator(ideas_to_moderate(workshop), WORKSHOPS_A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "ambassadors/journeys/journey_run.html", context)


@require_safe
def project_code(request, uuid):
    """Show the room's screen: only how to join, so that nothing unmoderated is seen."""
    workshop = get_object_or_404(journey_workshops_run_by(request.user), uuid=uuid)
    if workshop.closed_at is not None:
        return redirect("journeys:results", uuid=uuid)
    door = reverse("journeys:door") + "?" + urlencode({"code": workshop.code})
    context = {"workshop": workshop, "join_address": absolute_url(door)}
    return render(request, "ambassadors/journeys/journey_project.html", context)


@post_only
def close(request, uuid):
    workshop = get_object_or_404(journey_workshops_run_by(request.user), uuid=uuid)
    close_sitting(workshop=workshop)
    return redirect("journeys:results", uuid=uuid)


@post_only
def moderate_idea(request, uuid):
    idea = _idea(request, uuid)
    set_moderation(idea=idea, is_shown=request.POST.get("show") == "yes")
    where = "follow" if idea.step.workshop.closed_at else "run"
    return redirect(f"journeys:{where}", uuid=idea.step.workshop.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_ideas(request, uuid):
    """List ideas and record what became of each."""
    workshop = get_object_or_404(journey_workshops_run_by(request.user).closed(), uuid=uuid)
    if request.method == "POST":
        _follow(request, workshop)
        return redirect("journeys:follow", uuid=uuid)
    context = {
        "workshop": workshop,
        "told": ideas_by_step(steps_to_vote(workshop)),
        "waiting": Paginator(ideas_to_moderate(workshop), WORKSHOPS_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "fates": IdeaOutcomeForm().fields["fate"].choices,
    }
    return render(request, "ambassadors/journeys/journey_follow.html", context)


def _follow(request, workshop):
    form = IdeaOutcomeForm(request.POST)
    ideas = JourneyIdea.objects.shown().filter(step__workshop=workshop)
    idea = ideas.filter(pk=primary_key(request.POST.get("idea", ""))).first()
    if idea is None or not form.is_valid():
        messages.warning(request, _("Say what became of it, in 200 characters at most."))
        return
    data = form.cleaned_data
    fate = IdeaOutcome(data["fate"])
    try_action(request, _("Saved."), record_idea_outcome, idea=idea, fate=fate, word=data["word"])


def _idea(request, uuid):
    run_by = journey_workshops_run_by(request.user)
    ideas = JourneyIdea.objects.filter(step__workshop__in=run_by)
    return get_object_or_404(ideas.select_related("step__workshop"), uuid=uuid)
