"""The manager's page: published figures of a population, as text, chart and file."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_safe

from adoption.dashboards.charts.trend import chart_size, draw, drawing_key
from adoption.dashboards.words.digests import texts_of_falling_series
from adoption.dashboards.words.organisation_summary import summary_lines
from adoption.dashboards.words.surroundings import surrounding_lines, target_lines
from adoption.foundation.periods import Month
from adoption.foundation.policies import may_read_every_figure
from adoption.foundation.rates import LEAST_FOR_RATES
from adoption.foundation.views.query_parameters import (
    one_or_404,
    one_or_404_unless_empty,
    refuse_unknown_parameters,
    team_key,
)
from adoption.foundation.words.months import month_text
from adoption.publishing.models import Publication
from adoption.publishing.policies import FigureAccess, figure_access_of
from adoption.publishing.queries.parts import published_parts
from adoption.publishing.queries.populations import PopulationChoice, population_choice
from adoption.publishing.queries.published import (
    Reading,
    open_portals,
    publications_of,
    publications_of_any,
    read_population,
    shown_figures,
)
from adoption.publishing.queries.read_cache import cached_for_minutes
from adoption.publishing.views.chart_files import (
    chart_addresses,
    chart_file,
    chart_view,
)
from adoption.publishing.words.findings import (
    beside_organisation_text,
    headline_sentences,
    three_months_text,
    trend,
)
from adoption.publishing.words.parts import partition_title, parts_file, parts_table
from adoption.publishing.words.presentation import (
    comparison_bars,
    first_month_shown,
    funnel,
    used_file,
    used_table,
)
from adoption.targets.policies import may_set_targets
from adoption.targets.queries.rate_histories import COURSE, RateHistories
from adoption.targets.queries.targets import progress_of_targets, targets_of_nearest_group
from adoption.targets.words import summary_text
from adoption.team_actions.queries.organisation_summary import organisation_summary
from adoption.team_actions.queries.surroundings import (
    MOST_STAFF,
    Surroundings,
    surroundings_of,
)
from adoption.team_actions.queries.team_actions import with_coverage
from adoption.team_actions.views.team_actions import advice_context
from adoption.usage.queries.own_use import starter_module
from cms.models import Portal
from cms.queries import organisation
from core.dates import today
from core.spreadsheets import table_response
from learning.policies import may_follow_everybody
from people.models import Team
from people.queries.signed_in import manages_a_team, manages_own_team


PORTAL, TEAM, MONTH = "portail", "equipe", "mois"
PARAMETERS = {PORTAL, TEAM, MONTH}


@dataclass(frozen=True, slots=True)
class Selection:
    """Parameters of the page, limited to what this person may see."""

    portals: list[Portal]
    portal: Portal
    access: FigureAccess
    offered: PopulationChoice
    publications: list[Publication]
    month: Month | None
    organisation: str

    @property
    def team(self) -> Team:
        return self.offered.chosen

    @property
    def publications_until(self) -> list[Publication]:
        """Publications up to the selected month, the latest first."""
        assert self.month is not None
        last = self.month.first_day
        return [publication for publication in self.publications if publication.month <= last]


@require_safe
def team(request):
    selection = _selection(request)
    context = {
        "portals": selection.portals,
        "portal": selection.portal,
        "teams": selection.offered.teams,
        "has_more_teams": not selection.offered.is_whole,
        "team": selection.team,
        "publications": selection.publications,
        "starter": starter_module(request.user, selection.portal),
        "may_have_stand_ins": manages_own_team(request.user),
        "follows_training": may_follow_everybody(request.user) or manages_a_team(request.user),
        "may_read_further": may_read_every_figure(request.user),
        "may_set_targets": may_set_targets(request.user),
    }
    if selection.month is None:
        return render(request, "adoption/dashboards/team_empty.html", context)
    lineage = selection.offered.lineage
    publications = selection.publications_until[:COURSE]
    shown = shown_figures(publications, lineage)
    histories = RateHistories(
        {Month.containing(out.month): out.pk for out in reversed(publications)}, shown
    )
    reading = _reading(selection, shown)
    targets = progress_of_targets(
        targets_of_nearest_group(selection.portal, lineage), histories, whole=lineage[-1].pk
    )
    context |= _page(request, reading) | _next_steps(request, selection, reading)
    own = [target for target in targets if target.target.team_id == selection.team.pk]
    context["targets"] = [summary_text(target) for target in own]
    if "around" in context and not own:
        context["around"] += target_lines(targets, lineage)
    return render(request, "adoption/dashboards/team.html", context)


def _next_steps(request, selection: Selection, reading: Reading) -> dict:
    """Return advice, given for the latest published month alone; an earlier month links to it."""
    is_latest = reading.publication.pk == selection.publications[0].pk
    may_act = selection.access.may_act_for(selection.team)
    latest, language = selection.publications[0], get_language()
    whole = cached_for_minutes(
        latest, f"summary:{language}", lambda: organisation_summary(selection.publications)
    )
    context = {
        "is_latest": is_latest,
        "whole": summary_lines(
            whole,
            population=reading.series[-1].last.population,
            may_read_further=may_read_every_figure(request.user),
        ),
    }
    if not is_latest:
        return context
    around = Surroundings()
    if reading.own.last.population <= MOST_STAFF:
        around = cached_for_minutes(
            latest,
            f"around:{selection.team.pk}:{today()}:{may_act}:{language}",
            lambda: surroundings_of(selection.team, selection.portal, on=today(), follows=may_act),
        )
    context["around"] = surrounding_lines(around, selection.offered.lineage, follows=may_act)
    return context | advice_context(request, reading, whole, around, may_act=may_act)


@require_safe
def table(request, *, is_workbook=False):
    selection = _selection(request)
    if selection.month is None:
        raise Http404
    name = f"usage-{selection.portal.slug}-{slugify(selection.team.name)}-{selection.month}"
    return table_response(
        name,
        *used_file(_reading(selection)),
        sheet=pgettext("spreadsheet", "Usage") if is_workbook else None,
    )


@require_safe
def parts(request, *, is_workbook=False):
    selection = _selection(request)
    if TEAM in request.GET or selection.month is None:
        raise Http404
    out = next(
        publication
        for publication in selection.publications
        if publication.month == selection.month.first_day
    )
    partition = published_parts(out)
    if partition is None:
        raise Http404
    name = f"groupes-{selection.portal.slug}-{selection.month}"
    return table_response(
        name,
        *parts_file(partition),
        sheet=pgettext("spreadsheet", "Groups") if is_workbook else None,
    )


@chart_view
def chart(request, variant):
    """Draw the chart; 404 where there is nothing to draw, whatever the reason."""
    selection = _selection(request)
    if selection.month is None:
        raise Http404
    reading = _reading(selection)
    if reading.own.is_hidden:
        raise Http404
    return chart_file(request, variant, drawing_key(reading), lambda: draw(reading, variant))


def _selection(request) -> Selection:
    """Read the parameters; 404 for what may not be seen, does not exist or is invalid.

    One answer for all, so that the address bar tells nothing about other teams.
    """
    given = request.GET
    refuse_unknown_parameters(given, PARAMETERS)
    access = figure_access_of(request.user, on=today())
    text = given.get(TEAM)
    key = None if text is None else team_key(text)
    choices = population_choice(access, with_coverage, key=key)
    if choices is None:
        raise Http404
    name = organisation(request).name
    portals = open_portals()
    portal = one_or_404(portals, given.get(PORTAL), lambda portal: portal.slug)
    publications = publications_of(portal)
    month = one_or_404_unless_empty(
        _months(publications),
        given.get(MONTH),
        str,
        elsewhere=lambda: _months(publications_of_any(portals)),
    )
    for team in choices.teams:
        if team.code == Team.ROOT_CODE:
            team.name = name
    return Selection(portals, portal, access, choices, publications, month, name)


def _months(publications: Iterable[Publication]) -> list[Month]:
    return [Month.containing(publication.month) for publication in publications]


def _reading(selection, shown=None) -> Reading:
    return read_population(
        selection.portal,
        selection.publications,
        selection.month.first_day,
        selection.offered.lineage,
        organisation=selection.organisation,
        shown=shown,
    )


def _page(request, reading: Reading) -> dict:
    first, second = headline_sentences(reading)
    headings, rows = used_table(reading)
    course = trend(reading.own.measures, first_month_shown(reading))
    query = f"{PORTAL}={reading.portal.slug}&{TEAM}={reading.team.pk}&{MONTH}={reading.month}"
    return {
        "reading": reading,
        "month_name": month_text(reading.month),
        "first": first,
        "second": second,
        "falls": texts_of_falling_series(reading),
        "funnel": funnel(reading),
        "compared": comparison_bars(reading),
        "beside": beside_organisation_text(reading),
        "is_cut": 0 < reading.own.last.population < LEAST_FOR_RATES,
        "has_margin": any(series.last.low != series.last.high for series in reading.series),
        "together": three_months_text(reading),
        "trend": course,
        "trend_inside": course[:1].lower() + course[1:],
        "headings": headings,
        "rows": rows,
        "charts": chart_addresses(request, "adoption:chart", query, drawing_key(reading)),
        "chart_size": chart_size(reading, is_narrow=False),
        "query": query,
        "parts": _parts(reading),
    }


def _parts(reading: Reading) -> dict | None:
    """Return the parts of the staff, shown with the organisation's figures to people who may open these."""
    partition = published_parts(reading.publication) if reading.is_organisation else None
    if partition is None:
        return None
    headings, rows = parts_table(partition)
    query = f"{PORTAL}={reading.portal.slug}&{MONTH}={reading.month}"
    return {
        "title": partition_title(partition.kind),
        "headings": headings,
        "rows": rows,
        "query": query,
    }
