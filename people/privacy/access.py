"""Holdings of who let a person in, and who looked at whom."""

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from people.enums import DataChapter, ErasureOutcome
from people.models import (
    AccountOpening,
    Invitation,
    Look,
    Person,
)
from people.policies import sealed_before
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.queries.own_rows import OwnRows
from people.retention import INVITATIONS, LOOKS
from people.retention_registry import retention_text


def _opening(person: Person) -> Rows:
    openings = AccountOpening.objects.filter(person=person)
    return plain_rows(
        openings.values(
            "is_first",
            "proven_at",
            "cause",
            opened_at=F("person__opened_at"),
            made_by=Concat(
                "invitation__invited_by__first_name",
                Value(" "),
                "invitation__invited_by__last_name",
            ),
        )
    )


def _looks(person: Person) -> QuerySet[Look]:
    looks = Look.objects.filter(subject=person).select_related("viewer")
    return looks.with_matter(sealed_before(person))


def _look_rows(looks: list[Any]) -> Rows:
    return [
        {
            "looked_at": look.looked_at,
            "viewer": str(look.viewer or ""),
            "viewer_roles": look.roles_in_words(),
            "purpose": look.purpose,
            "seen": look.seen,
            "about": look.matter,
        }
        for look in looks
    ]


HOLDINGS = (
    Holding(
        model=AccountOpening._meta.label,
        title=_("How your account was opened last"),
        purpose=_(
            "To keep what is yours closed for a while to whoever opens your account with an "
            "invitation that somebody else made."
        ),
        recipients=_("You."),
        retention=_(
            "As long as you work here; the fingerprint of the password of before, until you have "
            "proven that it is you, or the days of the seal are over."
        ),
        source=_("Passerelle itself, when an invitation is used."),
        chapter=DataChapter.TRACES,
        export=_opening,
        erase=lambda person: delete_rows(AccountOpening.objects.filter(person=person)),
    ),
    Holding(
        model=Invitation._meta.label,
        title=_("Your invitations"),
        purpose=_("To let you open your account. The code itself is not kept."),
        recipients=_("You."),
        retention=retention_text(INVITATIONS),
        source=_("Whoever administers the staff list, by printing one."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            Invitation.objects.filter(person=person).values(
                "created_at",
                "expires_at",
                "used_at",
                made_by=Concat("invited_by__first_name", Value(" "), "invited_by__last_name"),
            )
        ),
        erase=lambda person: delete_rows(Invitation.objects.filter(person=person)),
    ),
    Holding(
        model=Invitation._meta.label,
        part="made",
        title=_("Invitations that you made for others"),
        purpose=_("So that nobody opens an account in secret."),
        recipients=_("You; whom you invited."),
        retention=retention_text(INVITATIONS),
        source=_("You, when you print or send one."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            Invitation.objects.filter(invited_by=person).values("created_at", "expires_at")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: Invitation.objects.filter(invited_by=person).update(invited_by=None),
    ),
    Holding(
        model=Look._meta.label,
        title=_("Who looked at your data"),
        purpose=_("So that nobody opens your record without your knowing."),
        recipients=_("You."),
        retention=retention_text(LOOKS),
        source=_("Passerelle itself, each time somebody opens your record."),
        chapter=DataChapter.TRACES,
        export=OwnRows(_looks, tell=_look_rows),
        erase=lambda person: delete_rows(Look.objects.filter(subject=person)),
    ),
    Holding(
        model=Look._meta.label,
        part="made",
        title=_("When you opened the records of others"),
        purpose=_("So that nobody opens a record without its owner knowing."),
        recipients=_("You; each person whose record you opened, for that record."),
        retention=retention_text(LOOKS),
        source=_("Passerelle itself, each time you open a record."),
        chapter=DataChapter.TRACES,
        # Whom they looked at is in the data of those.
        export=lambda person: plain_rows(
            Look.objects.filter(viewer=person).values("looked_at", "purpose", "seen")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: Look.objects.filter(viewer=person).update(viewer=None),
    ),
)
