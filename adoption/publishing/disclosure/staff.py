"""Who is counted in a month: the tree of teams, and the one partition of everybody that may cross it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adoption.publishing.disclosure.protection import PopulationId, Tree


PersonKey = int | str
PartId = str
Group = tuple[PopulationId, PartId]
# Parts of the partition by responsibility. Of the others a part's key is its primary key, or empty.
MANAGERS, OTHERS = "managers", "others"


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody in a month's population. team_of: the team to which each belongs directly.

    part_of: the part of each, None without a partition. ValueError when somebody is in no part.
    """

    tree: Tree
    team_of: Mapping[PersonKey, PopulationId]
    part_of: Mapping[PersonKey, PartId] | None = None

    def __post_init__(self) -> None:
        if self.part_of is not None and self.part_of.keys() != self.team_of.keys():
            raise ValueError("everybody of the month is in one part")

    @property
    def part_sizes(self) -> dict[PartId, int]:
        return dict(Counter((self.part_of or {}).values()))

    @property
    def parts(self) -> list[PartId]:
        """Parts in publication order: smallest first, then by id. Part of the rule."""
        sizes = self.part_sizes
        return sorted(sizes, key=lambda part: (sizes[part], part))

    def group_of(self, person: PersonKey) -> Group:
        return self.team_of[person], "" if self.part_of is None else self.part_of[person]

    def by_team(self, people: Iterable[PersonKey]) -> dict[PopulationId, int]:
        """Count those of the people who are directly attached to each team."""
        counts = dict.fromkeys(self.tree.direct, 0)
        for person in people:
            counts[self.team_of[person]] += 1
        return counts

    def by_group(self) -> dict[Group, int]:
        counts = Counter(self.group_of(person) for person in self.team_of)
        return dict(sorted(counts.items(), key=str))
