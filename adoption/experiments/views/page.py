"""Page of one experiment: its effect, how to read it, the decision and the history."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.experiments import charts
from adoption.experiments.enums import ExperimentChangeKind, ExperimentDecision
from adoption.experiments.evaluation.design import FEWEST_BEFORE, FEWEST_PEOPLE, FEWEST_TEAMS
from adoption.experiments.forms import DecisionForm, NoteForm, TitleForm
from adoption.experiments.models import Evaluation, Experiment
from adoption.experiments.policies import may_run_experiments
from adoption.experiments.queries.experiments import experiment_changes, is_plan_editable
from adoption.experiments.words import effect_charts as drawn_words
from adoption.experiments.words import experiments as words
from adoption.experiments.words import history as history_words
from adoption.publishing.views.chart_files import DrawingKey, chart_addresses
from core.dates import today


DRAWING = 1  # of these charts: another number draws them anew
SHOWN_TEAMS = 50
LABELS = {
    "learnt": gettext_lazy("What is to be kept"),
    "back": gettext_lazy("Why the decision is taken back"),
    "withdraw": gettext_lazy("Why it is withdrawn"),
}


def experiment_page(
    request: HttpRequest, held: Experiment, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    """Render the page. `wrong`: a rejected form, by its name."""
    evaluation = words.evaluation_of(held)
    teams = list(held.teams.select_related("team")[: SHOWN_TEAMS + 1])
    runs = may_run_experiments(request.user)
    changes = experiment_changes(held)
    paragraphs = _effect_paragraphs(held, evaluation, changes) if evaluation is not None else []
    context = {
        "experiment": held,
        "forms": _forms(held) | (wrong or {}) if runs else {},
        "wrong": list(wrong or {}),
        "finding": words.finding(held),
        "span": words.months_text(held),
        "target": words.target_verdict_text(held),
        "owners": words.owner_facts(held),
        "chart": _drawing(request, held, evaluation) if evaluation is not None else None,
        "told": paragraphs,
        "written_late": words.written_late(held),
        "beside": words.concurrent_text(held),
        "prospect": []
        if evaluation
        else history_words.prospect_sentences(held.prospect, held.target),
        "why_few": history_words.evaluation_limit_text(),
        "may_revise": runs and is_plan_editable(held, on=today()),
        "teams": teams[:SHOWN_TEAMS],
        "has_more_teams": len(teams) > SHOWN_TEAMS,
        "followed_by": list(held.followed_by.order_by("pk")),
        "steps": history_words.history_entries(changes, names=runs),
        "index_url": reverse("adoption:experiments"),
    }
    return render(request, "adoption/experiments/experiment.html", context | minimum_sizes())


def minimum_sizes() -> dict[str, int]:
    return {
        "least_teams": FEWEST_TEAMS,
        "least_people": FEWEST_PEOPLE,
        "least_before": FEWEST_BEFORE,
    }


def decision_form(held: Experiment, sent: Any = None) -> DecisionForm:
    return DecisionForm(sent, may_extend=words.evaluation_of(held) is None)


def note_form(name: str, sent: Any = None) -> NoteForm:
    return NoteForm(sent, label=LABELS[name], prefix=name)


def _forms(held: Experiment) -> dict[str, Any]:
    """Forms that may be sent today."""
    forms: dict[str, Any] = {
        "learnt": note_form("learnt"),
        "title": TitleForm(initial={"title": held.title}),
    }
    if held.withdrawn_on is not None:
        return forms
    if is_plan_editable(held, on=today()):
        forms["withdraw"] = note_form("withdraw")
    if today() >= held.starts_on:
        forms["decision"] = decision_form(held)
    if held.decision != ExperimentDecision.OPEN:
        forms["back"] = note_form("back")
    return forms


def _effect_paragraphs(held: Experiment, evaluation: Evaluation, changes: list[Any]) -> list[str]:
    was_extended = any(change.kind == ExperimentChangeKind.EXTENDED for change in changes)
    every = (
        words.comparison_text(evaluation),
        words.placebo_text(evaluation),
        words.parallel_trends_text(evaluation),
        words.noise_text(evaluation),
        *words.caveats(held, was_extended=was_extended),
    )
    return [paragraph for paragraph in every if paragraph]


def published_target(held: Experiment) -> int | None:
    """Target to draw, where the effect is published."""
    return held.target if drawn_words.has_published_effect(held) else None


def experiment_drawing_key(lines: tuple[charts.EffectLine, ...], target: int | None) -> DrawingKey:
    return ("experiment", DRAWING, lines, target)


def _drawing(
    request: HttpRequest, held: Experiment, evaluation: Evaluation
) -> dict[str, Any] | None:
    lines = drawn_words.evaluation_lines(evaluation)
    if not lines:
        return None
    return {
        "title": words.outcome_text(evaluation),
        "sub": drawn_words.experiment_chart_subtitle(),
        "addresses": chart_addresses(
            request,
            "adoption:experiment_chart",
            "",
            experiment_drawing_key(lines, published_target(held)),
            args=[held.uuid],
        ),
        "size": charts.chart_size(lines, is_narrow=False),
        "headings": drawn_words.table_headings(_("When")),
        "rows": drawn_words.table_rows(lines),
    }
