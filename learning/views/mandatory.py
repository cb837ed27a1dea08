"""Mandatory training of others."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from core.dates import today
from core.spreadsheets import csv_response, workbook_response
from core.typography import day_text
from learning.enums import Follow
from learning.models import Enrolment
from learning.policies import (
    may_follow_training,
    people_followed_by,
    teams_followed_by,
)
from learning.queries import (
    MandatoryRow,
    mandatory_counts,
    mandatory_enrolments,
    mandatory_in,
    mandatory_rows,
)
from people.actions import record_look
from people.enums import Purpose
from people.gates import names_others
from people.models import Team
from people.queries import in_reading_order, members_of


TEAM, STATE, PAGE = "equipe", "etat", "page"
ASKED = {TEAM, STATE, PAGE}
ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as this person may see it."""

    teams: list[Team]
    team: Team | None
    state: str
    everything: QuerySet[Enrolment]

    @property
    def rows(self) -> QuerySet[Enrolment]:
        return mandatory_in(self.everything, self.state)


def _follows_training(request) -> bool:
    return may_follow_training(request.user, on=today())


@names_others(_follows_training)
@require_GET
def mandatory(request):
    """Who has done what they must do, and when. Each look is told to whom it is at."""
    asked = _asked(request)
    page = Paginator(asked.rows, ROWS_A_PAGE).get_page(request.GET.get(PAGE))
    rows = mandatory_rows(page.object_list, on=today())
    _record(request.user, rows)
    context = {
        "teams": asked.teams,
        "team": asked.team,
        "state": asked.state,
        "states": Follow.choices,
        "counts": mandatory_counts(asked.everything),
        "page": page,
        "rows": rows,
        "file_query": _file_query(asked),
    }
    return render(request, "learning/mandatory.html", context)


@names_others(_follows_training)
@require_GET
def mandatory_table(request):
    """All of the list that is chosen, as a file: whoever is in it was looked at."""
    return csv_response("formations-obligatoires.csv", _headings(), _cells(request))


@names_others(_follows_training)
@require_GET
def mandatory_workbook(request):
    """The same for Excel."""
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
    """Read and told before the first of them is written."""
    rows = mandatory_rows(_asked(request).rows, on=today())
    _record(request.user, rows)
    return [
        [
            row.person.get_full_name(),
            row.team,
            row.path,
            _day(row.due_on),
            str(row.state.label),
            _day(row.done_on),
        ]
        for row in rows
    ]


def _asked(request) -> Asked:
    """Not found for who follows nobody, and for whatever is not theirs to ask."""
    given, on = request.GET, today()
    is_plain = not set(given) - ASKED and all(len(given.getlist(name)) == 1 for name in given)
    if not is_plain or not may_follow_training(request.user, on=on):
        raise Http404
    open_teams = teams_followed_by(request.user, on=on).open().exclude(code=Team.ROOT_CODE)
    teams = in_reading_order(open_teams)
    team = _one_of({str(team.pk): team for team in teams}, given.get(TEAM))
    state = _one_of({value: value for value in Follow.values}, given.get(STATE)) or ""
    people = people_followed_by(request.user, on=on)
    if team is not None:
        people = members_of(people, team, on)
    return Asked(teams, team, state, mandatory_enrolments(people, on=on))


def _file_query(asked: Asked) -> str:
    chosen = {TEAM: asked.team.pk if asked.team else "", STATE: asked.state}
    given = {name: value for name, value in chosen.items() if value}
    return f"?{urlencode(given)}" if given else ""


def _one_of(things: dict, text: str | None):
    """What is written so; nothing for an empty choice."""
    if not text:
        return None
    if text not in things:
        raise Http404
    return things[text]


def _record(viewer, rows: list[MandatoryRow]) -> None:
    """One look at each person, however many paths they must do."""
    people = {row.person.pk: row.person for row in rows}
    record_look(by=viewer, at=people.values(), purpose=Purpose.MANDATORY_TRAINING)


def _day(day) -> str:
    return day_text(day, "SHORT_DATE_FORMAT") if day else ""
