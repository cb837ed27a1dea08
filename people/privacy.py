"""What this app holds about a person, why, who sees it and for how long."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from people.enums import Role
from people.models import ImportRun, Invitation, Look, Person, Position, StagedFile
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
            model=ImportRun._meta.label,
            title=_("Imports that you ran"),
            purpose=_("To know which file changed the staff list, when, and who sent it."),
            recipients=_("You; whoever administers the staff list."),
            retention=_("A year. If you are erased, the import stays, without your name."),
            export=lambda person: _rows(
                ImportRun.objects.filter(sender=person).values(
                    "name", "kind", "state", "created_at", "finished_at"
                )
            ),
            erase=lambda person: ImportRun.objects.filter(sender=person).update(sender=None),
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
        "theme",
        "is_active",
        "last_login",
        "created_at",
    )
    return _rows(Person.objects.filter(pk=person.pk).values(*columns))


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
