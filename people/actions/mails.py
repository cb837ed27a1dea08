"""Queues mails in the transaction of the fact that asks for them, and stores who wants which, when."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from core.background import Queue
from core.site_settings import settings_read_once
from people.absolute_urls import absolute_url
from people.actions.delivery import discard_mails, make_failing_due
from people.actions.outbox import wake
from people.enums import MailRhythm
from people.mail.message import (
    EVERYTHING,
    MailText,
    decrypt_mail,
    encrypt_mail,
    fill_mail,
    fill_with_texts,
    message_for,
    unfilled_mail,
)
from people.mail.queries import mail_preferences_of, when_to_send
from people.mail.registry import MailKind, mail_kind, mail_kinds
from people.models import (
    HeldMailKind,
    MailChoice,
    MailLanguage,
    MailWording,
    OutgoingMail,
    Person,
)


log = logging.getLogger(__name__)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one person. `key` names the fact: of two letters of a kind with one key, one is sent.

    `path`: the page of ours to which {link} leads. `values` fills the other placeholders; a function is
    called in the language of the person. `to`: in place of the address that they have when it is sent.
    `calendar`: an iCalendar object that is attached, made in that language too. `words`: what somebody wrote, by
    language, in place of the words of the kind; in another language where theirs is missing.
    """

    person: Person
    key: str
    path: str
    values: Mapping[str, str | Callable[[], str]] = field(default_factory=dict)
    expires_at: datetime | None = None
    to: str = ""
    calendar: Callable[[], str] | None = None
    words: Mapping[str, MailText] = field(default_factory=dict)


def enqueue_mail(*, kind: str, letter: Letter) -> None:
    enqueue_mails(kind=kind, letters=[letter])


@settings_read_once()
@transaction.atomic
def enqueue_mails(*, kind: str, letters: Iterable[Letter]) -> None:
    """Queue letters; a rollback sends none. Whoever has no address or wants none of this kind is left out.

    What would be of no use on the morning for which a person has it gathered goes at once.
    """
    known = mail_kind(kind)
    if known is None:
        raise KeyError(kind)
    reachable = [addressed for addressed in letters if addressed.to or addressed.person.email]
    if not reachable:
        return
    habits = mail_preferences_of([addressed.person.pk for addressed in reachable], kind)
    composer = _Composer(known)
    mails = []
    for letter in reachable:
        rhythm, language = habits[letter.person.pk]
        rhythm = MailRhythm.AT_ONCE if known.is_essential else rhythm or known.rhythm
        if rhythm != MailRhythm.NEVER:
            mails.append(composer.mail(letter, rhythm, language))
    if not mails:
        return
    OutgoingMail.objects.bulk_create(mails, batch_size=BATCH, ignore_conflicts=True)
    transaction.on_commit(dispatch_mails)


def send_without_queue(*, kind: str, letter: Letter) -> None:
    """Send after the commit, without the queue, which would keep whose address it was. A failure is only logged."""
    known = mail_kind(kind)
    if known is None:
        raise KeyError(kind)
    if not letter.person.email:
        return
    rhythm, language = mail_preferences_of([letter.person.pk], kind)[letter.person.pk]
    if rhythm == MailRhythm.NEVER and not known.is_essential:
        return
    mail = _Composer(known).mail(letter, MailRhythm.AT_ONCE, language)
    words = decrypt_mail(mail.content)
    if words is not None:
        message = message_for(letter.person, [mail], [words])
        transaction.on_commit(message.send, robust=True)


class _Composer:
    """Writes mails of one kind. What many share is worked out once: words by language, moments, values by function."""

    def __init__(self, kind: MailKind) -> None:
        self.kind = kind
        self.wording = MailWording.objects.filter(kind=kind.key).first()
        self.now = timezone.now()
        self._unfilled: dict[str, MailText] = {}
        self._moments: dict[MailRhythm, datetime] = {}
        self._called: dict[tuple[Callable[[], str], str], str] = {}

    def mail(self, letter: Letter, rhythm: MailRhythm, language: str) -> OutgoingMail:
        next_try_at = self._moment(rhythm)
        if letter.expires_at is not None and next_try_at >= letter.expires_at:  # of no use by then
            rhythm = MailRhythm.AT_ONCE
            next_try_at = self._moment(rhythm)
        if letter.words and language not in letter.words:
            language = next(iter(letter.words))
        words = fill_with_texts(self._words(letter, language), self._texts(letter, language))
        key = hashlib.sha256(f"{self.kind.key} {letter.key}".encode()).hexdigest()
        return OutgoingMail(
            person=letter.person,
            kind=self.kind.key,
            key=key,
            content=encrypt_mail(
                replace(words, to=letter.to, calendar=_calendar(letter, language))
            ),
            language=language,
            rhythm=rhythm,
            next_try_at=next_try_at,
            expires_at=letter.expires_at,
            made_at=self.now,  # no default of the database: rows of values alone are stored much faster
        )

    def _moment(self, rhythm: MailRhythm) -> datetime:
        if rhythm not in self._moments:
            self._moments[rhythm] = when_to_send(self.now, rhythm, is_urgent=self.kind.is_urgent)
        return self._moments[rhythm]

    def _words(self, letter: Letter, language: str) -> MailText:
        if language in letter.words:
            return letter.words[language]
        if language not in self._unfilled:
            self._unfilled[language] = unfilled_mail(self.kind, language, self.wording)
        return self._unfilled[language]

    def _texts(self, letter: Letter, language: str) -> dict[str, str]:
        values = {
            "name": letter.person.get_full_name(),
            "link": absolute_url(letter.path),
            **letter.values,
        }
        return {name: self._text(value, language) for name, value in values.items()}

    def _text(self, value: str | Callable[[], str], language: str) -> str:
        """Return the text in this language: of a lazy one too."""
        if type(value) is str:
            return value
        if not callable(value):
            with translation.override(language):
                return str(value)
        if (value, language) not in self._called:
            with translation.override(language):
                self._called[value, language] = str(value())
        return self._called[value, language]


def _calendar(letter: Letter, language: str) -> str:
    if letter.calendar is None:
        return ""
    with translation.override(language):
        return letter.calendar()


def dispatch_mails() -> None:
    """Send after the commit, beside the answer: how long a mail takes tells nobody whether one went."""
    wake(Queue.MAILS)


@transaction.atomic
def retry_failing_mails() -> int:
    """Retry now, for who has mended the server and does not want to wait. Returns how many."""
    count = make_failing_due()
    transaction.on_commit(dispatch_mails)
    log.info("mails retried by hand count=%d", count)
    return count


@transaction.atomic
def hold_mails(*, kind: MailKind) -> None:
    """Keep the mails of this kind in the queue until `release_mails`. Raises ValueError for one that may not be held."""
    if not kind.may_be_held:
        raise ValueError(kind.key)
    HeldMailKind.objects.get_or_create(kind=kind.key)


@transaction.atomic
def release_mails(*, kind: MailKind) -> None:
    """Let the mails of this kind go again; what is of no use any more is dropped when it is due."""
    HeldMailKind.objects.filter(kind=kind.key).delete()
    transaction.on_commit(dispatch_mails)


def send_test_mail(
    *, kind: MailKind, person: Person, language: str, words: MailText | None = None
) -> None:
    """Send a mail of this kind to this person at once. Raises what the mail server raises.

    `words`: as filled in; without them those of the kind, with invented values.
    """
    if words is None:
        wording = MailWording.objects.filter(kind=kind.key).first()
        samples = {placeholder.name: placeholder.sample for placeholder in kind.placeholders}
        words = fill_mail(unfilled_mail(kind, language, wording), language, samples)
    mail = OutgoingMail(person=person, kind=kind.key, language=language)
    message_for(person, [mail], [words]).send()


# --- Who wants which --------------------------------------------------------------------------------


@settings_read_once()
@transaction.atomic
def choose_mails(
    *, person: Person, rhythms: Mapping[str, MailRhythm], language: str | None = None
) -> None:
    """Store which mails a person wants, and apply it to what waits. A kind that cannot be refused is left as it is."""
    for kind in mail_kinds():
        if kind.key in rhythms and not kind.is_essential:
            _choose(person, kind, rhythms[kind.key])
    if language:
        MailLanguage.objects.update_or_create(person=person, defaults={"language": language})


def _choose(person: Person, kind: MailKind, rhythm: MailRhythm) -> None:
    MailChoice.objects.update_or_create(person=person, kind=kind.key, defaults={"rhythm": rhythm})
    waiting = OutgoingMail.objects.waiting().filter(person=person, kind=kind.key)
    if rhythm == MailRhythm.NEVER:
        discard_mails(waiting)
        return
    moment = when_to_send(timezone.now(), rhythm, is_urgent=kind.is_urgent)
    in_time = Q(expires_at=None) | Q(expires_at__gt=moment)
    waiting.filter(in_time).exclude(rhythm=rhythm).update(rhythm=rhythm, next_try_at=moment)


def unsubscribe_from_mails(*, uuid: str, kind: str) -> None:
    """Stop this kind, or every kind that may be refused, from a link in a mail. Idempotent."""
    keys = [mail_kind.key for mail_kind in mail_kinds()] if kind == EVERYTHING else [kind]
    for person in Person.objects.filter(uuid=uuid):
        choose_mails(person=person, rhythms=dict.fromkeys(keys, MailRhythm.NEVER))


# --- The organisation's words -----------------------------------------------------------------------


def save_wording(*, kind: MailKind, words: Mapping[str, str]) -> None:
    """Store the organisation's words: subject_fr, text_fr, subject_en, text_en, which the caller has validated."""
    MailWording.objects.update_or_create(
        kind=kind.key, defaults={**words, "changed_at": timezone.now()}
    )


def reset_wording(*, kind: MailKind) -> None:
    MailWording.objects.filter(kind=kind.key).delete()
