"""Builds a mail: words filled in, plain text and the same in HTML, headers."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.registry import registry
from people.absolute_urls import absolute_url
from people.federation.secret_encryption import decrypt_secret, encrypt_secret
from people.mail.registry import MailKind, fill_placeholders, mail_kind, on_one_line
from people.models import MailWording, OutgoingMail, Person


METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)  # of a calendar (RFC 6047)
CALENDAR_NAME = "invitation.ics"
STOP = "stop"  # what a sealed link to stop begins with
EVERYTHING = "*"  # in a link to stop: every kind that may be refused
ACCENT = "#005f77"
Value = str | Callable[[], str]


@dataclass(frozen=True, slots=True)
class MailText:
    """The words of a mail. `to`: the address, where it is not the one that the person has when it is sent.

    `calendar`: an iCalendar object with a METHOD, which mail programs offer to import (RFC 6047).
    """

    subject: str
    text: str
    to: str = ""
    calendar: str = ""


def unfilled_mail(kind: MailKind, language: str, wording: MailWording | None = None) -> MailText:
    """Return the organisation's words, or ours; placeholders not filled in."""
    if wording:
        return MailText(
            getattr(wording, f"subject_{language}"), getattr(wording, f"text_{language}")
        )
    with translation.override(language):
        return MailText(str(kind.subject), str(kind.text))


def fill_mail(words: MailText, language: str, values: Mapping[str, Any]) -> MailText:
    """Fill in the words. A value that is a function is called in the language of the mail."""
    with translation.override(language):
        texts = {
            name: str(filler() if callable(filler) else filler) for name, filler in values.items()
        }
    return fill_with_texts(words, texts)


def fill_with_texts(words: MailText, texts: Mapping[str, str]) -> MailText:
    flat = {name: on_one_line(value) for name, value in texts.items()}
    text = fill_placeholders(words.text.replace("\r\n", "\n"), flat)
    return MailText(on_one_line(fill_placeholders(words.subject, flat)), text.strip())


def encrypt_mail(words: MailText) -> str:
    return encrypt_secret(json.dumps([words.subject, words.text, words.to, words.calendar]))


def decrypt_mail(content: str) -> MailText | None:
    """Return the sealed words; None once the keys have changed."""
    opened = decrypt_secret(content)
    return MailText(*json.loads(opened)) if opened else None


# --- The message ------------------------------------------------------------------------------------


def message_for(person: Person, mails: Sequence[OutgoingMail], words: Sequence[MailText]):
    """Return one mail, or several gathered in one. The same rows make the same Message-ID."""
    first = mails[0]
    kind = mail_kind(first.kind)
    is_essential = len(mails) == 1 and (kind is None or kind.is_essential)
    stop = (
        ""
        if is_essential
        else unsubscribe_url(person, first.kind if len(mails) == 1 else EVERYTHING)
    )
    with translation.override(first.language):
        context = _context(words, stop)
        text = render_to_string("people/mail/frame.txt", context).strip() + "\n"
        page = render_to_string("people/mail/frame.html", context)
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": f"<{first.uuid}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": first.language,
    }
    if stop:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=text,
        from_email=settings.BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=[checked_address(words[0].to or person.email or "")],
        headers=headers,
    )
    message.attach_alternative(page, "text/html")
    add_calendars(message, [part.calendar for part in words if part.calendar])
    return message


def sample_mail_page(words: MailText, language: str) -> str:
    """Return the page of a mail that may be refused, as it is received; its last links lead to “My mails”."""
    with translation.override(language):
        context = _context([words], stop=absolute_url(reverse("people:mails")))
        return render_to_string("people/mail/frame.html", context)


def checked_address(text: str) -> str:
    """Return the address. Raises ValueError for what a server might read as several, or as anything else."""
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError("not an address") from error
    if '"' in text or not text.isprintable():
        raise ValueError("an address that hides something")
    return text


def _context(words: Sequence[MailText], stop: str) -> dict[str, Any]:
    organisation = registry.organisation(HttpRequest()) if registry.organisation else None
    return {
        "subject": words[0].subject if len(words) == 1 else _subject_of_several(len(words)),
        "parts": [(part, paragraphs(part.text)) for part in words],
        "is_gathered": len(words) > 1,
        "organisation_name": on_one_line(organisation.name) if organisation else "Passerelle",
        "accent": (organisation and organisation.accent) or ACCENT,
        "language": translation.get_language(),
        "stop": stop,
        "choose": absolute_url(reverse("people:mails")) if stop else "",
    }


def _subject_of_several(count: int) -> str:
    return ngettext("Passerelle: %(count)s message", "Passerelle: %(count)s messages", count) % {
        "count": count
    }


def paragraphs(text: str) -> list[SafeString]:
    """Return the plain text as HTML: lines kept, nothing a link but what leads to us."""
    return [_as_html(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _as_html(paragraph: str) -> SafeString:
    ours = re.escape(escape(settings.BASE_URL.rstrip("/") + "/"))
    linked = re.sub(
        rf"{ours}[\w/.~%#?=&;:@+-]*",
        lambda found: f'<a href="{found[0]}">{found[0]}</a>',
        escape(paragraph),
    )
    return mark_safe(linked.replace("\n", "<br>"))  # noqa: S308 - escaped above


# --- Stopping ---------------------------------------------------------------------------------------


def unsubscribe_url(person: Person, kind: str) -> str:
    token = encrypt_secret(f"{STOP} {person.uuid} {kind}")
    return absolute_url(reverse("people:stop_mails", args=[token]))


def read_unsubscribe_token(token: str) -> tuple[str, str] | None:
    """Return whose UUID and which kind; None for what we did not seal. A link in an old mail still works."""
    match decrypt_secret(token).split(" "):
        case [mark, uuid, kind] if mark == STOP:
            return uuid, kind
    return None


def unsubscribed_title(kind: str) -> str:
    known = mail_kind(kind)
    return str(known.title) if known else _("all that you may refuse")


def add_calendars(message: EmailMultiAlternatives, calendars: Sequence[str]) -> None:
    """Attach one calendar as another form of the message, and as a file for programs that know no such form.

    Several, of gathered mails, are files: a message has one calendar form at most.
    """
    if len(calendars) == 1:
        match = METHOD.search(calendars[0])
        method = match[1] if match else "PUBLISH"
        message.attach_alternative(calendars[0], f"text/calendar; method={method}")
    for calendar in calendars:
        message.attach(CALENDAR_NAME, calendar.encode(), "application/ics")
