"""Queries to send a mail: who wants which, when people may be disturbed, which address is refused."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localtime

from core.site_settings import value_of
from people.enums import MailRhythm
from people.mail.hours import QuietHours
from people.mail.registry import MailKind, mail_kinds
from people.models import MailChoice, MailLanguage, Person, RefusedAddress


def quiet_hours() -> QuietHours:
    return QuietHours(
        begin=value_of("MAIL_QUIET_FROM"),
        end=value_of("MAIL_QUIET_UNTIL"),
        weekends=value_of("MAIL_QUIET_WEEKENDS"),
        holidays=value_of("MAIL_QUIET_HOLIDAYS"),
    )


def when_to_send(moment: datetime, rhythm: MailRhythm, *, is_urgent: bool) -> datetime:
    """Return when a mail may go, in the organisation's time: at once, or when people may be disturbed;
    gathered, on a morning."""
    local, hours = localtime(moment), quiet_hours()
    if rhythm == MailRhythm.DAILY:
        return hours.next_morning(local)
    if rhythm == MailRhythm.WEEKLY:
        return hours.next_monday(local)
    return moment if is_urgent else hours.next_open(local)


def mail_preferences_of(people: list[int], kind: str) -> dict[int, tuple[MailRhythm | None, str]]:
    """Return, by person, when they want this kind, where they said so, and in which language."""
    chosen = MailChoice.objects.filter(kind=kind, person__in=people)
    rhythms = {choice.person_id: MailRhythm(choice.rhythm) for choice in chosen}
    spoken = MailLanguage.objects.filter(person__in=people)
    languages = dict(spoken.values_list("person_id", "language"))
    default = settings.LANGUAGE_CODE
    return {pk: (rhythms.get(pk), languages.get(pk, default)) for pk in people}


def mail_rhythms_of(person: Person) -> list[tuple[MailKind, MailRhythm]]:
    """Return when a person wants each kind that concerns them and may be refused."""
    chosen = dict(person.mail_choices.values_list("kind", "rhythm"))
    return [
        (kind, MailRhythm(chosen.get(kind.key, kind.rhythm)))
        for kind in mail_kinds()
        if not kind.is_essential and kind.concerns(person)
    ]


def person_address_hash(person: Person) -> str:
    """Return the hash of this person with this address: it reveals nothing without both."""
    text = f"{person.uuid} {(person.email or '').lower()}"
    return hashlib.sha256(text.encode()).hexdigest()


def is_address_refused(person: Person) -> bool:
    if not person.email:
        return False
    return RefusedAddress.objects.filter(person=person, mark=person_address_hash(person)).exists()


def mail_language_of(person: Person) -> str:
    spoken = MailLanguage.objects.filter(person=person).first()
    return spoken.language if spoken else settings.LANGUAGE_CODE
