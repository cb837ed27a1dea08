"""The programme: the whole organisation's funnel and trend, then every group, in the order of the tree.

Nobody is ranked: no order by a figure is offered, on the page or in its files.
"""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.charts import size_of
from adoption.findings import cell_text, headline, lead, trend
from adoption.indicators import ACCOUNT, HABIT, KNOWN, USED
from adoption.models import Publication
from adoption.periods import Month
from adoption.policies import may_read_every_figure, may_see_publications, sight_of
from adoption.presentation import funnel, month_name, since, used_table
from adoption.queries.populations import MOST, top_of
from adoption.queries.programme import Line, all_lines, keys_of, lines_of, populations_published
from adoption.queries.published import Reading, publications_of, read
from adoption.rates import Measure, rate_of
from adoption.views.asked import one_if_any, one_of, refuse_others
from adoption.views.chart_files import chart_addresses
from adoption.views.team import MONTH, PORTAL, TEAM, team_key
from cms.models import Portal
from cms.queries import organisation
from core.dates import today
from core.spreadsheets import csv_response, workbook_response
from learning.policies import follows_all
from people.models import Team


PAGE_NUMBER, PAGE = "page", 50
DEEPEST = 6  # what lies deeper is set in as far
STEPS = (ACCOUNT, USED, HABIT)


@dataclass(frozen=True, slots=True)
class Asked:
    """`branch`: the group whose part of the table is asked for; None for all."""

    portals: list[Portal]
    portal: Portal
    publications: list[Publication]
    publication: Publication | None
    root: Team
    branches: list[Team]
    branch: Team | None
    organisation: str

    @property
    def query(self) -> str:
        month = Month.containing(self.publication.month) if self.publication else ""
        branch = f"&{TEAM}={self.branch.pk}" if self.branch else ""
        return f"{PORTAL}={self.portal.slug}&{MONTH}={month}{branch}"


@require_safe
def programme(request):
    asked = _asked(request)
    context = {
        "asked": asked,
        "month": f"{asked.publication.month:%Y-%m}" if asked.publication else "",
        "may_see_register": may_see_publications(request.user),
        "follows_training": follows_all(request.user),
    }
    if asked.publication is None:
        return render(request, "adoption/programme_empty.html", context)
    rows = populations_published(asked.publication, asked.branch)
    paginator = Paginator(keys_of(rows), PAGE)
    if asked.branch is None and asked.publication.populations:
        paginator.count = asked.publication.populations  # no need to ask: it never changes
    page = paginator.get_page(request.GET.get(PAGE_NUMBER))
    lines = lines_of(asked.publication, list(page.object_list))
    context |= _whole(asked) | {
        "page": page,
        "lines": [_line(asked, each) for each in lines],
        "headings": [_title(each) for each in STEPS],
    }
    return render(request, "adoption/programme.html", context)


@require_safe
def programme_table(request):
    asked = _asked(request)
    return csv_response(f"{_file_name(asked)}.csv", _headings(), _rows(asked))


@require_safe
def programme_workbook(request):
    asked = _asked(request)
    return workbook_response(
        f"{_file_name(asked)}.xlsx",
        _headings(),
        _rows(asked),
        sheet=pgettext("spreadsheet", "Adoption"),
    )


def _asked(request) -> Asked:
    """Not found for anything that is no question, and for whoever does not read every figure."""
    given = request.GET
    if not may_read_every_figure(request.user):
        raise Http404
    refuse_others(given, {PORTAL, MONTH, TEAM, PAGE_NUMBER})
    portals = list(Portal.objects.open())
    portal = one_of(portals, given.get(PORTAL) or None, lambda each: each.slug)
    publications = publications_of(portal)
    visible = sight_of(request.user, on=today()).populations
    root, branches = top_of(visible)
    root.name = organisation(request).name
    branch = _branch(visible, branches, given.get(TEAM))
    return Asked(
        portals=portals,
        portal=portal,
        publications=publications,
        publication=one_if_any(publications, given.get(MONTH) or None, _month),
        root=root,
        branches=branches if len(branches) <= MOST else [],
        branch=None if branch == root else branch,
        organisation=root.name,
    )


def _month(publication: Publication) -> str:
    return str(Month.containing(publication.month))


def _branch(visible, branches, text) -> Team | None:
    if not text:
        return None
    key = team_key(text)
    found = next((each for each in branches if each.pk == key), None)
    found = found or visible.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _whole(asked: Asked) -> dict[str, Any]:
    reading: Reading = read(
        asked.portal,
        asked.publications,
        asked.publication.month,
        [asked.root],
        organisation=asked.organisation,
    )
    first, second = headline(reading)
    headings, rows = used_table(reading)
    chart = f"{PORTAL}={asked.portal.slug}&{TEAM}={asked.root.pk}&{MONTH}={reading.month}"
    return {
        "reading": reading,
        "month_name": month_name(reading),
        "first": first,
        "second": second,
        "lead": lead(reading),
        "funnel": funnel(reading),
        "trend": trend(reading.own.measures, since(reading)),
        "trend_headings": headings,
        "trend_rows": rows,
        "charts": chart_addresses("adoption:chart", chart),
        "chart_size": size_of(reading, is_narrow=True),  # it stands beside the funnel
    }


# --- The table ----------------------------------------------------------------------------------------


def _title(step) -> str:
    titles = {
        KNOWN: _("Something is known"),
        ACCOUNT: _("Have an account"),
        USED: _("Used it"),
        HABIT: _("Have the habit"),
    }
    return titles[step]


def _line(asked: Asked, line: Line) -> dict[str, Any]:
    known = line.counts[KNOWN.code]
    return {
        "name": _name(asked, line),
        "depth": min(line.depth, DEEPEST),
        "url": f"{reverse('adoption:team')}?{PORTAL}={asked.portal.slug}&{TEAM}={line.team_id}"
        f"&{MONTH}={asked.publication.month:%Y-%m}",
        "population": line.population,
        "cells": [(_title(step), _cell(line.counts[step.code], known)) for step in STEPS],
    }


def _name(asked: Asked, line: Line) -> str:
    return asked.organisation if line.team_id == asked.root.pk else line.name


def _cell(count: Measure, known: Measure) -> dict[str, Any]:
    """The rate where it is narrow, else the count as a share of the whole group."""
    rate = rate_of(count, known)
    if rate is not None and rate.is_narrow:
        shown = rate.rounded()
        return {"low": shown.low, "high": shown.high, "population": 100, "unit": "percent"}
    return {
        "low": count.low,
        "high": count.high,
        "population": count.population,
        "unit": "count",
    }


# --- In a file ----------------------------------------------------------------------------------------


def _file_name(asked: Asked) -> str:
    if asked.publication is None:
        raise Http404
    return f"adoption-{asked.portal.slug}-{asked.publication.month:%Y-%m}"


def _headings() -> list[str]:
    """Two columns for each count: what it is at least and at most."""
    bounds = [
        text % {"count": _title(step)}
        for step in (KNOWN, *STEPS)
        for text in (_("%(count)s, at least"), _("%(count)s, at most"))
    ]
    return [_("Group"), _("Level"), _("Staff"), *bounds]


def _rows(asked: Asked) -> list[list[object]]:
    """Hidden stands in both columns, and for the size where all of a group is hidden."""
    hidden = cell_text(Measure())
    rows = []
    for line in all_lines(asked.publication, asked.branch):
        row: list[object] = [_name(asked, line), line.depth, line.population or hidden]
        for step in (KNOWN, *STEPS):
            count = line.counts[step.code]
            row += [hidden, hidden] if count.is_hidden else [count.low, count.high]
        rows.append(row)
    return rows
