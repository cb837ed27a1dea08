"""Imports reports that a mail could not be delivered (RFC 3464), from a mailbox or one by one.

A report is believed where it carries the Message-ID of a mail that we sent to that very address: whoever
merely knows an address cannot have it marked. Refusals for a time and anything else are left alone.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.reports import ImportReport
from people.actions.delivery import record_refused_address
from people.mail.failures import is_refusal_of_address
from people.models import OutgoingMail


BEGINNING = re.compile(rb"(?m)^From [^\r\n]*\r?\n")
OUR_ID = re.compile(r"<([0-9a-fA-F-]{36})@")
REPORT, ORIGINAL = "message/delivery-status", ("message/rfc822", "text/rfc822-headers")


def import_bounces(data: bytes, *, dry_run: bool = False) -> ImportReport:
    """Mark refused addresses. Created: marked now. Unchanged: known already. Ignored: all other messages."""
    report = ImportReport(applied=not dry_run)
    with transaction.atomic():
        for part in _messages_in(data):
            try:
                _take_in(message_from_bytes(part), report)
            except RecursionError:  # parts within parts without end: nothing of it is believed
                report.ignored += 1
        transaction.set_rollback(dry_run)
    if report.ignored:
        report.notes.append(_("Ignored: what is no lasting refusal of a mail of ours."))
    return report


def _messages_in(data: bytes) -> Iterator[bytes]:
    """Yield each message of an mbox; else the one message."""
    parts = BEGINNING.split(data) if data.startswith(b"From ") else [data]
    return (part for part in parts if part.strip())


def _take_in(message: Message, report: ImportReport) -> None:
    mail = _mail_of_ours(message)
    refused = {address.lower() for address in _refused_addresses(message)}
    if mail is None or (mail.person.email or "").lower() not in refused:
        report.ignored += 1
    elif record_refused_address(person=mail.person):
        report.created += 1
    else:
        report.unchanged += 1


def _mail_of_ours(message: Message) -> OutgoingMail | None:
    for part in message.walk():
        if part.get_content_type() in ORIGINAL:
            match = OUR_ID.search(_original_id(part))
            uuid = _uuid(match[1]) if match else None
            if uuid:
                return OutgoingMail.objects.filter(uuid=uuid).select_related("person").first()
    return None


def _original_id(part: Message) -> str:
    """Return the Message-ID of the mail that came back, whole or its headers alone."""
    for inner in _blocks(part):
        return str(inner.get("Message-ID", ""))
    content = part.get_payload(decode=True)
    headers = message_from_bytes(content if isinstance(content, bytes) else b"")
    return str(headers.get("Message-ID", ""))


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return (
        [block for block in payload if isinstance(block, Message)]
        if isinstance(payload, list)
        else []
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _refused_addresses(message: Message) -> Iterator[str]:
    """Return the address of each recipient of the report: as we wrote it, and as the last server did."""
    for part in message.walk():
        if part.get_content_type() != REPORT:
            continue
        for block in _blocks(part):
            action = str(block.get("Action", "")).strip().lower()
            if action == "failed" and is_refusal_of_address(str(block.get("Status", "")).strip()):
                for name in ("Original-Recipient", "Final-Recipient"):
                    yield parseaddr(str(block.get(name, "")).rpartition(";")[2].strip())[1]
