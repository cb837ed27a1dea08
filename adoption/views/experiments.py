"""Experiments and programmes: what was tried, what it did, and what was decided, for all who lead."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from adoption import experiment_words as words
from adoption.actions import decide_on_experiment, drop_experiment, note_experiment
from adoption.enums import ExperimentDecision, ExperimentKind
from adoption.evaluation.design import FEWEST_BEFORE, FEWEST_PEOPLE, FEWEST_TEAMS
from adoption.forms import DecisionForm, ExperimentForm
from adoption.models import Experiment
from adoption.policies import may_read_experiments, may_run_experiments
from adoption.queries.experiments import experiments_found
from adoption.views.asked import one_if_any, refuse_others
from cms.models import Portal
from core.addresses import posts_only
from core.dates import today


SEARCH, DECISION, PORTAL, PAGE = "q", "decision", "portail", "page"
LONGEST_SEARCH = 200
SHOWN_TEAMS = LINES = 50


@require_safe
def index(request):
    """Every one ever noted, the latest first: those that failed too."""
    _readers_only(request)
    refuse_others(request.GET, {SEARCH, DECISION, PORTAL, PAGE})
    search = request.GET.get(SEARCH, "")[:LONGEST_SEARCH]
    decision = request.GET.get(DECISION, "")
    if decision and decision not in ExperimentDecision.values:
        raise Http404
    portals = list(Portal.objects.open())
    slug = request.GET.get(PORTAL) or None
    portal = one_if_any(portals, slug, lambda each: each.slug) if slug else None
    found = experiments_found(search, decision=decision, portal=portal)
    page = Paginator(found, LINES).get_page(request.GET.get(PAGE))
    context = {
        "page": page,
        "cards": [_card(each) for each in page],
        "search": search,
        "decision": decision,
        "decisions": ExperimentDecision.choices,
        "portals": portals,
        "portal": portal,
        "is_filtered": bool(search or decision or portal),
        "may_run": may_run_experiments(request.user),
    }
    return render(request, "adoption/experiments.html", context | _rule())


@require_safe
def experiment(request, uuid):
    _readers_only(request)
    return _page(request, _found(uuid), DecisionForm() if _runs(request) else None)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request):
    """GET: the form. POST: write it down; the teams that it names begin as they say."""
    _runners_only(request)
    first = {"kind": ExperimentKind.EXPERIMENT, "months": 3, "starts": f"{today():%Y-%m}"}
    form = ExperimentForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = note_experiment(plan=form.plan())
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _("Noted. It is evaluated once its last month is published."))
            return redirect("adoption:experiment", made.uuid)
    return render(request, "adoption/experiment_form.html", {"form": form} | _rule())


@posts_only
def decide(request, uuid):
    _runners_only(request)
    held, form = _found(uuid), DecisionForm(request.POST)
    if form.is_valid():
        try:
            decide_on_experiment(
                experiment=held,
                decision=ExperimentDecision(form.cleaned_data["decision"]),
                learnt=form.cleaned_data["learnt"],
            )
        except ValidationError as error:
            form.add_error("learnt", " ".join(error.messages))
        else:
            messages.success(request, _("Noted, for all who lead a team."))
            return redirect("adoption:experiment", held.uuid)
    return _page(request, held, form)


@posts_only
def drop(request, uuid):
    _runners_only(request)
    held = _found(uuid)
    try:
        drop_experiment(experiment=held)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("adoption:experiment", held.uuid)
    messages.success(request, _("It is taken away."))
    return redirect("adoption:experiments")


def _page(request, held: Experiment, form: DecisionForm | None):
    evaluation = words.evaluation_of(held)
    teams = list(held.teams.select_related("team")[: SHOWN_TEAMS + 1])
    context = {
        "experiment": held,
        "form": form,
        "finding": words.finding(held),
        "span": words.span(held),
        "target": words.against_target(held),
        "evaluation": evaluation,
        "is_kept": evaluation is not None or held.decision != ExperimentDecision.OPEN,
        "teams": teams[:SHOWN_TEAMS],
        "has_more_teams": len(teams) > SHOWN_TEAMS,
        "index_url": reverse("adoption:experiments"),
    }
    if evaluation is not None:
        context["told"] = [
            each
            for each in (
                words.compared(evaluation),
                words.before(evaluation),
                words.noise(evaluation),
                *words.caveats(held),
            )
            if each
        ]
    return render(request, "adoption/experiment.html", context | _rule())


def _card(held: Experiment) -> dict[str, object]:
    tone, icon = words.tone(held)
    return {
        "experiment": held,
        "finding": words.finding(held),
        "span": words.span(held),
        "tone": tone,
        "icon": icon,
        "target": words.against_target(held),
    }


def _rule() -> dict[str, int]:
    return {
        "least_teams": FEWEST_TEAMS,
        "least_people": FEWEST_PEOPLE,
        "least_before": FEWEST_BEFORE,
    }


def _found(uuid) -> Experiment:
    return get_object_or_404(Experiment.objects.select_related("portal", "evaluation"), uuid=uuid)


def _runs(request) -> bool:
    return may_run_experiments(request.user)


def _readers_only(request) -> None:
    if not may_read_experiments(request.user, on=today()):
        raise Http404


def _runners_only(request) -> None:
    if not _runs(request):
        raise Http404
