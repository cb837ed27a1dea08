"""What this app holds about a person, why, who sees it and for how long."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from people.actions import erase_person
from people.actions.privacy import PERSON
from people.authorship import LOG, authorship_rows, forget_authorship
from people.enums import Chapter, Role
from people.models import (
    DataRequest,
    ErasureEntry,
    ExportSeal,
    Invitation,
    Look,
    NoticeSeen,
    Person,
    Position,
    RoleChange,
    StagedFile,
)
from people.privacy_registry import Erasure, Holding, register_erasure, register_holding
from people.privacy_sign_in import sign_in_holdings
from people.queries import title_of_class
from people.retention import ACCOUNTS, FILES, INVITATIONS, LOOKS, NOTICES, REQUESTS
from people.retention_registry import kept


Rows = list[dict[str, Any]]
HEADINGS = (gettext_noop("Right"),)  # of rows under no field’s name

PACKED = b"PK"
ENCODINGS = ("utf-8", "cp1252", "cp850", "mac-roman", "utf-16-le", "utf-16-be")


def register() -> None:
    """In the order in which erasers run; the page shows the last first."""
    for holding in (
        *_journal(),
        *_files(),
        *_asked(),
        *_rights(),
        *sign_in_holdings(),
        *_access(),
        *_staff(),
    ):
        register_holding(holding)
    register_erasure(Erasure(kind=PERSON, candidates=_everybody, again=_erase_again))


def _staff() -> tuple[Holding, ...]:
    return (
        Holding(
            model=Position._meta.label,
            title=_("Your positions"),
            purpose=_("To know your team, so that your path and group figures fit your work."),
            recipients=_("You; whoever administers the staff list."),
            retention=kept(ACCOUNTS),
            source=_("The staff list that your organisation imports."),
            chapter=Chapter.WORK,
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
            retention=kept(ACCOUNTS),
            source=_(
                "The staff list that your organisation imports; you, for the password and the colours."
            ),
            chapter=Chapter.WORK,
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
            source=_("An administrator, who gives them."),
            chapter=Chapter.WORK,
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
            source=_("An administrator, who gives them."),
            chapter=Chapter.WORK,
            export=_roles,
            erase=lambda person: _delete(roles.objects.filter(person=person)),
        ),
        Holding(
            model=RoleChange._meta.label,
            title=_("Roles that you were given and that were taken back"),
            purpose=_("So that nobody gets a role unseen."),
            recipients=_("You; whoever administers the staff list; the data protection officer."),
            retention=kept(ACCOUNTS),
            source=_("An administrator, who gives or takes back a role."),
            chapter=Chapter.WORK,
            export=lambda person: _role_changes(RoleChange.objects.filter(person=person)),
            erase=lambda person: _delete(RoleChange.objects.filter(person=person)),
        ),
        Holding(
            model=RoleChange._meta.label,
            part="made",
            title=_("Roles that you gave to others or took back"),
            purpose=_("So that nobody gets a role unseen."),
            recipients=_("You; whose role it is; the data protection officer."),
            retention=kept(ACCOUNTS, _("Then the change stays, without your name.")),
            source=_("You, when you give or take back a role."),
            chapter=Chapter.TRACES,
            export=_roles_given,
            erase=lambda person: RoleChange.objects.filter(changed_by=person).update(
                changed_by=None
            ),
        ),
    )


def _access() -> tuple[Holding, ...]:
    return (
        Holding(
            model=Invitation._meta.label,
            title=_("Your invitations"),
            purpose=_("To let you open your account. The code itself is not kept."),
            recipients=_("You."),
            retention=kept(INVITATIONS),
            source=_("Whoever administers the staff list, by printing one."),
            chapter=Chapter.TRACES,
            export=lambda person: _rows(
                Invitation.objects.filter(person=person).values(
                    "created_at",
                    "expires_at",
                    "used_at",
                    made_by=Concat("invited_by__first_name", Value(" "), "invited_by__last_name"),
                )
            ),
            erase=lambda person: _delete(Invitation.objects.filter(person=person)),
        ),
        Holding(
            model=Invitation._meta.label,
            part="made",
            title=_("Invitations that you made for others"),
            purpose=_("So that nobody opens an account in secret."),
            recipients=_("You; whom you invited."),
            retention=kept(INVITATIONS),
            source=_("You, when you print or send one."),
            chapter=Chapter.TRACES,
            export=lambda person: _rows(
                Invitation.objects.filter(invited_by=person).values("created_at", "expires_at")
            ),
            erase=lambda person: Invitation.objects.filter(invited_by=person).update(
                invited_by=None
            ),
        ),
        Holding(
            model=Look._meta.label,
            title=_("Who looked at your data"),
            purpose=_("So that nobody opens your record without your knowing."),
            recipients=_("You."),
            retention=kept(LOOKS),
            source=_("Passerelle itself, each time somebody opens your record."),
            chapter=Chapter.TRACES,
            export=_looks,
            erase=lambda person: _delete(Look.objects.filter(subject=person)),
        ),
        Holding(
            model=Look._meta.label,
            part="made",
            title=_("When you opened the records of others"),
            purpose=_("So that nobody opens a record without its owner knowing."),
            recipients=_("You; each person whose record you opened, for that record."),
            retention=kept(LOOKS),
            source=_("Passerelle itself, each time you open a record."),
            chapter=Chapter.TRACES,
            export=_looks_made,
            erase=lambda person: Look.objects.filter(viewer=person).update(viewer=None),
        ),
    )


def _asked() -> tuple[Holding, ...]:
    return (
        Holding(
            model=ExportSeal._meta.label,
            title=_("The day on which you renewed your passphrase"),
            purpose=_("So that a new passphrase opens your next files. It is not kept itself."),
            recipients=_("You."),
            retention=kept(ACCOUNTS),
            source=_("You, when you renew it."),
            chapter=Chapter.TRACES,
            export=lambda person: _rows(
                ExportSeal.objects.filter(person=person).values("renewed_at")
            ),
            erase=lambda person: _delete(ExportSeal.objects.filter(person=person)),
        ),
        Holding(
            model=DataRequest._meta.label,
            part="answered",
            title=_("Requests about data that you answered"),
            purpose=_("To tell whoever asked who answered."),
            recipients=_("You; whoever asked; the data protection officer."),
            retention=kept(REQUESTS),
            source=_("You, when you answer."),
            chapter=Chapter.TRACES,
            export=lambda person: _rows(
                DataRequest.objects.filter(answered_by=person).values(
                    "kind", "status", "answered_at"
                )
            ),
            erase=lambda person: DataRequest.objects.filter(answered_by=person).update(
                answered_by=None
            ),
        ),
        Holding(
            model=DataRequest._meta.label,
            title=_("Your requests about your data"),
            purpose=_("To answer them within a month, as the law asks."),
            recipients=_("You; the data protection officer."),
            retention=kept(REQUESTS),
            source=_("You, when you ask; the data protection officer, for the answer."),
            chapter=Chapter.TRACES,
            export=_requests,
            erase=lambda person: _delete(DataRequest.objects.filter(person=person)),
        ),
    )


def _journal() -> tuple[Holding, ...]:
    return (
        Holding(
            model=NoticeSeen._meta.label,
            title=_("Notices that you were shown"),
            purpose=_("To show them to you again when something changes, and to prove it."),
            recipients=_("You."),
            retention=kept(NOTICES),
            source=_("Passerelle itself, when it shows you one."),
            chapter=Chapter.TRACES,
            export=lambda person: _rows(
                NoticeSeen.objects.filter(person=person).values("purpose", "version", "seen_at")
            ),
            erase=lambda person: _delete(NoticeSeen.objects.filter(person=person)),
        ),
        Holding(
            model=ErasureEntry._meta.label,
            title=_("Journal of what was erased"),
            purpose=_("So that a restored backup does not bring back what you had erased."),
            recipients=_("Nobody: a fingerprint and a day, which name neither you nor the thing."),
            retention=_("As long as a backup from before that day is kept."),
            source=_("Passerelle itself, when something is erased."),
            chapter=Chapter.TRACES,
            export=lambda person: [],
            erase=lambda person: 0,
        ),
    )


def _files() -> tuple[Holding, ...]:
    return (
        Holding(
            model=StagedFile._meta.label,
            title=_("Files that you sent and have not applied"),
            purpose=_("To show you what a file would change before it does."),
            recipients=_("You."),
            retention=kept(FILES),
            source=_("You, when you send the file."),
            chapter=Chapter.TRACES,
            export=lambda person: _rows(
                StagedFile.objects.filter(sender=person).values("name", "kind", "created_at")
            ),
            erase=_erase_staged_files,
        ),
        Holding(
            model="wagtailusers.UserProfile",
            title=_("Your preferences in the administration"),
            purpose=_("To show you the administration as you set it."),
            recipients=_("You."),
            retention=_("As long as you have an account."),
            source=_("You, in the administration."),
            chapter=Chapter.TRACES,
            export=lambda person: _rows(
                _profiles(person).values("preferred_language", "current_time_zone", "theme")
            ),
            erase=lambda person: _delete(_profiles(person)),
        ),
        Holding(
            model=LOG,
            title=_("What you wrote in the administration"),
            purpose=_("To know who changed which content, and when."),
            recipients=_("You; whoever works on the content."),
            retention=_("As long as the content; once you are erased, without your name."),
            source=_("You, when you work on the content."),
            chapter=Chapter.TRACES,
            export=authorship_rows,
            erase=forget_authorship,
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


def _role_changes(changes: QuerySet[RoleChange]) -> Rows:
    return [
        {
            "role": str(change.get_role_display()),
            "granted": change.granted,
            "changed_by": str(change.changed_by or ""),
            "changed_at": change.changed_at,
        }
        for change in changes.select_related("changed_by")
    ]


def _roles_given(person: Person) -> Rows:
    """Whose roles they are is in the data of those."""
    return _rows(
        RoleChange.objects.filter(changed_by=person).values("role", "granted", "changed_at")
    )


def _looks(person: Person) -> Rows:
    return [
        {
            "looked_at": look.looked_at,
            "viewer": str(look.viewer or ""),
            "viewer_roles": look.roles_in_words(),
            "purpose": look.purpose,
            "seen": look.seen,
        }
        for look in Look.objects.filter(subject=person).select_related("viewer")
    ]


def _looks_made(person: Person) -> Rows:
    """Whom they looked at is in the data of those, and in nobody else's."""
    return _rows(Look.objects.filter(viewer=person).values("looked_at", "purpose", "seen"))


def _requests(person: Person) -> Rows:
    return [
        {
            "asked_at": each.asked_at,
            "kind": each.kind,
            "about": title_of_class(each.about),
            "wrong": each.wrong,
            "right": each.right,
            "due_on": each.due_on,
            "status": each.status,
            "answer": each.answer,
            "answered_at": each.answered_at,
            "answered_by": str(each.answered_by or ""),
        }
        for each in DataRequest.objects.filter(person=person).select_related("answered_by")
    ]


def _erase_staged_files(person: Person) -> int:
    """Their own, and those of others that name them or may: whoever sent such a list sends it again."""
    kept = StagedFile.objects.order_by().values_list("pk", "sender", "data")
    going = [
        pk for pk, sender, data in kept if sender == person.pk or _may_name(bytes(data), person)
    ]
    return _delete(StagedFile.objects.filter(pk__in=going))


def _may_name(data: bytes, person: Person) -> bool:
    """A workbook is packed, so it may name anybody."""
    if data.startswith(PACKED):
        return True
    words = {person.staff_number, person.last_name, person.email or person.staff_number}
    return any(word.encode(encoding, "ignore") in data for word in words for encoding in ENCODINGS)


def _everybody() -> Iterator[tuple[str, int]]:
    rows = Person.objects.order_by().values_list("uuid", "pk")
    return ((str(uuid), pk) for uuid, pk in rows.iterator())


def _erase_again(pk: int) -> None:
    for person in Person.objects.filter(pk=pk):
        erase_person(person=person)
