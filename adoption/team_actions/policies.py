from datetime import date

from django.db.models import Q, QuerySet

from adoption.publishing.policies import figure_access_of
from adoption.team_actions.models import TeamAction
from people.enums import Role
from people.models import Person


def team_actions_visible_to(person: Person, *, on: date) -> QuerySet[TeamAction]:
    """Actions of the teams that the person may act for on that day; a former manager's, none."""
    access = figure_access_of(person, on=on)
    within = Q(pk__in=[])
    for path in access.managed:
        within |= Q(team__path__startswith=path)
    return TeamAction.objects.filter(within, team__closed_on=None)


def may_answer_requests(person: Person) -> bool:
    return person.has_role(Role.TRAINING_MANAGER)
