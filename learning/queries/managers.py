"""Queries of who follows whose mandatory training: the nearest manager above, and whoever stands in."""

from datetime import date

from people.models import Delegation, Position, Team


def managers_and_stand_ins(people: list[int], *, on: date) -> dict[int, set[int]]:
    """Return, for each person, the managers of their primary team, else those of the nearest team above.

    With the stand-ins to whom one of these managers lent a team around it. Nobody is their own manager. A
    fixed number of queries.
    """
    positions = Position.objects.primary().held_on(on).filter(person__in=people).order_by("pk")
    teams = dict(positions.values_list("person", "team__path"))
    around = {above for path in teams.values() for above in _above(path)}
    leads: dict[str, set[int]] = {}
    managing = Position.objects.managing(on).filter(team__path__in=around).order_by("pk")
    for path, manager in managing.values_list("team__path", "person"):
        leads.setdefault(path, set()).add(manager)
    lent: dict[int, list[tuple[str, int]]] = {}
    given = Delegation.objects.in_force(on).filter(team__path__in=around).order_by("pk")
    for manager, path, delegate in given.values_list("manager", "team__path", "delegate"):
        lent.setdefault(manager, []).append((path, delegate))
    return {person: _told(person, path, leads, lent) for person, path in teams.items()}


def _above(path: str) -> list[str]:
    """Yield the team itself, then those above."""
    return [path[:length] for length in range(len(path), 0, -Team.steplen)]


def _told(
    person: int,
    path: str,
    leads: dict[str, set[int]],
    lent: dict[int, list[tuple[str, int]]],
) -> set[int]:
    managers = next(
        (leaders for above in _above(path) if (leaders := leads.get(above, set()) - {person})),
        set(),
    )
    stand_ins = {
        delegate
        for manager in managers
        for team, delegate in lent.get(manager, ())
        if path.startswith(team)
    }
    return (managers | stand_ins) - {person}
