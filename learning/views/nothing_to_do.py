"""Views of staff of whom nothing is asked, and to whom nothing is proposed: by name, and each look is logged."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from core.spreadsheets import csv_response, workbook_response
from learning.queries.mandatory import current_team_name
from learning.queries.programme import staff_without_open_assignments
from learning.queries.small_group_access import small_group_of
from learning.views.follow_up_query import (
    JOB,
    PAGE,
    SITE,
    TEAM,
    FollowUpQuery,
    follow_up_tabs,
    leads_training,
    parse_follow_up_query,
)
from people.actions.privacy import record_look
from people.enums import Purpose
from people.queries.staff import with_current_position
from people.second_factor import require_second_factor


ROWS_A_PAGE = 50
KNOWN = {TEAM, SITE, JOB, PAGE}


@require_second_factor(leads_training)
@require_GET
def nothing_to_do(request):
    """Show whom no rule has thought of."""
    query = _asked(request)
    page = Paginator(_people(query), ROWS_A_PAGE).get_page(request.GET.get(PAGE))
    people = list(page.object_list)
    _record(request.user, query, people)
    context = {
        "asked": query,
        "page": page,
        "rows": [(person, current_team_name(person), _why(person)) for person in people],
        "file_query": query.query(),
        "tab_entries": follow_up_tabs(request, query, "nothing_to_do"),
    }
    return render(request, "learning/nothing_to_do.html", context)


@require_second_factor(leads_training)
@require_GET
def nothing_to_do_table(request):
    """Export all of the list that is chosen: whoever is in it was looked at."""
    return csv_response("rien-a-faire.csv", _headings(), _cells(request))


@require_second_factor(leads_training)
@require_GET
def nothing_to_do_workbook(request):
    """Export the same for Excel."""
    sheet = pgettext("mandatory training", "Nothing to do")
    return workbook_response("rien-a-faire.xlsx", _headings(), _cells(request), sheet=sheet)


def _asked(request) -> FollowUpQuery:
    if not leads_training(request):
        raise Http404
    return parse_follow_up_query(request, KNOWN, paths=False)


def _people(query: FollowUpQuery):
    return with_current_position(
        staff_without_open_assignments(query.people, on=query.on, are_all=query.are_all), query.on
    )


def _record(viewer, query: FollowUpQuery, shown) -> None:
    """Log looks, also at whoever is not shown and so has something to do, of few people."""
    people = {*shown, *small_group_of(query.people)}
    record_look(
        by=viewer,
        at=sorted(people, key=lambda person: person.pk),
        purpose=Purpose.MANDATORY_TRAINING,
    )


def _headings():
    return [pgettext("mandatory training", "Name"), _("Team"), _("Mandatory training")]


def _cells(request):
    """Yield the cells, read and logged before the first of them is written."""
    query = _asked(request)
    people = list(_people(query))
    _record(request.user, query, people)
    return [[person.get_full_name(), current_team_name(person), _why(person)] for person in people]


def _why(person) -> str:
    return _("all is done") if person.must_follow else _("none is asked")
