"""Pages on which programme managers write experiments; earlier values stay in the history."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from adoption.experiments.actions.decisions import (
    add_to_experiment,
    correct_title,
    decide_on_experiment,
    take_decision_back,
)
from adoption.experiments.actions.experiments import (
    cancel_planned_experiment,
    create_experiment,
    preview_experiment,
    revise_experiment,
)
from adoption.experiments.enums import ExperimentDecision, ExperimentKind
from adoption.experiments.forms import (
    ExperimentForm,
    TitleForm,
    initial_form_values,
    team_text_lines,
    teams_named_in,
)
from adoption.experiments.models import OWNERS, Experiment
from adoption.experiments.policies import may_run_experiments
from adoption.experiments.queries.experiments import is_plan_editable
from adoption.experiments.queries.prospects import remaining_evaluations
from adoption.experiments.views.experiments import experiment_or_404
from adoption.experiments.views.page import (
    decision_form,
    experiment_page,
    minimum_sizes,
    note_form,
)
from adoption.experiments.words import history as history_words
from adoption.foundation.periods import Month
from adoption.foundation.views.query_parameters import (
    one_or_404_unless_empty,
    refuse_unknown_parameters,
)
from adoption.publishing.queries.populations import search_populations, with_ancestors
from cms.models import Portal
from cms.queries import organisation
from core.dates import today
from core.redirects import post_only
from people.models import Team


SEQUEL = "suite"  # in the address: of which experiment
CHECK = "verifier"  # the button that writes nothing
FIRST_MONTHS = 3
SEARCH = "groupe"  # what is looked for
FIND, ADD = "chercher", "ajouter"  # buttons; the second one says which team
MOST = 20  # that are offered at once
PARTS = (
    *("kind", "title", "hypothesis", "portal", "starts", "months", "target", "follows", "once"),
    *OWNERS,
)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request):
    """GET: the form. POST: preview what it could detect, or create it."""
    _runners_only(request)
    refuse_unknown_parameters(request.GET, {SEQUEL})
    if is_team_search(request.POST):
        return _found_page(request, None)
    form = ExperimentForm(request.POST or None, initial=_initial_values(request))
    if request.method == "POST" and form.is_valid() and not _is_question(request):
        try:
            made = create_experiment(
                plan=form.plan(), once=form.cleaned_data["once"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _("Noted. It is evaluated once its last month is published."))
            return redirect("adoption:experiment", made.uuid)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request, uuid):
    """Edit the whole plan, before the experiment begins."""
    _runners_only(request)
    held = experiment_or_404(uuid)
    if request.method != "POST" and not is_plan_editable(held, on=today()):
        raise Http404
    if is_team_search(request.POST):
        return _found_page(request, held)
    form = ExperimentForm(request.POST or None, initial=initial_form_values(held), held=held)
    if request.method == "POST" and form.is_valid() and not _is_question(request):
        try:
            revise_experiment(experiment=held, plan=form.plan(), by=request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _("Changed. What stood there before stays in its history."))
            return redirect("adoption:experiment", held.uuid)
    return _form_page(request, form, held)


@post_only
def decide(request, uuid):
    _runners_only(request)
    held = experiment_or_404(uuid)
    form = decision_form(held, request.POST)

    def write() -> None:
        decide_on_experiment(
            experiment=held,
            decision=ExperimentDecision(form.cleaned_data["decision"]),
            learnt=form.cleaned_data["learnt"],
            longer=form.cleaned_data.get("longer") or 0,
            by=request.user,
        )

    return _apply_or_redisplay(
        request, held, ("decision", form), write, _("Noted, for all who lead a team.")
    )


@post_only
def take_back(request, uuid):
    return _apply_text_form(
        request, uuid, "back", _("The decision is taken back. It stays in the history."),
        lambda held, text: take_decision_back(experiment=held, reason=text, by=request.user),
    )  # fmt: skip


@post_only
def add(request, uuid):
    return _apply_text_form(
        request, uuid, "learnt", _("Noted, for all who lead a team."),
        lambda held, text: add_to_experiment(experiment=held, text=text, by=request.user),
    )  # fmt: skip


@post_only
def withdraw(request, uuid):
    return _apply_text_form(
        request, uuid, "withdraw", _("It is withdrawn. It stays to be read, with your reason."),
        lambda held, text: cancel_planned_experiment(experiment=held, reason=text, by=request.user),
    )  # fmt: skip


@post_only
def retitle(request, uuid):
    _runners_only(request)
    held, form = experiment_or_404(uuid), TitleForm(request.POST)

    def write() -> None:
        correct_title(experiment=held, title=form.cleaned_data["title"], by=request.user)

    return _apply_or_redisplay(request, held, ("title", form), write, _("The title is corrected."))


def _apply_text_form(
    request, uuid, name: str, said: str, write: Callable[[Experiment, str], None]
) -> Any:
    _runners_only(request)
    held, form = experiment_or_404(uuid), note_form(name, request.POST)
    return _apply_or_redisplay(
        request, held, (name, form), lambda: write(held, form.cleaned_data["text"]), said
    )


def _apply_or_redisplay(
    request, held: Experiment, named: tuple[str, Any], write: Callable[[], None], said: str
) -> Any:
    """Apply the change and redirect to the experiment, or show the form with its errors."""
    name, form = named
    if form.is_valid():
        try:
            write()
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, said)
            return redirect("adoption:experiment", held.uuid)
    return experiment_page(request, experiment_or_404(held.uuid), {name: form})


def _is_question(request) -> bool:
    """Whether the preview button, or the Enter key, was pressed."""
    return not {CHECK, FIND}.isdisjoint(request.POST)


def _found_page(request, held: Experiment | None) -> Any:
    """Redisplay the form with the teams that match the search."""
    sent = sent_form_values(request.POST)
    offered = team_search_context(request.POST, sent["teams"], organisation(request).name)
    return _page(request, ExperimentForm(initial=sent, held=held), held, found=offered)


def _form_page(request, form: ExperimentForm, held: Experiment | None) -> Any:
    """Show the form with its preview if requested, else with the places left in its first months."""
    prospect: list[str] = []
    if form.is_bound and form.is_valid() and _is_question(request):
        plan = form.plan()
        try:
            told = asdict(preview_experiment(plan=plan, but=held))
            prospect = history_words.prospect_sentences(told, plan.target)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
    left = "" if form.is_bound else _remaining_evaluations(form, held)
    return _page(request, form, held, prospect=prospect, left=left)


def _page(request, form: ExperimentForm, held: Experiment | None, **said: Any) -> Any:
    nothing = {"prospect": [], "left": "", "found": None}
    context = {"form": form, "held": held, "why_few": history_words.evaluation_limit_text()}
    return render(
        request,
        "adoption/experiments/experiment_form.html",
        nothing | context | said | minimum_sizes(),
    )


def _remaining_evaluations(form: ExperimentForm, held: Experiment | None) -> str:
    """Evaluations left in the months and portal that the form proposes, the one that is being changed apart."""
    portals = list(Portal.objects.open())
    portal = form.initial.get("portal") or (portals[0] if portals else None)
    if portal is None:
        return ""
    first, months = Month.parse(form.initial["starts"]), form.initial["months"]
    return history_words.remaining_evaluations_text(
        portal, first, months, asdict(remaining_evaluations(portal, first, months, but=held))
    )


def _initial_values(request) -> dict[str, Any]:
    """Next month; for a sequel, that after the end of the one before."""
    following = f"{Month.containing(today()).next()}"
    given = {"kind": ExperimentKind.EXPERIMENT, "months": FIRST_MONTHS, "starts": following}
    sequel = request.GET.get(SEQUEL)
    if sequel is None:
        return given
    every = list(
        Experiment.objects.tried().filter(uuid__in=_uuids(sequel)).select_related("portal")
    )
    held = one_or_404_unless_empty(every, sequel, lambda experiment: str(experiment.uuid))
    return initial_form_values(held, since=following) | {
        "months": FIRST_MONTHS,
        "follows": held.uuid,
    }


def _uuids(text: str) -> list[str]:
    try:
        return [str(UUID(text))]
    except ValueError:
        return []


def _runners_only(request) -> None:
    if not may_run_experiments(request.user):
        raise Http404


# --- Search teams by name while the form is being filled in, without validating or saving it --------


def is_team_search(sent: QueryDict) -> bool:
    """Whether a team is searched for or added. A search without text is neither: Enter presses the first button."""
    return ADD in sent or (FIND in sent and bool(sent.get(SEARCH, "").strip()))


def sent_form_values(sent: QueryDict) -> dict[str, Any]:
    """Form with the values as sent, plus the team being added."""
    text = sent.get("teams", "")
    code = sent.get(ADD, "").replace("\0", "")
    added = _open().filter(code=code).first() if code else None
    if added is not None and not teams_named_in(text, [added]):
        text = "\n".join(filter(None, (text.rstrip(), *team_text_lines([added]))))
    return {name: sent.get(name) for name in PARTS} | {"teams": text}


def team_search_context(sent: QueryDict, text: str, organisation: str) -> dict[str, Any]:
    """Teams to offer. `text`: the teams already typed."""
    search = sent.get(SEARCH, "").strip()
    found = search_populations(_open(), search)
    shown = found[:MOST]
    written = teams_named_in(text, shown)
    return {
        "search": search,
        "lines": [
            {"team": team, "above": above, "is_written": team in written}
            for team, above in with_ancestors(shown, organisation)
        ],
        "is_cut": len(found) > MOST,
    }


def _open() -> QuerySet[Team]:
    return Team.objects.open().exclude(code=Team.ROOT_CODE)
