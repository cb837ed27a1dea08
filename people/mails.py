"""Mails to one person about their own account: plain text, in the installation's language."""

import logging
from threading import Thread

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from people.models import Person


log = logging.getLogger(__name__)
THREAD = "mail"


def compose(name: str, *, to: Person, **context: object) -> EmailMessage:
    """From templates/people/mail/NAME.txt, whose first line is the subject."""
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(f"people/mail/{name}.txt", {"person": to, **context})
    subject, _blank, body = text.strip().partition("\n")
    return EmailMessage(subject=subject, body=body.strip() + "\n", to=[to.email or ""])


def send_later(message: EmailMessage) -> None:
    """Once the rows are there, beside the answer: how long a mail takes tells nobody whether one went."""
    transaction.on_commit(lambda: Thread(target=_send, args=(message,), name=THREAD).start())


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception as error:  # a server of mails fails in many ways
        log.error("A mail could not be sent: %s", type(error).__name__)  # its text has an address
