"""Holdings of a person's identity, positions and stand-ins."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.enums import DataChapter, ErasureOutcome
from people.models import (
    CohortMember,
    Delegation,
    Person,
    Position,
)
from people.policies import delegations_visible_to
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.queries.own_rows import OwnRows
from people.retention import ACCOUNTS
from people.retention_registry import retention_text
from people.staff_fields import COLUMN_FIELDS, POSITION_FIELDS


def _identity(person: Person) -> QuerySet[Any, Any]:
    columns = (
        "staff_number",
        *(field.person for field in COLUMN_FIELDS if field.person),
        "kind",
        "partner__name",
        "theme",
        "is_active",
        "last_login",
        "created_at",
        "opened_at",
        "address_changed_at",
        "number_changed_at",
        "identity_proven_at",
        "identity_proof",
    )
    return Person.objects.filter(pk=person.pk).values(*columns)


def _positions(person: Person) -> QuerySet[Any, Any]:
    columns = (
        f"{field.name}__name" if "__" in field.position else field.position
        for field in POSITION_FIELDS
    )
    return Position.objects.filter(person=person).values(
        *columns, "is_primary", "started_on", "ended_on"
    )


def _with_plain_names(rows: Rows) -> Rows:
    return [{name.removesuffix("__name"): value for name, value in row.items()} for row in rows]


def _delegations(person: Person) -> Rows:
    """Return delegations with the other one named: each of the two knows, and so does the team."""
    return [
        {
            "manager": str(name.manager),
            "delegate": str(name.delegate),
            "team": str(name.team),
            "started_on": name.started_on,
            "ended_on": name.ended_on,
            "revoked_on": name.revoked_on,
        }
        for name in delegations_visible_to(person).with_names()
    ]


def _erase_delegations(person: Person) -> int:
    """Erase a person's delegations; what they recorded of others stays, without their name."""
    erased = delete_rows(delegations_visible_to(person))
    return erased + Delegation.objects.filter(recorded_by=person).update(recorded_by=None)


HOLDINGS = (
    Holding(
        model=Position._meta.label,
        title=_("Your positions"),
        purpose=_("To know your team, so that your path and group figures fit your work."),
        recipients=_("You; whoever administers the staff list."),
        retention=retention_text(ACCOUNTS),
        source=_("The staff list that your organisation imports."),
        chapter=DataChapter.WORK,
        export=OwnRows(_positions, tell=_with_plain_names),
        erase=lambda person: delete_rows(Position.objects.filter(person=person)),
    ),
    Holding(
        model=Delegation._meta.label,
        title=_("Those who stand in for you, and those for whom you stand in"),
        purpose=_("To let a colleague see a team’s figures while its manager is away."),
        recipients=_(
            "The manager and the stand-in; whoever administers the staff list; the people of the "
            "team, while it lasts."
        ),
        retention=retention_text(ACCOUNTS),
        source=_("The manager who is away, or whoever administers the staff list."),
        chapter=DataChapter.WORK,
        export=_delegations,
        erase=_erase_delegations,
    ),
    Holding(
        model=Delegation._meta.label,
        part="made",
        title=_("Stand-ins that you wrote down for others"),
        purpose=_("To know who named a stand-in."),
        recipients=_("You; the manager and the stand-in; whoever administers the staff list."),
        retention=retention_text(ACCOUNTS, _("Then the stand-in stays, without your name.")),
        source=_("You, when you name a stand-in."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            Delegation.objects.filter(recorded_by=person)
            .order_by("pk")
            .values("started_on", "ended_on", "revoked_on")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: Delegation.objects.filter(recorded_by=person).update(recorded_by=None),
    ),
    Holding(
        model=CohortMember._meta.label,
        title=_("Groups that the training department put you in"),
        purpose=_("To give the same path to people whom no team or job has in common."),
        recipients=_("You; the training department."),
        retention=retention_text(ACCOUNTS),
        source=_("The training department."),
        chapter=DataChapter.WORK,
        export=lambda person: plain_rows(
            CohortMember.objects.filter(person=person)
            .order_by("pk")
            .values("cohort__name", "added_at")
        ),
        erase=lambda person: delete_rows(CohortMember.objects.filter(person=person)),
    ),
    Holding(
        model=Person._meta.label,
        title=_("Your identity and your account"),
        purpose=_("To recognise you when you sign in, and to address you by your name."),
        recipients=_("You; whoever administers the staff list; colleagues you are paired with."),
        retention=retention_text(ACCOUNTS),
        source=_(
            "The staff list that your organisation imports; you, for the password and the colours."
        ),
        chapter=DataChapter.WORK,
        export=OwnRows(_identity, tell=_with_plain_names),
        erase=lambda person: delete_rows(Person.objects.filter(pk=person.pk)),
    ),
)
