"""Read who receives mails about which team, for all managers and stand-ins at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from cms.models import OrganisationSettings
from people.models import Delegation, Person, Position, Team


def readers_by_team(*, on: date) -> dict[str, list[int]]:
    """Map the path of each open team to the ids of its managers and stand-ins. For those with several teams,
    the topmost ones alone: their pages lead to those below. Three queries.
    """
    held = Position.objects.managing(on).filter(team__closed_on=None).order_by()
    lent = Delegation.objects.in_force(on).filter(team__closed_on=None).order_by()
    paths: dict[int, set[str]] = defaultdict(set)
    for rows in (
        held.values_list("person", "team__path"),
        lent.values_list("delegate", "team__path"),
    ):
        for person, path in rows.iterator():
            paths[person].add(path)
    readers: dict[str, list[int]] = defaultdict(list)
    for person in sorted(paths):
        for path in sorted(paths[person]):
            if not any(path != top and path.startswith(top) for top in paths[person]):
                readers[path].append(person)
    return dict(sorted(readers.items()))


def teams_with_ancestors(paths: Sequence[str], *, organisation: str) -> list[list[Team]]:
    """Return each team followed by its ancestors. One query."""
    wanted = {
        path[:end] for path in paths for end in range(Team.steplen, len(path) + 1, Team.steplen)
    }
    teams = {team.path: team for team in Team.objects.filter(path__in=wanted)}
    for team in teams.values():
        if team.code == Team.ROOT_CODE:
            team.name = organisation
    return [[teams[path[:end]] for end in range(len(path), 0, -Team.steplen)] for path in paths]


def people_with_address(keys: Sequence[int], *, on: date) -> dict[int, Person]:
    working = Person.objects.employed_on(on).filter(is_active=True, pk__in=keys)
    return {person.pk: person for person in working.exclude(email=None).exclude(email="")}


def organisation_name() -> str:
    kept = OrganisationSettings.objects.order_by("pk").first()
    return kept.name if kept else OrganisationSettings._meta.get_field("name").default
