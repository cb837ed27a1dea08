"""Holdings of signing in, in our tables and in those of django-allauth and django-axes."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.enums import DataChapter
from people.models import OpenSession, Person, PersonalDevice
from people.privacy_registry import Holding, delete_rows, rows_of
from people.queries.own_rows import OwnRows, columns_of
from people.retention import DEVICES, FAILURES, SESSIONS
from people.retention_registry import retention_text
from people.throttling import person_key


def _failures(person: Person) -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(username=person_key(person))


HOLDINGS = (
    Holding(
        model=AccessAttempt._meta.label,
        title=_("Failed attempts to sign in"),
        purpose=_("To stop whoever tries passwords on your account."),
        recipients=_("Nobody: they are counted by a program. Your name is not in them."),
        retention=retention_text(FAILURES),
        source=_("Passerelle itself, at each wrong password."),
        chapter=DataChapter.TRACES,
        export=OwnRows(
            lambda person: (
                _failures(person).order_by("pk").values("attempt_time", "failures_since_start")
            ),
            person_key,
        ),
        erase=lambda person: delete_rows(_failures(person)),
    ),
    Holding(
        model=OpenSession._meta.label,
        title=_("Your open connections"),
        purpose=_("To show you where you are signed in, and to let you end it."),
        recipients=_("You."),
        retention=retention_text(SESSIONS),
        source=_("Passerelle itself, when you sign in."),
        chapter=DataChapter.TRACES,
        export=columns_of(
            lambda person: person.open_sessions.all(), "signed_in_at", "browser", "system"
        ),
        erase=lambda person: delete_rows(person.open_sessions.all()),
    ),
    Holding(
        model=PersonalDevice._meta.label,
        title=_("Your own devices"),
        purpose=_(
            "To let a device of yours keep lessons, and to take that back. What it keeps is on it alone."
        ),
        recipients=_("You."),
        retention=retention_text(DEVICES),
        source=_("You, when you say that a device is your own."),
        chapter=DataChapter.TRACES,
        export=lambda person: rows_of(
            person.personal_devices.all(), "name", "named_at", "ends_at", "browser", "system"
        ),
        erase=lambda person: delete_rows(person.personal_devices.all()),
    ),
    Holding(
        model=Authenticator._meta.label,
        title=_("Your second factors"),
        purpose=_("To check that it is you who signs in. Secrets are kept encrypted."),
        recipients=_("You."),
        retention=_("Until you remove them, at the latest when your account is erased."),
        source=_("You, when you set one up."),
        chapter=DataChapter.TRACES,
        export=lambda person: rows_of(
            Authenticator.objects.filter(user=person), "type", "created_at", "last_used_at"
        ),
        erase=lambda person: delete_rows(Authenticator.objects.filter(user=person)),
    ),
    Holding(
        model=SocialAccount._meta.label,
        title=_("Your identity with the organisation’s directory"),
        purpose=_("To recognise you when the directory has signed you in."),
        recipients=_("You."),
        retention=_("As long as you have an account."),
        source=_("Your organisation’s directory, when it signs you in."),
        chapter=DataChapter.TRACES,
        export=lambda person: rows_of(
            SocialAccount.objects.filter(user=person),
            "provider",
            "uid",
            "date_joined",
            "last_login",
        ),
        erase=lambda person: delete_rows(SocialAccount.objects.filter(user=person)),
    ),
    Holding(
        model=EmailAddress._meta.label,
        title=_("Addresses that a directory confirmed"),
        purpose=_("To recognise you when the directory has signed you in."),
        recipients=_("You."),
        retention=_("As long as you have an account."),
        source=_("Your organisation’s directory, when it signs you in."),
        chapter=DataChapter.TRACES,
        export=lambda person: rows_of(
            EmailAddress.objects.filter(user=person), "email", "verified"
        ),
        erase=lambda person: delete_rows(EmailAddress.objects.filter(user=person)),
    ),
)
