from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.collation import alphabetical
from people.invitations import hash_of
from people.models import Invitation, Look, Person, Position, RoleChange, Team
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


def in_reading_order(teams: Iterable[Team]) -> list[Team]:
    """Each team after the one above it, siblings as in a dictionary."""
    teams = list(teams)
    names = {team.path: team.name for team in teams}

    def place(team: Team) -> list[tuple[tuple[str, str], str]]:
        above = range(Team.steplen, len(team.path) + 1, Team.steplen)
        paths = [team.path[:length] for length in above]
        return [(alphabetical(names[path]), path) for path in paths if path in names]

    return sorted(teams, key=place)


def members_of(people: QuerySet[Person], team: Team, on: date) -> QuerySet[Person]:
    """Those whose primary position on that day is in the team or below it."""
    held = Position.objects.primary().held_on(on).filter(team__path__startswith=team.path)
    return people.filter(pk__in=held.values("person"))


def positions_of(person: Person) -> QuerySet[Position]:
    """The latest first."""
    return person.positions.select_related("team", "job", "site")


def role_changes_of(person: Person) -> QuerySet[RoleChange]:
    """Roles granted and taken back; the latest first."""
    return person.role_changes.select_related("changed_by")


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
