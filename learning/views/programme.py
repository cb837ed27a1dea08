"""Views of where the programme stands: numbers, for whoever leads it. Names are on the list.

A number may be that of one person, who chooses narrowly: so a second factor is asked for here too, and a
look is logged for whoever stands behind a number of few people (`queries/small_group_access.py` says what
that covers).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from core.registry import registry
from core.spreadsheets import csv_response, workbook_response
from core.typography import format_number
from learning.enums import FollowUpState
from learning.queries.programme import (
    SOON,
    PathCounts,
    SuggestedPath,
    TeamCounts,
    TrainingCounts,
    counts_by_path,
    counts_by_team,
    suggested_paths,
)
from learning.queries.small_group_access import (
    SMALL_GROUP,
    is_few,
    small_group_on_path,
    small_group_on_paths,
)
from learning.views.follow_up_query import (
    JOB,
    OF_TRAINING,
    PAGE,
    PATH,
    SITE,
    STATE,
    TEAM,
    FollowUpQuery,
    day_cell,
    follow_up_tabs,
    leads_training,
    parse_follow_up_query,
)
from people.actions.privacy import record_look
from people.enums import Purpose
from people.second_factor import require_second_factor


HEADINGS = {  # of numbers of people
    FollowUpState.DONE: pgettext_lazy("number of people", "Have done it"),
    FollowUpState.TODO: pgettext_lazy("number of people", "To do"),
    FollowUpState.LATE: pgettext_lazy("number of people", "Late"),
    FollowUpState.EXEMPT: pgettext_lazy("number of people", "Exempted"),
}


@require_second_factor(leads_training)
@require_GET
def programme(request):
    """Show all paths that somebody must follow; or one of them, team by team."""
    query = _asked(request)
    counted = _counted(query)
    days = _total(counted).next_due_days if query.path else []
    _record(request.user, query, counted, days)
    lines = _shown(query, counted)
    context = {
        "asked": query,
        "states": FollowUpState.choices,
        "tab_entries": follow_up_tabs(request, query, "programme"),
        "total": _total(lines),
        "soon": SOON.days,
        "headings": HEADINGS.values(),
        "file_query": query.query(),
    }
    if query.path:
        context |= _of_path(query, lines) | {"days": days}
        return render(request, "learning/programme_path.html", context)
    context |= {
        "lines": [
            {
                "name": line.path.title,
                "url": query.query(**{PATH: line.path, STATE: ""}),
                "counts": line.counts,
                "cells": _cells(line.counts, query.query(TEAM, SITE, JOB, **{PATH: line.path})),
            }
            for line in lines
        ],
        "suggested": _suggested(query),
    }
    context["links"] = [
        {"icon": link.icon, "label": link.label, "url": link.url()}
        for link in registry.programme
        if link.visible(request)
    ]
    return render(request, "learning/programme.html", context)


@require_second_factor(leads_training)
@require_GET
def programme_table(request):
    """Export what is shown."""
    headings, rows = _table(request)
    return csv_response("programme.csv", headings, rows)


@require_second_factor(leads_training)
@require_GET
def programme_workbook(request):
    """Export the same for Excel."""
    headings, rows = _table(request)
    sheet = pgettext("mandatory training", "Programme")
    return workbook_response("programme.xlsx", headings, rows, sheet=sheet)


def _asked(request) -> FollowUpQuery:
    if not leads_training(request):
        raise Http404
    return parse_follow_up_query(request, OF_TRAINING - {PAGE})


def _record(
    viewer, query: FollowUpQuery, counted: Iterable[Any], days: Iterable[tuple[date, int]] = ()
) -> None:
    """Log a look at whoever stands behind a number of few people; once, however many such numbers there are."""
    has_few = any(is_few(line.counts) for line in counted)
    if query.path:
        few = small_group_on_path(
            query.choice,
            query.path,
            below=query.team,
            on=query.on,
            days=[day for day, number in days if number < SMALL_GROUP],
            has_few=has_few,
        )
    else:
        few = small_group_on_paths(query.choice, query.paths, has_few=has_few)
    record_look(by=viewer, at=few, purpose=Purpose.MANDATORY_TRAINING)


def _counted(query: FollowUpQuery) -> list[Any]:
    """Return a line for each path, or for each team of the one that is chosen, whatever state is chosen."""
    if query.path:
        return counts_by_team(
            query.path, query.people, below=query.team, on=query.on, are_all=query.are_all
        )
    return counts_by_path(query.paths_shown, query.people, on=query.on, are_all=query.are_all)


def _shown(query: FollowUpQuery, counted: list[Any]) -> list[Any]:
    """Return the paths with somebody in the state that is chosen; of one path all teams, if one of them has."""
    if not query.state:
        return counted
    if query.path:
        return counted if _total(counted).of(query.state) else []
    return [line for line in counted if line.counts.of(query.state)]


def _suggested(query: FollowUpQuery) -> list[SuggestedPath]:
    """Return the proposals, which have no state."""
    if query.state or query.path:
        return []
    is_narrowed = bool(query.team or query.site or query.job)
    return suggested_paths(query.people if is_narrowed else None, on=query.on)


def _total(lines: Iterable[PathCounts | TeamCounts]) -> TrainingCounts:
    total = TrainingCounts()
    for line in lines:
        total.add(line.counts)
    return total


# --- On the page ---------------------------------------------------------------------------------------


def _cells(counts: TrainingCounts, query: str) -> list[dict]:
    """Return a number for each state, with the address of these people by name; "" where there is none."""
    return [
        {
            "label": label,
            "state": state.value,
            "number": counts.of(state),
            "url": f"{query}&{STATE}={state.value}" if query and counts.of(state) else "",
        }
        for state, label in HEADINGS.items()
    ]


def _of_path(query: FollowUpQuery, teams: list[TeamCounts]) -> dict:
    listed = set(query.open_teams.filter(pk__in=[line.team.pk for line in teams if line.team]))
    return {
        "path": query.path,
        "cells": _cells(_total(teams), query.query(PATH, TEAM, SITE, JOB)),
        "lines": [
            _team_line(query, team, has_list=team.is_whole and team.team in listed)
            for team in teams
            if not query.state or team.counts.of(query.state)
        ],
        "all_query": query.query(TEAM, SITE, JOB),
    }


def _team_line(page_query: FollowUpQuery, line: TeamCounts, *, has_list: bool) -> dict:
    """Return the line of a team; its own people, without those below it, have no list to themselves."""
    query = page_query.query(PATH, SITE, JOB, **{TEAM: line.team}) if has_list else ""
    return {
        "name": _team_name(line),
        "url": page_query.query(**{TEAM: line.team}) if has_list else "",
        "counts": line.counts,
        "cells": _cells(line.counts, query),
    }


def _team_name(line: TeamCounts) -> str:
    if line.team is None:
        return _("Without a team")
    if line.is_whole:
        return line.team.name
    return _("%(team)s, in the team itself") % {"team": line.team}


# --- In a file -----------------------------------------------------------------------------------------


def _table(request) -> tuple[list[str], list[list[object]]]:
    """Return the table, read and logged before the first of it is written."""
    query = _asked(request)
    counted = _counted(query)
    _record(request.user, query, counted)
    lines = _shown(query, counted)
    if query.path:
        rows = [
            [query.path.title, _team_name(team), *_numbers(team.counts)]
            for team in lines
            if not query.state or team.counts.of(query.state)
        ]
        return [_("Training"), _("Team"), *_count_headings()], rows
    rows = [
        [line.path.title, pgettext("training", "mandatory"), *_numbers(line.counts), ""]
        for line in lines
    ]
    rows += [
        [suggestion.path.title, pgettext("training", "proposed"), *[""] * 7, _reach(suggestion)]
        for suggestion in _suggested(query)
    ]
    weight = pgettext("rule", "Weight")
    return [_("Training"), weight, *_count_headings(), _("Proposed to")], rows


def _count_headings() -> list[str]:
    return [
        pgettext("mandatory training", "Must follow it"),
        *map(str, HEADINGS.values()),
        pgettext("mandatory training", "Next day to meet"),
        _("Certificates that end within %(days)s days") % {"days": SOON.days},
    ]


def _numbers(counts: TrainingCounts) -> list[object]:
    return [
        counts.asked,
        *[counts.of(state) for state in HEADINGS],
        day_cell(counts.next_due),
        counts.ends_soon,
    ]


def _reach(suggestion: SuggestedPath) -> object:
    if suggestion.reach is None:
        return ""
    return (
        _("at most %(n)s") % {"n": format_number(suggestion.reach)}
        if suggestion.is_at_most
        else suggestion.reach
    )
