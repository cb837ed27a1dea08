"""Search and read experiments: what was tried, its effect and the decision, for all who lead."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from adoption.experiments import charts
from adoption.experiments.enums import ExperimentDecision, ExperimentFate, ExperimentKind
from adoption.experiments.models import Experiment
from adoption.experiments.policies import may_read_experiments, may_run_experiments
from adoption.experiments.queries.experiments import (
    ExperimentFilter,
    counts_without_each_condition,
    search_experiments,
    years_tried,
)
from adoption.experiments.views.page import (
    DRAWING,
    experiment_drawing_key,
    experiment_page,
    minimum_sizes,
    published_target,
)
from adoption.experiments.words import effect_charts as drawn_words
from adoption.experiments.words import experiments as words
from adoption.foundation.views.query_parameters import (
    one_or_404_unless_empty,
    refuse_unknown_parameters,
)
from adoption.publishing.views.chart_files import (
    DrawingKey,
    chart_addresses,
    chart_file,
    chart_view,
)
from cms.models import Portal
from core.dates import today
from core.spreadsheets import table_response


SEARCH, KIND, FATE, DECISION = "q", "nature", "issue", "decision"
PORTAL, YEAR, PAGE = "portail", "annee", "page"
NAMES = {
    "search": SEARCH,
    "kind": KIND,
    "fate": FATE,
    "decision": DECISION,
    "portal": PORTAL,
    "year": YEAR,
}
LABELS = {
    SEARCH: _("the words"),
    KIND: _("What it is"),
    FATE: _("What it did"),
    DECISION: pgettext_lazy("decision", "Decision"),
    PORTAL: _("Portal"),
    YEAR: _("Begun in"),
}
ANY = {
    KIND: pgettext_lazy("kinds of experiments", "All"),
    FATE: pgettext_lazy("what experiments did", "All"),
    DECISION: pgettext_lazy("decisions", "All"),
    PORTAL: _("All"),
    YEAR: _("Any year"),
}
LONGEST_SEARCH = 200
LINES = 20


@require_safe
def index(request):
    """List all experiments, the latest first, failures included."""
    conditions, portals = _filter(request, {PAGE})
    page = _lines(request, conditions)
    context = {
        "page": page,
        "portal": conditions.portal,
        "cards": [_card(experiment) for experiment in page],
        "chart": _drawing(request, conditions, page),
        "search": conditions.search,
        "choices": _choices(conditions, portals),
        "query": _query(conditions),
        "is_filtered": bool(conditions.given),
        "loosened": []
        if page.object_list or not conditions.given
        else [
            {
                "label": LABELS[NAMES[name]],
                "count": count,
                "query": _query(conditions.without(name)),
            }
            for name, count in counts_without_each_condition(conditions).items()
            if count
        ],
        "may_run": may_run_experiments(request.user),
    }
    return render(request, "adoption/experiments/experiments.html", context | minimum_sizes())


@chart_view
def chart(request, variant):
    """Draw the lines of the page with the same query string."""
    conditions, _portals = _filter(request, {PAGE})
    lines = drawn_words.effect_lines(list(_lines(request, conditions)))
    if not lines:
        raise Http404
    return chart_file(
        request, variant, _drawing_key(lines), lambda: charts.draw(lines, None, variant)
    )


def _drawing_key(lines: tuple[charts.EffectLine, ...]) -> DrawingKey:
    return ("experiments", DRAWING, lines)


@require_safe
def table(request, *, is_workbook=False):
    """Send all results, on whatever page."""
    conditions, _portals = _filter(request, set())
    every = search_experiments(conditions).select_related("portal", "evaluation", "follows")
    rows = [drawn_words.file_row(experiment) for experiment in every]
    return table_response(
        "experiences",
        drawn_words.file_headings(),
        rows,
        sheet=pgettext("spreadsheet", "Experiments") if is_workbook else None,
    )


@require_safe
def experiment(request, uuid):
    refuse_unless_reader(request)
    return experiment_page(request, experiment_or_404(uuid))


@chart_view
def experiment_chart(request, uuid, variant):
    refuse_unless_reader(request)
    held = experiment_or_404(uuid)
    evaluation = words.evaluation_of(held)
    lines = drawn_words.evaluation_lines(evaluation) if evaluation else ()
    if not lines:
        raise Http404
    target = published_target(held)
    return chart_file(
        request,
        variant,
        experiment_drawing_key(lines, target),
        lambda: charts.draw(lines, target, variant),
    )


def experiment_or_404(uuid) -> Experiment:
    return get_object_or_404(
        Experiment.objects.select_related("portal", "evaluation", "follows"), uuid=uuid
    )


def refuse_unless_reader(request) -> None:
    if not may_read_experiments(request.user, on=today()):
        raise Http404


def _filter(request, further: set[str]) -> tuple[ExperimentFilter, list[Portal]]:
    """Read the search conditions; 404 for an unknown value."""
    refuse_unless_reader(request)
    refuse_unknown_parameters(request.GET, {*NAMES.values(), *further})
    given = request.GET
    portals = list(Portal.objects.open())
    slug, year = given.get(PORTAL) or None, given.get(YEAR, "")
    for name, known in (
        (KIND, ExperimentKind),
        (FATE, ExperimentFate),
        (DECISION, ExperimentDecision),
    ):
        if given.get(name) and given[name] not in known.values:
            raise Http404
    if year and not (len(year) == len("2026") and year.isascii() and year.isdigit() and int(year)):
        raise Http404
    conditions = ExperimentFilter(
        search=given.get(SEARCH, "")[:LONGEST_SEARCH].replace("\0", ""),
        kind=given.get(KIND, ""),
        fate=given.get(FATE, ""),
        decision=given.get(DECISION, ""),
        portal=one_or_404_unless_empty(portals, slug, lambda portal: portal.slug) if slug else None,
        year=int(year) if year else None,
    )
    return conditions, portals


def _lines(request, conditions: ExperimentFilter) -> Page:
    return Paginator(search_experiments(conditions), LINES).get_page(request.GET.get(PAGE))


def _query(conditions: ExperimentFilter, **other: Any) -> str:
    """Query string of the search, with parameters in a fixed order."""
    values = {
        name: conditions.portal.slug
        if name == "portal" and conditions.portal
        else getattr(conditions, name)
        for name in conditions.given
    }
    return urlencode({NAMES[name]: value for name, value in values.items()} | other)


def _drawing(request, conditions: ExperimentFilter, page: Page) -> dict[str, Any] | None:
    lines = drawn_words.effect_lines(list(page))
    if not lines:
        return None
    further = {PAGE: page.number} if page.number > 1 else {}
    return {
        "title": drawn_words.effects_title(lines),
        "sub": drawn_words.list_chart_subtitle(),
        "addresses": chart_addresses(
            request,
            "adoption:experiments_chart",
            _query(conditions, **further),
            _drawing_key(lines),
        ),
        "size": charts.chart_size(lines, is_narrow=False),
        "headings": drawn_words.table_headings(),
        "rows": drawn_words.table_rows(lines),
    }


def _choices(conditions: ExperimentFilter, portals: list[Portal]) -> list[dict[str, Any]]:
    """For each select: its name, the chosen value, and the options."""
    several = [(portal.slug, portal.name_here) for portal in portals] if len(portals) > 1 else []
    years = [(str(year), str(year)) for year in years_tried()]
    chosen = conditions.portal.slug if conditions.portal else ""
    every = (
        (KIND, conditions.kind, ExperimentKind.choices),
        (FATE, conditions.fate, ExperimentFate.choices),
        (DECISION, conditions.decision, ExperimentDecision.choices),
        (PORTAL, chosen, several),
        (YEAR, str(conditions.year or ""), years),
    )
    return [
        {
            "name": name,
            "label": LABELS[name],
            "any": ANY[name],
            "chosen": value,
            "options": options,
        }
        for name, value, options in every
        if options
    ]


def _card(held: Experiment) -> dict[str, object]:
    tone, icon = words.outcome_tone(held)
    return {
        "experiment": held,
        "finding": words.finding(held),
        "span": words.months_text(held),
        "tone": tone,
        "icon": icon,
        "target": words.target_verdict_text(held),
    }
