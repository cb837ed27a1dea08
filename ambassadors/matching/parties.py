"""What each side of a match declares. Age, grade and measured use have no place here."""

from dataclasses import dataclass, field


Id = int | str  # of a person; all of one kind within a round, so that they can be sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """What both sides may declare. An empty set or None means "not declared"."""

    id: Id
    topics: frozenset[str] = field(default_factory=frozenset)
    formats: frozenset[str] = field(default_factory=frozenset)
    slots: frozenset[str] = field(default_factory=frozenset)
    languages: frozenset[str] = field(default_factory=frozenset)
    site: Id | None = None
    office: str | None = None
    job: Id | None = None
    excludes: frozenset[Id] = field(default_factory=frozenset)
    manager_ids: frozenset[Id] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker(Party):
    """A person who asks for help. `wishes`: guides' ids, the dearest first."""

    wishes: tuple[Id, ...] = ()

    def wish_ranks(self) -> dict[Id, int]:
        """Rank from 0 of each guide wished for; a guide named twice counts where first named."""
        return {guide: rank for rank, guide in enumerate(dict.fromkeys(self.wishes))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide(Party):
    """A person who helps. `capacity`: how many more seekers; 0 is paused."""

    capacity: int

    def __post_init__(self) -> None:
        if self.capacity < 0:
            raise ValueError(f"capacity of guide {self.id!r} is negative: {self.capacity}")
