"""Refuses changes on screen by which somebody who reads figures would create or fill a team alone."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.dates import last_day_of_month, today
from core.site_settings import value_of
from people.models import Person, Team
from people.policies import reads_figures
from people.queries.teams import makeup_on, makeup_on_eve_of_month
from people.team_makeup import Member, TeamMakeup, teams_to_review


def refuse_to_fill_team(*, by: Person | None, person: Person, team: Team, from_day: date) -> None:
    """Raise ValidationError where `person` would be one newcomer too many. `by` None: a console."""
    if by is not None and reads_figures(by):
        now = makeup_on(last_day_of_month(from_day))
        dated_back = {person.pk} if from_day < today().replace(day=1) else set()
        after = replace(now, team_of={**now.team_of, person.pk: team.code})
        _refuse(now, after, from_day, dated_back=dated_back)


def refuse_to_fill_parent(*, by: Person | None, team: Team, parent: Team, on: date) -> None:
    """Raise ValidationError where the people of `team` would be too many newcomers in `parent`."""
    if by is not None and reads_figures(by):
        now = makeup_on(last_day_of_month(on))
        code = "" if parent.is_root() else parent.code
        _refuse(
            now, replace(now, parents={**now.parents, team.code: code}), on, moved_along=now.team_of
        )


def _refuse(now: TeamMakeup, after: TeamMakeup, day: date, **unseen: Collection[Member]) -> None:
    before, least = makeup_on_eve_of_month(day), value_of("PUBLICATION_THRESHOLD")
    reasons = teams_to_review(before, now, after, least=least, **unseen)
    for team in Team.objects.filter(code__in=reasons).order_by("path")[:1]:
        raise ValidationError(
            str(reasons[team.code].label) % {"team": team}
            + " "
            + _(
                "You read its figures, so somebody else agrees first: ask an administrator to make this "
                "change, or send it as a staff list, which waits for their approval."
            ),
            code="newcomers",
        )
