"""Queries of messages to a population: whom one reaches, when it may leave, what it says.

Nothing of this asks what people chose: who refuses such mails counts as reached, since what a message left out would
tell it, and reads the message under the bell.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from learning.criteria.population import population_criterion
from learning.criteria.registry import criteria_condition, describe_criteria
from learning.enums import MessageState
from learning.message_templates import blanks_left
from learning.models import Message
from learning.policies import may_write_messages
from learning.queries.assignments import assignable_staff
from people.enums import MailRhythm
from people.mail.message import MailText, fill_mail
from people.mail.queries import when_to_send
from people.models import Person
from people.models.person import PersonQuerySet
from people.policies import account_is_open
from people.queries.rights import may_come_in


FIRST_NAME = ("first_name", "prenom")  # the one thing that is filled in, in either language


@dataclass(frozen=True, slots=True)
class Reach:
    """The number of staff whom a message reaches, and of those of its population whom it cannot."""

    reached: int
    unreached: int


def population(message: Message, *, on: date) -> PersonQuerySet:
    """Return whom a message is for. Raises UnknownCriterion rather than meet too many."""
    condition = criteria_condition(message.criteria.all(), on, find=population_criterion)
    return assignable_staff(on).filter(condition).order_by("pk")


def reached_people(message: Message, *, on: date) -> PersonQuerySet:
    """Return those of them who have an address, or an open account where the bell says it."""
    return population(message, on=on).filter(_may_be_reached())


def unreached_people(message: Message, *, on: date) -> QuerySet[Person]:
    return population(message, on=on).exclude(_may_be_reached()).order_by("last_name", "pk")


def _may_be_reached() -> Q:
    has_address = Q(email__isnull=False) & ~Q(email="")
    return Q(is_active=True) & (has_address | account_is_open())


def message_reach(message: Message, *, on: date) -> Reach:
    everybody = population(message, on=on).count()
    reached = reached_people(message, on=on).count()
    return Reach(reached, everybody - reached)


def leaves_at(moment: datetime) -> datetime:
    """Return when a message for this moment leaves: then, or once people may be disturbed."""
    return when_to_send(moment, MailRhythm.AT_ONCE, is_urgent=False)


def author_may_write(message: Message) -> bool:
    """Whether whoever wrote a message still works here, and may write to a population."""
    author = message.author
    return author is not None and may_come_in(author) and may_write_messages(author)


def was_stopped(message: Message) -> bool:
    """Whether it was called off by its hour, because of `author_may_write`, and not by a colleague."""
    is_off = message.state == MessageState.CALLED_OFF
    return is_off and message.changed_at == message.send_at and not author_may_write(message)


def message_words(message: Message) -> dict[str, MailText]:
    """Return what is written, by language; the first name not filled in."""
    return {code: MailText(*message.words_in(code)[:2]) for code in message.languages}


def filled_words(message: Message, language: str, first_name: str) -> MailText:
    return fill_mail(
        message_words(message)[language], language, dict.fromkeys(FIRST_NAME, first_name)
    )


def message_blanks(message: Message) -> list[str]:
    """Return what the author has still to fill in, such as “[day]”."""
    found = [
        blank
        for code in message.languages
        for blank in blanks_left(message.template, code, *message.words_in(code)[:2])
    ]
    return list(dict.fromkeys(found))


def message_digest(message: Message) -> str:
    """Return the digest of what a message says and whom it is for."""
    words = [message.words_in(code) for code in message.languages]
    criteria = sorted((row.kind, json.dumps(row.values)) for row in message.criteria.all())
    return hashlib.sha256(json.dumps([words, criteria]).encode()).hexdigest()


def messages_in_order() -> QuerySet[Message]:
    """Return drafts first, then what is planned, what left and what was called off; in each, the last changed first."""
    places = (When(state=state, then=Value(at)) for at, state in enumerate(MessageState))
    rows = Message.objects.select_related("author").prefetch_related("criteria")
    return rows.alias(place=Case(*places)).order_by("place", "-changed_at", "-pk")


def messages_with_populations(rows: Iterable[Message]) -> list[tuple[Message, list[str]]]:
    """Return each message with its conditions in words, in a few queries for all."""
    messages = list(rows)
    criteria = [row for message in messages for row in message.criteria.all()]
    described: dict[Any, str] = dict(
        zip(
            [row.pk for row in criteria],
            describe_criteria(criteria, find=population_criterion),
            strict=True,
        )
    )
    return [
        (message, [described[row.pk] for row in message.criteria.all()]) for message in messages
    ]
