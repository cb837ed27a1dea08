from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from people.models import Delegation, Person, Position, Team
from people.queries.compiled import compiled_for_person


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


@compiled_for_person()
def stand_ins_over(person: Person, on: date) -> QuerySet[Delegation]:
    """Return who else stands in that day for a manager of this person: their team's people may know."""
    within = (
        Position.objects.held_on(on)
        .filter(person=person)
        .alias(lent=ExpressionWrapper(OuterRef("team__path"), CharField()))
        .filter(team__path__startswith=F("lent"))
    )
    in_force = Delegation.objects.in_force(on).filter(Exists(within.order_by()))
    return in_force.exclude(delegate=person).with_names()
