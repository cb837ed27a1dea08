"""Writes, plans, calls off and sends messages to a population: each person gets one once, whatever is cut off."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import today
from learning.enums import MessageState
from learning.mails import MESSAGE
from learning.models import Message, MessageCriterion
from learning.notifications import notify_of_message
from learning.queries.messages import (
    FIRST_NAME,
    author_may_write,
    filled_words,
    leaves_at,
    message_blanks,
    message_digest,
    message_words,
    reached_people,
)
from people.actions.mails import Letter, enqueue_mails, send_test_mail
from people.actions.outbox import enqueue_task
from people.mail.registry import mail_kind
from people.models import Person


SEND_MESSAGE = "learning.tasks.send_message_task"
BATCH = 500
FARTHEST = timedelta(days=366)
TEXTS = ("subject_fr", "text_fr", "subject_en", "text_en")
Population = Mapping[str, list[Any]]


@transaction.atomic
def write_message(
    *, by: Person | None, template: str, words: Mapping[str, str], population: Population
) -> Message:
    """Write a draft. Without an author, whoever has it leave becomes it."""
    message = Message.objects.create(author=by, template=template, **_texts(words))
    _choose(message, population)
    return message


@transaction.atomic
def rewrite_message(
    *, message: Message, words: Mapping[str, str], population: Population, shown: str
) -> Message:
    """Replace what a draft says and whom it is for. `shown`: its digest when its page was opened. Raises ValidationError."""
    draft = _draft(message)
    _refuse_stale(draft, shown)
    for name, text in _texts(words).items():
        setattr(draft, name, text)
    draft.changed_at = timezone.now()
    draft.save()
    _choose(draft, population)
    return draft


@transaction.atomic
def copy_message(*, message: Message, by: Person) -> Message:
    """Return a draft with the same words for the same population."""
    return write_message(
        by=by,
        template=message.template,
        words={name: getattr(message, name) for name in TEXTS},
        population={row.kind: row.values for row in message.criteria.all()},
    )


@transaction.atomic
def discard_message(*, message: Message) -> None:
    """Delete a draft. Raises ValidationError."""
    _draft(message).delete()


def _texts(words: Mapping[str, str]) -> dict[str, str]:
    return {name: words.get(name, "") for name in TEXTS}


def _choose(message: Message, population: Population) -> None:
    """Set whom it is for. A kind of condition that is not of `PopulationKind` is refused by the database."""
    message.criteria.all().delete()
    MessageCriterion.objects.bulk_create(
        [
            MessageCriterion(message=message, kind=kind, values=values)
            for kind, values in population.items()
        ]
    )


def _draft(message: Message) -> Message:
    """Return a draft, locked. Raises ValidationError."""
    locked = Message.objects.select_for_update(of=("self",)).filter(pk=message.pk).first()
    if locked is None:
        raise ValidationError(_("This draft is no longer there."), code="gone")
    if locked.state != MessageState.DRAFT:
        raise ValidationError(_("This message is no longer a draft: copy it."), code="state")
    return locked


def _refuse_stale(draft: Message, shown: str) -> None:
    if shown != message_digest(draft):
        raise ValidationError(
            _("Somebody changed this message after you opened it. Read it again first."),
            code="stale",
        )


@transaction.atomic
def plan_message(
    *, message: Message, shown: str, send_at: datetime | None = None, by: Person | None = None
) -> Message:
    """Have a draft leave at this moment, or now; where that is a quiet hour, at the first hour after. `by` becomes the
    author of one that has none. Raises ValidationError."""
    draft, now = _draft(message), timezone.now()
    _refuse_stale(draft, shown)
    blanks = message_blanks(draft)
    if blanks:
        raise ValidationError(
            _("Something is still to be filled in: %(blanks)s.") % {"blanks": ", ".join(blanks)},
            code="blanks",
        )
    if send_at is not None and not now < send_at <= now + FARTHEST:
        raise ValidationError(
            _("Choose a moment to come, within a year: %(moment)s is not.")
            % {"moment": f"{timezone.localtime(send_at):%d/%m/%Y %H:%M}"},
            code="moment",
        )
    if not reached_people(draft, on=today()).exists():
        raise ValidationError(
            _("Nobody would receive it: choose again whom it is for."), code="nobody"
        )
    draft.state, draft.send_at = MessageState.PLANNED, leaves_at(send_at or now)
    draft.changed_at, draft.author = now, draft.author or by
    draft.save(update_fields=["state", "send_at", "changed_at", "author"])
    if draft.send_at <= now:
        enqueue_task(SEND_MESSAGE, draft.pk, key=f"message {draft.pk}")
    return draft


def call_off_message(*, message: Message) -> None:
    """Call off a planned message. Raises ValidationError once it leaves."""
    planned = Message.objects.filter(pk=message.pk, state=MessageState.PLANNED)
    if not planned.update(state=MessageState.CALLED_OFF, changed_at=timezone.now()):
        raise ValidationError(_("It is too late: this message is leaving."), code="state")


def send_message_to_oneself(*, message: Message, person: Person) -> None:
    """Send it at once to its author, in each language written. Raises what the mail server raises."""
    kind = mail_kind(MESSAGE)
    if kind is None:
        raise KeyError(MESSAGE)
    for language in message.languages:
        words = filled_words(message, language, person.first_name)
        send_test_mail(kind=kind, person=person, language=language, words=words)


# --- Sending ------------------------------------------------------------------------------------------


def send_due_messages() -> int:
    """Send the messages whose hour has come, and go on with those that were cut off. Idempotent; returns how many."""
    due = Message.objects.due(timezone.now()).order_by("send_at", "pk")
    keys = list(due.values_list("pk", flat=True))
    for pk in keys:
        send_message(pk=pk)
    return len(keys)


def send_message(*, pk: int) -> None:
    """Send a planned message whose hour has come, or call it off where its author may write none any more. Idempotent:
    what was cut off goes on after the last person reached."""
    planned = Message.objects.due(timezone.now()).filter(pk=pk, state=MessageState.PLANNED)
    message = planned.select_related("author").first()
    if message is not None and not author_may_write(message):
        planned.update(state=MessageState.CALLED_OFF, changed_at=F("send_at"))
    planned.update(state=MessageState.SENDING)
    while _send_batch(pk):
        continue


@transaction.atomic
def _send_batch(pk: int) -> bool:
    """Send to the next people, in the order of their keys. False once there is nobody left."""
    sending = Message.objects.select_for_update(of=("self",)).filter(state=MessageState.SENDING)
    message = sending.filter(pk=pk).first()
    if message is None:
        return False
    left = reached_people(message, on=today()).filter(pk__gt=message.reached_up_to)
    people = list(left.order_by("pk")[:BATCH])
    if people:
        words = message_words(message)
        enqueue_mails(kind=MESSAGE, letters=[_letter(message, person, words) for person in people])
        notify_of_message(message, people)
        message.reached += len(people)
        message.reached_up_to = people[-1].pk
    else:
        message.state, message.sent_at = MessageState.SENT, timezone.now()
    message.save(update_fields=["reached", "reached_up_to", "state", "sent_at"])
    return bool(people)


def _letter(message: Message, person: Person, words: Mapping[str, Any]) -> Letter:
    return Letter(
        person=person,
        key=f"{message.uuid} {person.uuid}",
        path=reverse("learning:message", args=[message.uuid]),
        values=dict.fromkeys(FIRST_NAME, person.first_name),
        words=words,
    )
