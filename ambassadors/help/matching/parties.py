"""Define what each side of a match declares. Age, grade and measured use have no place here."""

from dataclasses import dataclass, field
from enum import StrEnum


Id = int | str  # of a person; all of one kind within a round, so that they can be sorted


class Kind(StrEnum):
    """The kind of help. Seeker and guide keep their sides: who asks, who offers.

    COACHING: the guide knows the topic. REVERSE: the guide is more at ease with digital tools, the seeker
    answers for more. TRADE_AND_IT: one from a trade, one from IT. MUTUAL: each knows something that the other
    would learn.
    """

    COACHING = "coaching"
    REVERSE = "reverse"
    TRADE_AND_IT = "trade_and_it"
    MUTUAL = "mutual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Declarations that both sides may make. An empty set or None means "not declared".

    `ease` with digital tools and `responsibility` are self-declared levels, higher is more; `domain` is
    "trade" or "it". `exchange`: what a seeker could teach back, or a guide would learn.
    """

    id: Id
    topics: frozenset[str] = field(default_factory=frozenset)
    formats: frozenset[str] = field(default_factory=frozenset)
    slots: frozenset[str] = field(default_factory=frozenset)
    languages: frozenset[str] = field(default_factory=frozenset)
    site: Id | None = None
    office: str | None = None
    job: Id | None = None
    ease: int | None = None
    responsibility: int | None = None
    domain: str | None = None
    exchange: frozenset[str] = field(default_factory=frozenset)
    excludes: frozenset[Id] = field(default_factory=frozenset)
    manager_ids: frozenset[Id] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wishing(Party):
    """A party with wishes. `wishes`: ids of the other side, best first."""

    wishes: tuple[Id, ...] = ()

    def wish_ranks(self) -> dict[Id, int]:
        """Return the rank from 0 of each wish; a repeated one counts where first named."""
        return {other: rank for rank, other in enumerate(dict.fromkeys(self.wishes))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker(_Wishing):
    """A person who asks for help, of one kind."""

    kind: Kind = Kind.COACHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide(_Wishing):
    """A person who helps. `capacity`: how many more seekers, 0 when paused. `load`: how many already.

    `wishes`: whom they would gladly help, should they ask.
    """

    capacity: int
    load: int = 0
    kinds: frozenset[Kind] = frozenset({Kind.COACHING})

    @property
    def learns(self) -> frozenset[str]:
        """Return what the guide would learn in exchange, without what they know already."""
        return self.exchange - self.topics

    def __post_init__(self) -> None:
        if self.capacity < 0:
            raise ValueError(f"capacity of guide {self.id!r} is negative: {self.capacity}")
        if self.load < 0:
            raise ValueError(f"load of guide {self.id!r} is negative: {self.load}")
