from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from adoption.models import Declaration, PortalLink
from adoption.pseudonyms import subject_of
from cms.models import Portal
from people.enums import Role
from people.models import Person, Team
from people.policies import may_publish_notices


# They answer for the programme or for the protection of data, so they see every published figure.
READERS_OF_ALL = frozenset({Role.TRAINING_MANAGER, Role.DATA_PROTECTION_OFFICER})
PUBLICATION_READERS = READERS_OF_ALL | {Role.ADMINISTRATOR}


def populations_visible_to(person: Person, *, on: date) -> QuerySet[Team]:
    """The populations whose published figures this person may open, by their place in the tree.

    A manager: the teams managed on that day, all below them, and what they belong to, up to the
    organisation. A former manager, nothing. Others, nothing.
    """
    teams = Team.objects.open()
    if READERS_OF_ALL & person.roles:
        return teams.order_by("path")
    managed = list(Team.objects.managed_by(person, on).values_list("path", flat=True))
    if not managed:
        return Team.objects.none()
    above = {path[:length] for path in managed for length in _path_lengths(path)}
    below = Team.objects.filter(path__in=managed).with_descendants()
    within = Q(path__in=above) | Q(pk__in=below.order_by().values("pk"))
    return teams.filter(within).order_by("path")


def portals_visible_to(person: Person) -> QuerySet[Portal]:
    """Those that are followed, and every other of which something of this person's own is kept."""
    own = {"portal": OuterRef("pk"), "subject": subject_of(person)}
    kept = Exists(PortalLink.objects.filter(**own)) | Exists(Declaration.objects.filter(**own))
    return Portal.objects.filter(Q(is_open=True) | kept)


def _path_lengths(path: str) -> range:
    return range(Team.steplen, len(path) + 1, Team.steplen)


def may_declare(person: Person) -> bool:
    """No figure counts a partner's learner, so nothing is asked of them."""
    return not person.is_external


def may_see_publications(person: Person) -> bool:
    """The list of publications and the settings behind them; it shows no figure."""
    return person.is_superuser or bool(PUBLICATION_READERS & person.roles)


def may_see_pack(person: Person) -> bool:
    """The file for the works council: settings and rules, and nothing about anybody."""
    return may_see_publications(person)


def may_publish_pack(person: Person) -> bool:
    return may_publish_notices(person)
