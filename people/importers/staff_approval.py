"""Finds the teams that a list would create or fill, for which its sender needs somebody else's approval."""

from datetime import date

from django.utils.translation import gettext as _

from core.dates import last_day_of_month, today
from core.site_settings import value_of
from people.enums import ReviewReason
from people.importers.staff_diff import StaffReport
from people.models import Team
from people.queries.teams import makeup_on, makeup_on_eve_of_month, team_parents
from people.staffing import StaffPlan
from people.team_makeup import Member, TeamMakeup, teams_to_review


TEAMS_NAMED = 20


def note_teams_to_review(plan: StaffPlan, report: StaffReport) -> None:
    """Add to the preview that applying will wait for an approval, and because of which teams."""
    for reason in _reasons_to_review(plan)[:TEAMS_NAMED]:
        report.must_ask = True
        report.notes.append(
            reason
            + " "
            + _("An administrator or the data protection officer will have to approve the list.")
        )


def await_approval(plan: StaffPlan, report: StaffReport) -> None:
    """Refuse to write the list for now; its approver reads which teams are the reason."""
    for reason in _reasons_to_review(plan)[:TEAMS_NAMED]:
        report.awaits_approval = True
        report.refuse_all(
            0, reason, _("the approval of an administrator or of the data protection officer")
        )


def _reasons_to_review(plan: StaffPlan) -> list[str]:
    """Return a sentence for each team to review; a new team has its code for a name."""
    begin, parents = _begin(plan), team_parents()
    moved = {code for code, parent in parents.items() if plan.parents.get(code, parent) != parent}
    dated_back = {who for who, first in begin.items() if first < today().replace(day=1)}
    least, reasons = value_of("PUBLICATION_THRESHOLD"), dict[str, ReviewReason]()
    for day in _last_days(plan, set(begin.values())):
        before, now = makeup_on_eve_of_month(day), makeup_on(day)
        members = now.members()
        reasons |= teams_to_review(
            before,
            now,
            TeamMakeup(_after(plan, now), plan.parents),
            least=least,
            dated_back=dated_back,
            moved_along=set[Member]().union(*(members.get(code, set()) for code in moved)),
        )
    names = dict(Team.objects.filter(code__in=reasons).values_list("code", "name"))
    return [
        str(reason.label) % {"team": names.get(code, code)}
        for code, reason in sorted(reasons.items())
    ]


def _begin(plan: StaffPlan) -> dict[Member, date]:
    """Return the day from which each person is where they were not."""
    begin: dict[Member, date] = {}
    for change in plan.changes:
        step, held = change.position, change.held
        day = step.open_from
        if day is None and held is not None and step:
            day = held.started_on if step.amend_held else held.ended_on
        if day is not None:
            begin[change.pk or change.staff_number] = day
    return begin


def _last_days(plan: StaffPlan, begin: set[date]) -> list[date]:
    """Return the last days of the months in which the list changes something: figures take people where
    they are then."""
    days = {plan.as_of, *(day for day in begin if day > plan.as_of)}
    if plan.as_of < today():
        days.add(today())
    return sorted(set(map(last_day_of_month, days)))


def _after(plan: StaffPlan, now: TeamMakeup) -> dict[Member, str]:
    """Return the team of everybody; those whom the list leaves out stay where they are."""
    teams = dict(now.team_of)
    for change in plan.changes:
        member: Member = change.pk or change.staff_number
        if change.wanted is None or change.facts.has_left(plan.as_of):
            teams.pop(member, None)
        else:
            teams[member] = change.wanted.team
    return teams
