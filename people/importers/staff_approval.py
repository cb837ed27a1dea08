"""The teams that a list would create or fill, for which its sender needs somebody else's approval."""

from django.conf import settings
from django.utils.translation import gettext as _

from people.importers.staff_diff import StaffReport
from people.models import Team
from people.queries.teams import makeup_before_the_month_of, makeup_on
from people.staffing import PersonChange, StaffPlan
from people.team_makeup import Member, TeamMakeup, teams_to_review


TEAMS_NAMED = 20


def note_teams_to_review(plan: StaffPlan, report: StaffReport) -> None:
    """Say in the preview that applying will wait for an approval, and because of which teams."""
    for team in _teams_to_review(plan)[:TEAMS_NAMED]:
        report.notes.append(
            _(
                "“%(team)s” would be new or over a fifth newcomers: an administrator or the data protection "
                "officer will have to approve the list."
            )
            % {"team": team}
        )


def await_approval(plan: StaffPlan, report: StaffReport) -> None:
    """Refuse to write the list for now; who may approve it reads which teams are the reason."""
    for team in _teams_to_review(plan)[:TEAMS_NAMED]:
        report.awaits_approval = True
        report.refuse_all(
            0,
            _("“%(team)s” would be new, or over a fifth newcomers.") % {"team": team},
            _("the approval of an administrator or of the data protection officer"),
        )


def _teams_to_review(plan: StaffPlan) -> list[str]:
    """Their names; a new team has its code for a name."""
    before, now = makeup_before_the_month_of(plan.as_of), makeup_on(plan.as_of)
    after = TeamMakeup(_after(plan, now), plan.parents)
    codes = teams_to_review(before, now, after, least=settings.PUBLICATION_THRESHOLD)
    names = dict(Team.objects.filter(code__in=codes).values_list("code", "name"))
    return [names.get(code, code) for code in codes]


def _after(plan: StaffPlan, now: TeamMakeup) -> dict[Member, str]:
    """The team of everybody; those whom the list leaves out stay where they are."""
    teams = dict(now.team_of)
    for change in plan.changes:
        member: Member = change.pk or change.staff_number
        if change.wanted is None or _has_left(change, plan):
            teams.pop(member, None)
        else:
            teams[member] = change.wanted.team
    return teams


def _has_left(change: PersonChange, plan: StaffPlan) -> bool:
    last = change.facts.employed_until
    return last is not None and last < plan.as_of
