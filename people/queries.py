from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from people.invitations import hash_of
from people.models import Delegation, Invitation, Look, Person, Position, Team
from people.privacy_registry import Holding, holdings
from people.staffing import Held, Place


# --- Staff -----------------------------------------------------------------------------------------


def primary_positions_begun_last() -> dict[int, Held]:
    """For each person who ever held a primary position, the one that began last."""
    columns = (
        "person_id",
        "pk",
        "team__code",
        "job__name",
        "site__name",
        "contact",
        "is_manager",
        "started_on",
        "ended_on",
    )
    rows = Position.objects.primary().order_by("started_on", "pk").values_list(*columns)
    return {
        person: Held(pk, Place(team, job or "", site or "", contact, leads), start, end)
        for person, pk, team, job, site, contact, leads, start, end in rows.iterator()
    }


def team_parents() -> dict[str, str]:
    """Code of each team to the code of its parent; "" for a top team. The root is left out."""
    rows = list(Team.objects.order_by("path").values_list("path", "code"))
    by_path = dict(rows)
    parents = {code: by_path.get(path[: -Team.steplen], "") for path, code in rows}
    del parents[Team.ROOT_CODE]
    return {code: "" if parent == Team.ROOT_CODE else parent for code, parent in parents.items()}


def with_current_position(people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """`current_positions`: the primary position held on that day, in a list of at most one."""
    held = Position.objects.primary().held_on(on).select_related("team", "job", "site")
    return people.prefetch_related(Prefetch("positions", held, to_attr="current_positions"))


def members_of(people: QuerySet[Person], team: Team, on: date) -> QuerySet[Person]:
    """Those whose primary position on that day is in the team or below it."""
    held = Position.objects.primary().held_on(on).filter(team__path__startswith=team.path)
    return people.filter(pk__in=held.values("person"))


def positions_of(person: Person) -> QuerySet[Position]:
    """The latest first."""
    return person.positions.select_related("team", "job", "site")


def invited_person(staff_number: str, code: str) -> Person | None:
    """Whom this code invites, if it is good and theirs."""
    invitation = usable_invitation(staff_number, code)
    return invitation.person if invitation else None


def usable_invitation(staff_number: str, code: str) -> Invitation | None:
    invitations = Invitation.objects.usable().select_related("person")
    return invitations.filter(
        code_hash=hash_of(code),
        person__staff_number=staff_number.strip(),
        person__is_active=True,
    ).first()


# --- Teams -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """What moving a team below another would change, before it is done."""

    teams: int
    people: int
    gaining: list[Person]
    losing: list[Person]


def consequences_of_move(team: Team, parent: Team, on: date) -> Move:
    """How much moves, and which managers above would come to see it or see it no longer."""
    moved = Position.objects.primary().held_on(on).filter(team__path__startswith=team.path)
    before = _managing_above(team.path[: -Team.steplen], on)
    after = _managing_above(parent.path, on)
    return Move(
        teams=Team.objects.open().filter(path__startswith=team.path).count(),
        people=moved.values("person").distinct().count(),
        gaining=[person for person in after if person not in before],
        losing=[person for person in before if person not in after],
    )


def _managing_above(path: str, on: date) -> list[Person]:
    paths = [path[:end] for end in range(Team.steplen, len(path) + 1, Team.steplen)]
    leading = Position.objects.managing(on).filter(team__path__in=paths).values("person")
    return list(Person.objects.filter(pk__in=leading))


def teams_with_sizes(teams: QuerySet[Team], on: date) -> list[Team]:
    """In the order of the tree, each with `size`: how many have their primary position right there."""
    held = Position.objects.primary().held_on(on).filter(team=OuterRef("pk")).order_by()
    size = held.values("team").annotate(n=Count("person", distinct=True)).values("n")
    return list(teams.order_by("path").annotate(size=Coalesce(Subquery(size), 0)))


# --- Stand-ins -------------------------------------------------------------------------------------


def stand_ins_for(manager: Person, on: date) -> QuerySet[Person]:
    """Whom a manager may ask: the people of their teams and below, and the managers beside them."""
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


def found_by_name(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Those in whose name each of the words stands, by name."""
    for word in words.split():
        people = people.filter(Q(last_name__icontains=word) | Q(first_name__icontains=word))
    return people.order_by("last_name", "first_name", "pk")


def stand_ins_over(person: Person, on: date) -> QuerySet[Delegation]:
    """Who stands in that day for a manager of this person: their team's people may know."""
    held = Position.objects.held_on(on).filter(person=person)
    over = Q(pk__in=[])
    for path in held.order_by("pk").values_list("team__path", flat=True):
        lengths = range(Team.steplen, len(path) + 1, Team.steplen)
        over |= Q(team__path__in=[path[:length] for length in lengths])
    return Delegation.objects.in_force(on).filter(over).with_names()


# --- Privacy ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldData:
    """A class of data about a person, with its rows as they are and as a table in words."""

    holding: Holding
    rows: list[dict[str, Any]]
    headings: list[str]
    cells: list[list[str]]

    @property
    def count(self) -> int:
        return len(self.rows)


def data_held_about(person: Person) -> list[HeldData]:
    """All that every app holds about this person and nobody else, people's own tables first."""
    return [_held(holding, holding.export(person)) for holding in reversed(holdings())]


def looks_at(person: Person) -> QuerySet[Look]:
    """Who saw this person's record, when and why; the latest first."""
    return Look.objects.filter(subject=person).select_related("viewer")


def _held(holding: Holding, rows: list[dict[str, Any]]) -> HeldData:
    names = list(rows[0]) if rows else []
    model = apps.get_model(holding.model)
    return HeldData(
        holding=holding,
        rows=rows,
        headings=[_heading(model, name) for name in names],
        cells=[[_in_words(model, name, row[name]) for name in names] for row in rows],
    )


def _field(model: type[Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _heading(model: type[Model], name: str) -> str:
    """The field's own name, or for a pointer without one, that of what it points at."""
    plain = name.replace("_", " ")
    field = _field(model, name)
    if field is None:
        return _(capfirst(plain))
    if field.is_relation and field.verbose_name == plain:
        return capfirst(str(field.related_model._meta.verbose_name))
    return capfirst(str(field.verbose_name))


def _in_words(model: type[Model], name: str, value: Any) -> str:
    choices = dict(getattr(_field(model, name), "flatchoices", ()) or ())
    if value in (None, "") and value not in choices:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(each) for each in value) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items()) or "–"
    return str(choices.get(value, value))
