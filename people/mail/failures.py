"""Interprets a mail server's refusal for what is sent next."""

import re
import smtplib
from enum import StrEnum


PERMANENT = 500
ENHANCED = re.compile(rb"\b5\.(\d{1,3})\.(\d{1,3})\b")


class Failure(StrEnum):
    LATER = "later"  # this mail, some time later
    SERVER = "server"  # the server fails us, whatever we send: nothing more goes for now
    NEVER = "never"  # this mail is not wanted; another one may be
    ADDRESS = "address"  # the address takes no mail


def failure_of(error: Exception) -> Failure:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _of_answers(list(error.recipients.values()))
    if isinstance(error, smtplib.SMTPDataError):
        return _of_answers([(error.smtp_code, error.smtp_error)], at_recipient=False)
    if isinstance(error, OSError):  # so are smtplib's others, timeouts and closed connections
        return Failure.SERVER
    if isinstance(error, ValueError):  # a header or an address that cannot be written
        return Failure.NEVER
    return Failure.LATER


def _of_answers(answers: list[tuple[int, bytes | str]], *, at_recipient: bool = True) -> Failure:
    code, reply = answers[0] if answers else (0, b"")
    if code < PERMANENT:
        return Failure.LATER
    reply = reply.encode(errors="replace") if isinstance(reply, str) else reply
    return Failure.ADDRESS if _is_about_address(reply, at_recipient) else Failure.NEVER


def _is_about_address(said: bytes, at_recipient: bool) -> bool:
    """Whether a status is about the address (RFC 3463).

    x.1 is the address, x.2.1 a closed mailbox; a full one and policy have other codes.
    """
    match = ENHANCED.search(said)
    if not match:
        return at_recipient
    subject, detail = int(match[1]), int(match[2])
    return (
        subject == 1
        or (subject, detail) == (2, 1)
        or (at_recipient and (subject, detail) == (0, 0))
    )


def is_refusal_of_address(status: str) -> bool:
    """Whether the status of a report on delivery, such as "5.1.1", refuses the address."""
    return status.startswith("5") and _is_about_address(status.encode(), at_recipient=True)
