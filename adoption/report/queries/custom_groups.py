"""The groups that a reader's own report may show: those of the latest publication that they may open on the pages."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from adoption.foundation.indicators import USED
from adoption.publishing.disclosure.staff import PartId
from adoption.publishing.models import Figure, Publication
from adoption.publishing.policies import populations_visible_to
from adoption.publishing.queries.parts import PublishedPartition, published_parts
from adoption.publishing.queries.populations import MOST, search_populations
from adoption.publishing.words.parts import named_parts, partition_title
from core.dates import today
from people.models import Person, Team
from people.queries.teams import sorted_in_tree_order


TEAM = "equipe"  # begins the key of a team; that of a part begins with its division
LEVELS = 2  # of the tree, where it is too large for one list


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """A team with all below it, or a part of the staff, whose `depth` is 0."""

    key: str
    name: str
    depth: int = 0
    team: int | None = None
    part: PartId | None = None


@dataclass(frozen=True, slots=True)
class OfferedGroups:
    """The groups that may be chosen. `division`: the title of the parts. `is_whole`: no other teams are published. `found`: how many the search found, None without one."""

    groups: list[ReportGroup]
    is_whole: bool
    division: str = ""
    found: int | None = None


def offered_groups(
    person: Person,
    publication: Publication,
    *,
    organisation: str,
    chosen: Iterable[str] = (),
    search: str = "",
) -> OfferedGroups:
    """Offer all teams, or of many the upper levels, those chosen and those found by name; then the parts."""
    visible = _published_teams(person, publication)
    near = Q(depth__lte=LEVELS) | Q(pk__in=_team_ids(chosen))
    ordered = visible.annotate(is_near=near).order_by("-is_near", "path")
    teams = list(ordered[: MOST + 1])
    is_whole = len(teams) <= MOST
    found = search_populations(visible, search)[:MOST] if search and not is_whole else []
    if not is_whole:
        teams = [team for team in teams[:MOST] if team.is_near]
        teams += [team for team in found if team not in teams]
    groups = [_of_team(team, organisation) for team in sorted_in_tree_order(teams)]
    partition = published_parts(publication)
    return OfferedGroups(
        [*groups, *_parts(partition)],
        is_whole,
        partition_title(partition.kind) if partition else "",
        len(found) if search and not is_whole else None,
    )


def still_published(person: Person, publication: Publication, keys: Collection[str]) -> set[str]:
    """Return those of the keys whose group is in the publication and may be opened by the person."""
    teams = _published_teams(person, publication).filter(pk__in=_team_ids(keys))
    found = {f"{TEAM}-{pk}" for pk in teams.order_by().values_list("pk", flat=True)}
    if any(not key.startswith(f"{TEAM}-") for key in keys):
        found |= {group.key for group in _parts(published_parts(publication))}
    return found & set(keys)


def _published_teams(person: Person, publication: Publication) -> QuerySet[Team]:
    of_team = Figure.objects.filter(
        publication=publication, indicator=USED.code, team=OuterRef("pk")
    )
    return populations_visible_to(person, on=today()).filter(Exists(of_team))


def _parts(partition: PublishedPartition | None) -> list[ReportGroup]:
    if partition is None:
        return []
    return [
        ReportGroup(f"{partition.kind}-{part.part}", name, part=part.part)
        for name, part in named_parts(partition)
    ]


def _of_team(team: Team, organisation: str) -> ReportGroup:
    name = organisation if team.code == Team.ROOT_CODE else team.name
    return ReportGroup(f"{TEAM}-{team.pk}", name, team.depth, team=team.pk)


def _team_ids(keys: Iterable[str]) -> list[int]:
    numbers = [key.removeprefix(f"{TEAM}-") for key in keys if key.startswith(f"{TEAM}-")]
    return [int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 19]
