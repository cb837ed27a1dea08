"""Says what an act over several people would do to each: once for the preview, once more under the lock."""

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from core.dates import today
from people.enums import BulkVerb, LeftOut, Role
from people.models import Invitation, Person, Position
from people.policies import may_change_roles_of, may_invite, people_visible_to, was_opened
from people.queries.staff import with_current_position


MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One person of an act. `left_out`: why nothing is done to them. `invited`: the latest invitation that is
    still good, with its day."""

    person: Person
    left_out: LeftOut | None
    invited: tuple[int, datetime] | None = None

    @property
    def place(self) -> str:
        position = position_today(self.person)
        return str(position.team) if position else ""

    @property
    def site(self) -> str:
        position = position_today(self.person)
        return str(position.site or "") if position else ""

    @property
    def mark(self) -> list[object]:
        """Return what the line depends on, to notice that it has changed since."""
        position = position_today(self.person)
        invitation = self.invited[0] if self.invited else None
        return [self.person.pk, self.left_out, position and position.pk, invitation]


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """An act over several people. `missing`: how many of those who were chosen are not in the list any more."""

    verb: BulkVerb
    role: Role | None
    lines: list[BulkLine]
    left_out: list[BulkLine]
    missing: int

    @property
    def people(self) -> list[Person]:
        return [line.person for line in self.lines]

    @property
    def leaders(self) -> list[Person]:
        """Return who leads a team: a move would take along the powers of whoever does, another site does not."""
        positions = ((person, position_today(person)) for person in self.people)
        return [person for person, position in positions if position and position.is_manager]

    @property
    def digest(self) -> str:
        marks = [line.mark for line in (*self.lines, *self.left_out)]
        facts = [self.verb, self.role, marks]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def plan_bulk_act(
    *, verb: BulkVerb, role: Role | None, chosen: Collection[UUID], by: Person
) -> BulkPlan:
    people = _chosen_people(chosen, by)
    invitations = _invitations_in_force(people) if verb == BulkVerb.INVITE else {}
    reason = partial(REASONS[verb], by=by, role=role)
    lines = [BulkLine(person, reason(person), invitations.get(person.pk)) for person in people]
    return BulkPlan(
        verb,
        role,
        [line for line in lines if line.left_out is None],
        [line for line in lines if line.left_out is not None],
        missing=len(set(chosen)) - len(people),
    )


def _chosen_people(chosen: Collection[UUID], by: Person) -> list[Person]:
    """Return them by name, each with roles and today's position, in as many queries for one as for all."""
    visible = Person.objects.staff().filter(pk__in=people_visible_to(by), uuid__in=chosen)
    found = with_current_position(visible.prefetch_related("groups"), today())
    people: list[Any] = list(found.order_by("folded_name", "pk"))
    for person in people:
        person.role_names = [group.name for group in person.groups.all()]
    return people


def position_today(person: Any) -> Position | None:
    """Return the position that `with_current_position` has read; None without one."""
    return person.current_positions[0] if person.current_positions else None


def _invitations_in_force(people: list[Person]) -> dict[int, tuple[int, datetime]]:
    usable = Invitation.objects.usable().filter(person__in=people).order_by("created_at", "pk")
    rows = usable.values_list("person", "pk", "created_at")
    return {person: (pk, created_at) for person, pk, created_at in rows}


# --- Who is left out -----------------------------------------------------------------------------------


def _cannot_be_invited(person: Person, *, by: Person, role: Role | None) -> LeftOut | None:
    if person.has_left(today()):
        return LeftOut.LEFT
    if not person.is_active:
        return LeftOut.CLOSED
    if was_opened(person):
        return LeftOut.OPENED
    if not may_invite(by, person):
        return LeftOut.ROLE_HELD
    return None if person.email else LeftOut.NO_ADDRESS


def _cannot_be_given(person: Person, *, by: Person, role: Role | None) -> LeftOut | None:
    if not may_change_roles_of(by, person):
        return LeftOut.OWN_ROLES
    if role in person.roles:
        return LeftOut.HAS_IT
    if person.has_left(today()):
        return LeftOut.LEFT
    return None if person.is_active else LeftOut.CLOSED


def _cannot_be_taken(person: Person, *, by: Person, role: Role | None) -> LeftOut | None:
    if not may_change_roles_of(by, person):
        return LeftOut.OWN_ROLES
    return None if role in person.roles else LeftOut.HAS_IT_NOT


def _cannot_be_changed(person: Person, *, by: Person, role: Role | None) -> LeftOut | None:
    """A list of changes needs a team. For whoever leads one, `leaders` tells what is refused later."""
    if person.has_left(today()):
        return LeftOut.LEFT
    return LeftOut.NO_TEAM if position_today(person) is None else None


REASONS: dict[BulkVerb, Callable[..., LeftOut | None]] = {
    BulkVerb.INVITE: _cannot_be_invited,
    BulkVerb.GRANT: _cannot_be_given,
    BulkVerb.REVOKE: _cannot_be_taken,
    BulkVerb.CHANGE: _cannot_be_changed,
}
