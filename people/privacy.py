"""What this app holds about a person, why, who sees it and for how long."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from people.enums import Role
from people.models import Delegation, Invitation, Look, Person, Position, StagedFile
from people.policies import delegations_visible_to
from people.privacy_registry import Holding, register_holding


Rows = list[dict[str, Any]]


def register() -> None:
    """In the order in which erasers run; the page shows the last first."""
    for holding in (*_files(), *_rights(), *_access(), *_staff()):
        register_holding(holding)


def _staff() -> tuple[Holding, ...]:
    return (
        Holding(
            model=Position._meta.label,
            title=_("Your positions"),
            purpose=_("To know your team, so that your path and group figures fit your work."),
            recipients=_("You; whoever administers the staff list."),
            retention=_("As long as you work here."),
            export=_positions,
            erase=lambda person: _delete(Position.objects.filter(person=person)),
        ),
        Holding(
            model=Delegation._meta.label,
            title=_("Those who stand in for you, and those for whom you stand in"),
            purpose=_("To let a colleague see a team’s figures while its manager is away."),
            recipients=_(
                "The manager and the stand-in; whoever administers the staff list; the people of the "
                "team, while it lasts."
            ),
            retention=_("As long as you work here."),
            export=_delegations,
            erase=_erase_delegations,
        ),
        Holding(
            model=Person._meta.label,
            title=_("Your identity and your account"),
            purpose=_("To recognise you when you sign in, and to address you by your name."),
            recipients=_(
                "You; whoever administers the staff list; colleagues you are paired with."
            ),
            retention=_("As long as you work here."),
            export=_identity,
            erase=lambda person: _delete(Person.objects.filter(pk=person.pk)),
        ),
    )


def _rights() -> tuple[Holding, ...]:
    roles = Person.groups.through
    rights = Person.user_permissions.through
    return (
        Holding(
            model=rights._meta.label,
            title=_("Rights given to you alone"),
            purpose=_("To let you do what your role does not cover."),
            recipients=_("You; the administrators."),
            retention=_("Until they are taken back, at the latest when your account is erased."),
            export=lambda person: _rows(
                rights.objects.filter(person=person)
                .order_by("pk")
                .values(right=F("permission__codename"))
            ),
            erase=lambda person: _delete(rights.objects.filter(person=person)),
        ),
        Holding(
            model=roles._meta.label,
            title=_("Your roles"),
            purpose=_("To open to you the screens that your role needs."),
            recipients=_("You; the administrators; whoever administers the staff list."),
            retention=_("Until they are taken back, at the latest when your account is erased."),
            export=_roles,
            erase=lambda person: _delete(roles.objects.filter(person=person)),
        ),
    )


def _access() -> tuple[Holding, ...]:
    return (
        Holding(
            model=Invitation._meta.label,
            title=_("Your invitations"),
            purpose=_("To let you open your account. The code itself is not kept."),
            recipients=_("You."),
            retention=_("As long as you work here."),
            export=lambda person: _rows(
                Invitation.objects.filter(person=person).values(
                    "created_at", "expires_at", "used_at"
                )
            ),
            erase=lambda person: _delete(Invitation.objects.filter(person=person)),
        ),
        Holding(
            model=Look._meta.label,
            title=_("Who looked at your data"),
            purpose=_("So that nobody opens your record without your knowing."),
            recipients=_("You."),
            retention=_("As long as you work here."),
            export=_looks,
            erase=_erase_looks,
        ),
    )


def _files() -> tuple[Holding, ...]:
    return (
        Holding(
            model=StagedFile._meta.label,
            title=_("Files that you sent and have not applied"),
            purpose=_("To show you what a file would change before it does."),
            recipients=_("You."),
            retention=_("A day, or until you apply the file."),
            export=lambda person: _rows(
                StagedFile.objects.filter(sender=person).values("name", "kind", "created_at")
            ),
            erase=lambda person: _delete(StagedFile.objects.filter(sender=person)),
        ),
        Holding(
            model="wagtailusers.UserProfile",
            title=_("Your preferences in the administration"),
            purpose=_("To show you the administration as you set it."),
            recipients=_("You."),
            retention=_("As long as you have an account."),
            export=lambda person: _rows(
                _profiles(person).values("preferred_language", "current_time_zone", "theme")
            ),
            erase=lambda person: _delete(_profiles(person)),
        ),
    )


def _rows(rows: Iterable[Mapping[str, Any]]) -> Rows:
    return [dict(row) for row in rows]


def _delete(rows: QuerySet[Any]) -> int:
    return rows.delete()[0]


def _profiles(person: Person) -> QuerySet[Any]:
    return apps.get_model("wagtailusers", "UserProfile").objects.filter(user=person).order_by("pk")


def _identity(person: Person) -> Rows:
    columns = (
        "staff_number",
        "last_name",
        "first_name",
        "email",
        "employed_from",
        "employed_until",
        "kind",
        "partner__name",
        "theme",
        "is_active",
        "last_login",
        "created_at",
    )
    rows = Person.objects.filter(pk=person.pk).values(*columns)
    return [{name.removesuffix("__name"): value for name, value in row.items()} for row in rows]


def _positions(person: Person) -> Rows:
    rows = Position.objects.filter(person=person).values(
        "team__name",
        "job__name",
        "site__name",
        "contact",
        "is_manager",
        "is_primary",
        "started_on",
        "ended_on",
    )
    return [{name.removesuffix("__name"): value for name, value in row.items()} for row in rows]


def _delegations(person: Person) -> Rows:
    """The other one is named: each of the two knows, and so does the team."""
    return [
        {
            "manager": str(each.manager),
            "delegate": str(each.delegate),
            "team": str(each.team),
            "started_on": each.started_on,
            "ended_on": each.ended_on,
            "revoked_on": each.revoked_on,
        }
        for each in delegations_visible_to(person).with_names()
    ]


def _erase_delegations(person: Person) -> int:
    """What others recorded of others stays, without the name of who recorded it."""
    erased = _delete(delegations_visible_to(person))
    return erased + Delegation.objects.filter(recorded_by=person).update(recorded_by=None)


def _roles(person: Person) -> Rows:
    names = person.groups.order_by("name").values_list("name", flat=True)
    return [{"role": str(Role(name).label) if name in Role else name} for name in names]


def _looks(person: Person) -> Rows:
    """Those who looked at this person. Whom this person looked at is in the data of those."""
    return [
        {"looked_at": look.looked_at, "purpose": look.purpose, "viewer": str(look.viewer or "")}
        for look in Look.objects.filter(subject=person).select_related("viewer")
    ]


def _erase_looks(person: Person) -> int:
    """Their own log goes; in the logs of others a look stays, without the name."""
    erased = _delete(Look.objects.filter(subject=person))
    return erased + Look.objects.filter(viewer=person).update(viewer=None)
