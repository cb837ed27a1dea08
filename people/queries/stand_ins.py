from datetime import date

from django.db.models import Q, QuerySet

from people.models import Delegation, Person, Position, Team


def stand_ins_for(manager: Person, on: date) -> QuerySet[Person]:
    """Return whom a manager may ask: the people of their teams and below, and the managers beside them."""
    teams = Team.objects.held_by(manager, on)
    within = teams.with_descendants().order_by().values("pk")
    beside = Q(pk__in=[])
    for path in teams.order_by("path").values_list("path", flat=True):
        beside |= Q(path__startswith=path[: -Team.steplen], depth=len(path) // Team.steplen)
    peers = Position.objects.managing(on).filter(team__in=Team.objects.filter(beside).order_by())
    below = Position.objects.held_on(on).filter(team__in=within)
    return (
        Person.objects.staff()
        .employed_on(on)
        .filter(Q(pk__in=below.values("person")) | Q(pk__in=peers.values("person")), is_active=True)
        .exclude(pk=manager.pk)
    )


def stand_ins_over(person: Person, on: date) -> QuerySet[Delegation]:
    """Return who else stands in that day for a manager of this person: their team's people may know."""
    positions = Position.objects.held_on(on).filter(person=person)
    over = Q(pk__in=[])
    for path in positions.order_by("pk").values_list("team__path", flat=True):
        lengths = range(Team.steplen, len(path) + 1, Team.steplen)
        over |= Q(team__path__in=[path[:length] for length in lengths])
    return Delegation.objects.in_force(on).filter(over).exclude(delegate=person).with_names()
