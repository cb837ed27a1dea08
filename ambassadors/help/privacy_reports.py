"""Declare what reports of messages hold: whoever made one, whom it is about, and who reads it."""

from django.utils.translation import gettext_lazy as _

from ambassadors.help.models import MessageReport, NetworkSettings
from ambassadors.help.policies import own_reports
from ambassadors.help.retention import REPORTS
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.policies import rows_since_seal
from people.privacy_registry import Holding, Rows, delete_rows, rows_of
from people.retention_registry import retention_text


def _own_words(person: Person) -> Rows:
    """Return the messages of this person that were reported, without the name and the reason of who did."""
    about = MessageReport.objects.filter(author=person)
    return rows_of(rows_since_seal(about, person, "made_at"), "made_at", "quotes")


def _received(person: Person) -> Rows:
    """Return when, also to whoever may read them no longer."""
    received = MessageReport.objects.filter(recipient=person)
    return rows_of(rows_since_seal(received, person, "made_at"), "made_at", "handled_at")


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model=MessageReport._meta.label,
        part="made",
        title=_("Messages that you reported"),
        purpose=_("To have somebody look at messages that should not have been sent."),
        recipients=_("You, and the person named when you reported them."),
        retention=retention_text(REPORTS),
        source=_("You, when you report messages."),
        chapter=DataChapter.HELP,
        export=lambda person: rows_of(own_reports(person), "made_at", "reason", "handled_at"),
        private=True,
        erase=lambda person: delete_rows(MessageReport.objects.filter(reporter=person)),
    ),
    Holding(
        model=MessageReport._meta.label,
        part="about",
        title=_("Messages of yours that were reported"),
        purpose=_("To have somebody look at messages that should not have been sent."),
        recipients=_(
            "The person who reads reports; each time is in the log of who looked at your data."
        ),
        retention=retention_text(REPORTS),
        source=_("The other person of a pair, who chose them."),
        chapter=DataChapter.HELP,
        export=_own_words,
        private=True,
        erase=lambda person: delete_rows(MessageReport.objects.filter(author=person)),
    ),
    Holding(
        model=MessageReport._meta.label,
        part="received",
        title=_("Reports that you received"),
        purpose=_("To know who was to read a report."),
        recipients=_("You."),
        retention=retention_text(REPORTS),
        source=_("Passerelle itself, as you were named or hold the role."),
        chapter=DataChapter.HELP,
        export=_received,
        private=True,
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: MessageReport.objects.filter(recipient=person).update(recipient=None),
    ),
    Holding(
        model=NetworkSettings._meta.label,
        title=_("That you read reported messages"),
        purpose=_("To name to whoever reports messages who will read them."),
        recipients=_("Whoever reports messages; whoever runs the network."),
        retention=_("As long as you are named there, or until your account is erased."),
        source=_("Whoever runs the network."),
        chapter=DataChapter.HELP,
        export=lambda person: rows_of(
            NetworkSettings.objects.filter(reports_to=person), "charter_version"
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: NetworkSettings.objects.filter(reports_to=person).update(
            reports_to=None
        ),
    ),
)
