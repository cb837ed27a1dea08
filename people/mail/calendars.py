"""Attaches calendar objects to mails (RFC 6047), so that Outlook, Thunderbird and others offer to import them."""

import re
from collections.abc import Sequence

from django.core.mail import EmailMultiAlternatives


METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
FILE_NAME = "invitation.ics"


def add_calendars(message: EmailMultiAlternatives, calendars: Sequence[str]) -> None:
    """Attach one calendar as another form of the message, and as a file for programs that know no such form.

    Several, of gathered mails, are files: a message has one calendar form at most.
    """
    if len(calendars) == 1:
        found = METHOD.search(calendars[0])
        method = found[1] if found else "PUBLISH"
        message.attach_alternative(calendars[0], f"text/calendar; method={method}")
    for calendar in calendars:
        message.attach(FILE_NAME, calendar.encode(), "application/ics")
