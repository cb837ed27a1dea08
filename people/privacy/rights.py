"""Holdings of the use of one's rights: requests, the seal of a file, notices, the journal."""

from django.utils.translation import gettext_lazy as _

from people.enums import DataChapter, ErasureOutcome
from people.models import (
    DataRequest,
    ErasureEntry,
    ExportSeal,
    NoticeSeen,
    Person,
)
from people.policies import notices_visible_to
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.queries.own_rows import OwnRows
from people.queries.privacy import holding_title, requests_of
from people.retention import ACCOUNTS, NOTICES, REQUESTS
from people.retention_registry import retention_text


def _requests(person: Person) -> Rows:
    return [
        {
            "asked_at": data_request.asked_at,
            "kind": data_request.kind,
            "channel": data_request.channel,
            "identity_check": data_request.identity_check,
            "entered_by": str(data_request.entered_by or ""),
            "about": holding_title(data_request.about),
            "wrong": data_request.wrong,
            "right": data_request.right,
            "due_on": data_request.due_on,
            "extension_reason": data_request.extension_reason,
            "status": data_request.status,
            "acted_at": data_request.acted_at,
            "without_act": data_request.without_act,
            "answer": data_request.answer,
            "answered_at": data_request.answered_at,
            "answered_by": str(data_request.answered_by or ""),
        }
        for data_request in requests_of(person)
    ]


HOLDINGS = (
    Holding(
        model=NoticeSeen._meta.label,
        title=_("Notices that you were shown"),
        purpose=_("To show them to you again when something changes, and to prove it."),
        recipients=_("You."),
        retention=retention_text(NOTICES),
        source=_("Passerelle itself, when it shows you one."),
        chapter=DataChapter.TRACES,
        export=OwnRows(
            lambda person: notices_visible_to(person).values("purpose", "version", "seen_at")
        ),
        private=True,
        erase=lambda person: delete_rows(NoticeSeen.objects.filter(person=person)),
    ),
    Holding(
        model=ErasureEntry._meta.label,
        title=_("Journal of what was erased"),
        purpose=_("So that a restored backup does not bring back what you had erased."),
        recipients=_("Nobody: a fingerprint and a day, which name neither you nor the thing."),
        retention=_("As long as a backup from before that day is kept."),
        source=_("Passerelle itself, when something is erased."),
        chapter=DataChapter.TRACES,
        export=lambda person: [],
        outcome=ErasureOutcome.KEPT,
        erase=lambda person: 0,
    ),
    Holding(
        model=ExportSeal._meta.label,
        title=_("The day on which you renewed your passphrase"),
        purpose=_("So that a new passphrase opens your next files. It is not kept itself."),
        recipients=_("You."),
        retention=retention_text(ACCOUNTS),
        source=_("You, when you renew it."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            ExportSeal.objects.filter(person=person).values("renewed_at")
        ),
        erase=lambda person: delete_rows(ExportSeal.objects.filter(person=person)),
    ),
    Holding(
        model=DataRequest._meta.label,
        part="entered",
        title=_("Requests about data that you entered for others"),
        purpose=_("To tell whoever asked who entered it."),
        recipients=_("You; whoever asked; the data protection officer."),
        retention=retention_text(REQUESTS),
        source=_("You, when you enter a request that came by letter or at the desk."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            DataRequest.objects.filter(entered_by=person).values("kind", "channel", "asked_at")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: DataRequest.objects.filter(entered_by=person).update(entered_by=None),
    ),
    Holding(
        model=DataRequest._meta.label,
        part="answered",
        title=_("Requests about data that you answered"),
        purpose=_("To tell whoever asked who answered."),
        recipients=_("You; whoever asked; the data protection officer."),
        retention=retention_text(REQUESTS),
        source=_("You, when you answer."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            DataRequest.objects.filter(answered_by=person).values("kind", "status", "answered_at")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: DataRequest.objects.filter(answered_by=person).update(
            answered_by=None
        ),
    ),
    Holding(
        model=DataRequest._meta.label,
        title=_("Your requests about your data"),
        purpose=_("To answer them within a month, as the law asks."),
        recipients=_("You; the data protection officer."),
        retention=retention_text(
            REQUESTS,
            _(
                "Of a request that was answered by erasing you stay the days on which it came and was done."
            ),
        ),
        source=_("You, when you ask; the data protection officer, for the answer."),
        chapter=DataChapter.TRACES,
        export=_requests,
        private=True,
        erase=lambda person: delete_rows(DataRequest.objects.filter(person=person)),
    ),
)
