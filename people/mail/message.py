"""What a mail looks like: words filled in, plain text and the same in HTML, headers."""

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
from people.addresses import our_address
from people.federation.sealing import sealed, unsealed
from people.mail.registry import MailKind, filled, mail_kind, on_one_line
from people.models import MailWording, OutgoingMail, Person


CALENDAR_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
CALENDAR_NAME = "invitation.ics"
STOP = "stop"  # what a sealed link to stop begins with
EVERYTHING = "*"  # in a link to stop: every kind that may be refused
ACCENT = "#005f77"
Value = str | Callable[[], str]


@dataclass(frozen=True, slots=True)
class Words:
    """`to`: the address, where it is not the one that the person has when it is sent.

    `calendar`: an iCalendar object with a METHOD, which mail programs offer to take in (RFC 6047).
    """

    subject: str
    text: str
    to: str = ""
    calendar: str = ""


def words_for(kind: MailKind, language: str, wording: MailWording | None = None) -> Words:
    """The organisation's, or ours; placeholders not filled in."""
    if wording:
        return Words(getattr(wording, f"subject_{language}"), getattr(wording, f"text_{language}"))
    with translation.override(language):
        return Words(str(kind.subject), str(kind.text))


def composed(words: Words, language: str, values: Mapping[str, Any]) -> Words:
    """A value that is a function is asked in the language of the mail."""
    with translation.override(language):
        said = {name: str(each() if callable(each) else each) for name, each in values.items()}
    flat = {name: on_one_line(each) for name, each in said.items()}
    text = filled(words.text.replace("\r\n", "\n"), flat)
    return Words(on_one_line(filled(words.subject, flat)), text.strip())


def seal(words: Words) -> str:
    return sealed(json.dumps([words.subject, words.text, words.to, words.calendar]))


def unseal(content: str) -> Words | None:
    """None once the keys have changed."""
    opened = unsealed(content)
    return Words(*json.loads(opened)) if opened else None


# --- The message ------------------------------------------------------------------------------------


def message_for(person: Person, mails: Sequence[OutgoingMail], words: Sequence[Words]):
    """One mail, or several gathered in one. The same rows make the same Message-ID."""
    first = mails[0]
    kind = mail_kind(first.kind)
    is_essential = len(mails) == 1 and (kind is None or kind.is_essential)
    stop = (
        "" if is_essential else stop_address(person, first.kind if len(mails) == 1 else EVERYTHING)
    )
    with translation.override(first.language):
        context = _context(words, stop)
        text = render_to_string("people/mail/frame.txt", context).strip() + "\n"
        page = render_to_string("people/mail/frame.html", context)
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": message_id(first),
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
        to=[one_address(words[0].to or person.email or "")],
        headers=headers,
    )
    message.attach_alternative(page, "text/html")
    add_calendars(message, [each.calendar for each in words if each.calendar])
    return message


def one_address(text: str) -> str:
    """ValueError for what a server might read as several, or as anything but an address."""
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError("not an address") from error
    if '"' in text or not text.isprintable():
        raise ValueError("an address that hides something")
    return text


def _context(words: Sequence[Words], stop: str) -> dict[str, Any]:
    organisation = registry.organisation(HttpRequest()) if registry.organisation else None
    return {
        "subject": words[0].subject if len(words) == 1 else _subject_of_several(len(words)),
        "parts": [(each, paragraphs(each.text)) for each in words],
        "is_gathered": len(words) > 1,
        "organisation_name": on_one_line(organisation.name) if organisation else "Passerelle",
        "accent": (organisation and organisation.accent) or ACCENT,
        "language": translation.get_language(),
        "stop": stop,
        "choose": our_address(reverse("people:mails")) if stop else "",
    }


def _subject_of_several(count: int) -> str:
    return ngettext("Passerelle: %(count)s message", "Passerelle: %(count)s messages", count) % {
        "count": count
    }


def message_id(mail: OutgoingMail) -> str:
    return f"<{mail.uuid}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>"


def paragraphs(text: str) -> list[SafeString]:
    """The plain text as HTML: lines kept, nothing a link but what leads to us."""
    return [_as_html(each.strip()) for each in re.split(r"\n\s*\n", text) if each.strip()]


def _as_html(paragraph: str) -> SafeString:
    ours = re.escape(escape(settings.BASE_URL.rstrip("/") + "/"))
    linked = re.sub(
        rf"{ours}[\w/.~%#?=&;:@+-]*",
        lambda found: f'<a href="{found[0]}">{found[0]}</a>',
        escape(paragraph),
    )
    return mark_safe(linked.replace("\n", "<br>"))  # noqa: S308 - escaped above


# --- Stopping ---------------------------------------------------------------------------------------


def stop_address(person: Person, kind: str) -> str:
    token = sealed(f"{STOP} {person.uuid} {kind}")
    return our_address(reverse("people:stop_mails", args=[token]))


def read_stop_token(token: str) -> tuple[str, str] | None:
    """Whose UUID and which kind; None for what we did not seal. A link in an old mail still works."""
    match unsealed(token).split(" "):
        case [mark, uuid, kind] if mark == STOP:
            return uuid, kind
    return None


def stopped_title(kind: str) -> str:
    found = mail_kind(kind)
    return str(found.title) if found else _("all that you may refuse")


# --- Calendars (RFC 6047), which Outlook, Thunderbird and others offer to take in ----------------------


def add_calendars(message: EmailMultiAlternatives, calendars: Sequence[str]) -> None:
    """One alone is another form of the message, and a file for programs that know no such form.

    Several, of gathered mails, are files: a message has one calendar form at most.
    """
    if len(calendars) == 1:
        method = _method_of(calendars[0])
        message.attach_alternative(calendars[0], f"text/calendar; method={method}")
    for calendar in calendars:
        message.attach(CALENDAR_NAME, calendar.encode(), "application/ics")


def _method_of(calendar: str) -> str:
    found = CALENDAR_METHOD.search(calendar)
    return found[1] if found else "PUBLISH"
