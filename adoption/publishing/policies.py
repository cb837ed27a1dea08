from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from adoption.foundation.policies import READERS_OF_ALL, may_read_every_figure
from people.enums import Role
from people.models import Person, Team
from people.queries.signed_in import managed_paths


PUBLICATION_READERS = READERS_OF_ALL | {Role.ADMINISTRATOR}
WITHHELD_MAIL_ROLES = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)


def populations_visible_to(person: Person, *, on: date) -> QuerySet[Team]:
    """The populations whose published figures this person may open, by path in the tree.

    A manager: the teams managed on that day, all below them, and what they belong to, up to the
    organisation. A former manager, nothing. Others, nothing.
    """
    return (
        every_population()
        if may_read_every_figure(person)
        else figure_access_of(person, on=on).populations
    )


def every_population() -> QuerySet[Team]:
    return Team.objects.open().order_by("path")


@dataclass(frozen=True, slots=True)
class FigureAccess:
    """The right of a person to open figures: every population, or those around the teams that they manage.

    `managed`: the paths of these; one of "" for who may act for every team.
    """

    is_of_all: bool
    managed: tuple[str, ...] = ()

    @property
    def own(self) -> str:
        """Return the path of the first team they manage; "" for readers of the organisation."""
        return "" if self.is_of_all or not self.managed else self.managed[0]

    @property
    def populations(self) -> QuerySet[Team]:
        if self.is_of_all:
            return every_population()
        if not self.managed:
            return Team.objects.none()
        return populations_around(self.managed, paths_up_to(self.managed))

    def may_act_for(self, team: Team) -> bool:
        """Whether they may plan the team's actions: managed teams and those below, not those above."""
        return any(team.path.startswith(path) for path in self.managed)


def figure_access_of(person: Person, *, on: date) -> FigureAccess:
    """Read the access with one query for a manager, none for readers of every figure who manage no team."""
    is_of_all = may_read_every_figure(person)
    if is_of_all and Role.TRAINING_MANAGER in person.roles:
        return FigureAccess(is_of_all, ("",))
    return FigureAccess(is_of_all, tuple(managed_paths(person, on)))


def populations_around(managed: Sequence[str], above: Sequence[str]) -> QuerySet[Team]:
    """Return the teams with the paths of `managed`, all below them, and those `above`."""
    within = Q(path__in=above)
    for path in managed:
        within |= Q(path__startswith=path)
    return every_population().filter(within)


def paths_up_to(paths: Iterable[str]) -> list[str]:
    """Return these paths and those above them, up to the organisation's."""
    return sorted({path[:end] for path in paths for end in _path_lengths(path)})


def may_read_reach(person: Person, *, on: date) -> bool:
    """Whether the person may open the figures of any population: learning reach is of the whole organisation."""
    return populations_visible_to(person, on=on).exists()


def may_read_organisation(person: Person, *, on: date) -> bool:
    """Whether the person may open figures of the whole organisation, contacts of the public among them."""
    return populations_visible_to(person, on=on).filter(code=Team.ROOT_CODE).exists()


def _path_lengths(path: str) -> range:
    return range(Team.steplen, len(path) + 1, Team.steplen)


def may_see_publications(person: Person) -> bool:
    """Whether the person may open the register of publications and their settings, which show no figure."""
    return person.is_superuser or bool(PUBLICATION_READERS & person.roles)


def receives_withheld_mails(person: Person) -> bool:
    return any(role in person.roles for role in WITHHELD_MAIL_ROLES)
