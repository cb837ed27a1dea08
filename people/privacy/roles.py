"""Holdings of the roles of a person, and who gave them."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from people.enums import DataChapter, ErasureOutcome, Role
from people.models import (
    Person,
    RoleChange,
)
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.retention import ACCOUNTS
from people.retention_registry import retention_text


HEADINGS = (gettext_noop("Right"), gettext_noop("Opened at"))  # of rows under no field’s name


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
    """Count the roles that the person gave: whose they are is in the data of those."""
    return plain_rows(
        RoleChange.objects.filter(changed_by=person).values("role", "granted", "changed_at")
    )


ROLE_ROWS = Person.groups.through
RIGHT_ROWS = Person.user_permissions.through
HOLDINGS = (
    Holding(
        model=RIGHT_ROWS._meta.label,
        title=_("Rights given to you alone"),
        purpose=_("To let you do what your role does not cover."),
        recipients=_("You; the administrators."),
        retention=_("Until they are taken back, at the latest when your account is erased."),
        source=_("An administrator, who gives them."),
        chapter=DataChapter.WORK,
        export=lambda person: plain_rows(
            RIGHT_ROWS.objects.filter(person=person)
            .order_by("pk")
            .values(right=F("permission__codename"))
        ),
        erase=lambda person: delete_rows(RIGHT_ROWS.objects.filter(person=person)),
    ),
    Holding(
        model=ROLE_ROWS._meta.label,
        title=_("Your roles"),
        purpose=_("To open to you the screens that your role needs."),
        recipients=_("You; the administrators; whoever administers the staff list."),
        retention=_("Until they are taken back, at the latest when your account is erased."),
        source=_("An administrator, who gives them."),
        chapter=DataChapter.WORK,
        export=_roles,
        erase=lambda person: delete_rows(ROLE_ROWS.objects.filter(person=person)),
    ),
    Holding(
        model=RoleChange._meta.label,
        title=_("Roles that you were given and that were taken back"),
        purpose=_("So that nobody gets a role unseen."),
        recipients=_("You; whoever administers the staff list; the data protection officer."),
        retention=retention_text(ACCOUNTS),
        source=_("An administrator, who gives or takes back a role."),
        chapter=DataChapter.WORK,
        export=lambda person: _role_changes(RoleChange.objects.filter(person=person)),
        erase=lambda person: delete_rows(RoleChange.objects.filter(person=person)),
    ),
    Holding(
        model=RoleChange._meta.label,
        part="made",
        title=_("Roles that you gave to others or took back"),
        purpose=_("So that nobody gets a role unseen."),
        recipients=_("You; whose role it is; the data protection officer."),
        retention=retention_text(ACCOUNTS, _("Then the change stays, without your name.")),
        source=_("You, when you give or take back a role."),
        chapter=DataChapter.TRACES,
        export=_roles_given,
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: RoleChange.objects.filter(changed_by=person).update(changed_by=None),
    ),
)
