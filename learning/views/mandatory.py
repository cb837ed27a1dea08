"""Views of the mandatory training of others."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from core.dates import today
from core.redirects import post_only
from core.spreadsheets import csv_response, workbook_response
from learning.actions.reminders import HandReminders, next_hand_reminder, remind_late_people
from learning.enums import FollowUpState
from learning.models import Enrolment
from learning.policies import may_follow_everybody, may_monitor_training
from learning.queries.mandatory import (
    READING_ORDER,
    MandatoryPage,
    MandatoryRow,
    filter_by_state,
    mandatory_page,
    mandatory_rows,
    mandatory_rows_of,
)
from learning.queries.small_group_access import PeopleSelection, small_group_on_paths
from learning.views.follow_up_query import (
    OF_MANAGERS,
    OF_TRAINING,
    PAGE,
    FollowUpQuery,
    day_cell,
    follow_up_tabs,
    parse_follow_up_query,
)
from people.actions.privacy import record_look
from people.enums import Purpose
from people.second_factor import require_second_factor


ROWS_A_PAGE = 50
LATE_RANK = READING_ORDER.index(FollowUpState.LATE)


def _follows_training(request) -> bool:
    return may_monitor_training(request.user, on=today())


@require_second_factor(_follows_training)
@require_GET
def mandatory(request):
    """Show who has done what they must do, and when. Each look is logged for whom it is at."""
    query = _asked(request)
    found, page = _page(query, request.GET.get(PAGE, ""))
    rows, counts = mandatory_rows_of(found), found.counts
    _record(request.user, query, rows)
    shows_late = counts[FollowUpState.LATE] and query.state in ("", FollowUpState.LATE)
    context = {
        "asked": query,
        "states": FollowUpState.choices,
        "counts": counts,
        "remind_on": _remind_on(query, found) if shows_late else None,
        "today": today(),
        "page": page,
        "rows": rows,
        "file_query": query.query(),
        "tab_entries": follow_up_tabs(request, query, "mandatory"),
    }
    return render(request, "learning/mandatory.html", context)


@require_second_factor(_follows_training)
@post_only
def remind(request):
    """Remind those of the chosen list who are late."""
    query = _asked(request)
    done = remind_late_people(by=request.user, late=_late(query), on=today())
    say = messages.success if done.reminded else messages.info
    say(request, _reminded_text(done))
    return redirect(f"{reverse('learning:mandatory')}{query.query()}")


def _page(query: FollowUpQuery, asked: str) -> tuple[MandatoryPage, Page]:
    """Return the rows of the page that is asked for, of the last one beyond it; and its place among the others."""
    first = (int(asked) - 1 if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0) or 0
    found = _found(query, max(first, 0))
    count = found.counts[query.state] if query.state else sum(found.counts.values())
    page = Paginator(range(count), ROWS_A_PAGE).get_page(asked)
    if page.number - 1 != first and count:
        found = _found(query, page.number - 1)
    return found, page


def _found(query: FollowUpQuery, pages_before: int) -> MandatoryPage:
    return mandatory_page(
        query.paths_shown,
        query.people,
        on=query.on,
        are_all=query.are_all,
        state=query.state,
        first=pages_before * ROWS_A_PAGE,
        number=ROWS_A_PAGE,
    )


def _remind_on(query: FollowUpQuery, found: MandatoryPage) -> date | None:
    """Return the first day of a reminder by hand: where somebody on the page has had none, nobody else is read."""
    here = Enrolment.objects.filter(
        pk__in=[row.pk for row in found.enrolments if row.rank == LATE_RANK]
    )
    if next_hand_reminder(late=here, on=query.on) == query.on:
        return query.on
    return next_hand_reminder(late=_late(query), on=query.on)


def _late(query: FollowUpQuery) -> QuerySet[Enrolment]:
    return filter_by_state(query.everything, FollowUpState.LATE)


def _reminded_text(done: HandReminders) -> str:
    said = []
    if done.reminded:
        text = ngettext(
            "%(count)s person is reminded by mail and under the bell.",
            "%(count)s people are reminded by mail and under the bell.",
            done.reminded,
        )
        said.append(text % {"count": done.reminded})
    if done.spared:
        text = ngettext(
            "%(count)s person had a reminder in the last seven days: no other one goes.",
            "%(count)s people had a reminder in the last seven days: no other one goes.",
            done.spared,
        )
        said.append(text % {"count": done.spared})
    return " ".join(said) or _("Nobody here is to be reminded any more.")


@require_second_factor(_follows_training)
@require_GET
def mandatory_table(request):
    """Export all of the list that is chosen: whoever is in it was looked at."""
    return csv_response("formations-obligatoires.csv", _headings(), _cells(request))


@require_second_factor(_follows_training)
@require_GET
def mandatory_workbook(request):
    """Export the same for Excel."""
    sheet = _("Mandatory training")
    return workbook_response(
        "formations-obligatoires.xlsx", _headings(), _cells(request), sheet=sheet
    )


def _headings():
    return [
        pgettext("mandatory training", "Name"),
        _("Team"),
        _("Training"),
        _("Due on"),
        _("State"),
        _("Done on"),
    ]


def _cells(request):
    """Yield the cells, read and logged before the first of them is written."""
    query = _asked(request)
    rows = mandatory_rows(query.rows, on=today())
    _record(request.user, query, rows)
    return [
        [
            row.person.get_full_name(),
            row.team,
            row.path,
            day_cell(row.due_on),
            str(row.state.label),
            day_cell(row.done_on),
        ]
        for row in rows
    ]


def _asked(request) -> FollowUpQuery:
    """Return the query; 404 for who follows nobody, and for whatever is not theirs to ask."""
    if not may_monitor_training(request.user, on=today()):
        raise Http404
    return parse_follow_up_query(
        request, OF_TRAINING if may_follow_everybody(request.user) else OF_MANAGERS
    )


def _record(viewer, query: FollowUpQuery, rows: list[MandatoryRow]) -> None:
    """Log one look at each person, however many paths they must do.

    Whom a state leaves out is not in it: of few people that tells as much as their names.
    """
    people = {row.person for row in rows}
    if query.state:
        people.update(small_group_on_paths(PeopleSelection(query.people), query.paths_shown))
    record_look(
        by=viewer,
        at=sorted(people, key=lambda person: person.pk),
        purpose=Purpose.MANDATORY_TRAINING,
    )
