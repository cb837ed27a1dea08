"""Holdings of mail: what was sent, what a person chose, an address that was refused."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.enums import DataChapter
from people.mail.registry import mail_kind
from people.models import MailChoice, MailLanguage, OutgoingMail, Person, RefusedAddress
from people.policies import mails_visible_to
from people.privacy_registry import Holding, Rows, delete_rows, rows_of
from people.queries.own_rows import OwnRows
from people.retention import MAILS
from people.retention_registry import retention_text


def _choices(person: Person) -> Rows:
    return _with_titles(rows_of(MailChoice.objects.filter(person=person), "kind", "rhythm"))


def _mails(person: Person) -> QuerySet[Any, Any]:
    columns = ("kind", "status", "made_at", "sent_at", "attempts")
    return mails_visible_to(person).order_by("pk").values(*columns)


def _with_titles(rows: Rows) -> Rows:
    return [row | {"kind": _title(row["kind"])} for row in rows]


def _title(kind: str) -> str:
    known = mail_kind(kind)
    return str(known.title) if known else kind


HOLDINGS = (
    Holding(
        model=MailLanguage._meta.label,
        title=_("The language of your mails"),
        purpose=_("To write to you in your language."),
        recipients=_("You."),
        retention=_("As long as you have an account."),
        source=_("You, on the page “My mails”."),
        chapter=DataChapter.TRACES,
        export=lambda person: rows_of(MailLanguage.objects.filter(person=person), "language"),
        erase=lambda person: delete_rows(MailLanguage.objects.filter(person=person)),
    ),
    Holding(
        model=MailChoice._meta.label,
        title=_("Which mails you want"),
        purpose=_("To send you what you want, when you want it."),
        recipients=_("You."),
        retention=_("As long as you have an account."),
        source=_("You, on the page “My mails” or from a mail."),
        chapter=DataChapter.TRACES,
        export=_choices,
        erase=lambda person: delete_rows(MailChoice.objects.filter(person=person)),
    ),
    Holding(
        model=RefusedAddress._meta.label,
        title=_("A refused address"),
        purpose=_("So that mail is not sent again to an address that takes none."),
        recipients=_("You; whoever manages the staff list."),
        retention=_("As long as you have an account; no longer counts once the address changes."),
        source=_("The mail server that refused."),
        chapter=DataChapter.TRACES,
        export=lambda person: rows_of(RefusedAddress.objects.filter(person=person), "refused_at"),
        erase=lambda person: delete_rows(RefusedAddress.objects.filter(person=person)),
    ),
    Holding(
        model=OutgoingMail._meta.label,
        title=_("Mails sent to you"),
        purpose=_("To send each once, and again where the server was down."),
        recipients=_("You. Their text is erased as soon as they are sent."),
        retention=retention_text(MAILS),
        source=_("Passerelle itself, when something concerns you."),
        chapter=DataChapter.TRACES,
        export=OwnRows(_mails, tell=_with_titles),
        private=True,
        erase=lambda person: delete_rows(OutgoingMail.objects.filter(person=person)),
    ),
)
