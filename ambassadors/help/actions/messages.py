"""Send messages between the two people of a pair, end them, and report some of them to a named person.

Nothing here writes a word of a message into a mail or a log.
"""

import logging
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.help.actions.follow_up import lock_active_pair, side_of
from ambassadors.help.actions.locks import lock_request_of_pair
from ambassadors.help.actions.meeting_notifications import notify_message, notify_report
from ambassadors.help.enums import Side
from ambassadors.help.models import MessageReport, Pair, PairMessage, PairThread
from ambassadors.help.models.messages import REASON_LENGTH
from ambassadors.help.notifications import (
    settle_message,
    settle_report,
    tell_of_message,
    tell_report_reader,
)
from ambassadors.help.queries.messages import (
    report_readers,
    report_recipient,
    reportable_messages,
)
from core.typography import visible_text
from people.models import Person


logger = logging.getLogger(__name__)


@transaction.atomic
def send_message(*, pair: Pair, by: Person, text: str, seen: int = 0) -> PairMessage:
    """Send a message to the other of the pair; `seen`: the newest of theirs that was on the screen.

    Raises ValidationError when the pair or its messages have ended.
    """
    side = side_of(pair, by)
    lock_active_pair(pair)
    thread, _is_new = PairThread.objects.get_or_create(pair=pair)
    if thread.ended_at is not None:
        refused = _("The messages of this pair have ended. Yours is not sent.")
        raise ValidationError({"text": ValidationError(refused, code="ended")})
    message = PairMessage(pair=pair, side=side, text=visible_text(text), sent_at=timezone.now())
    message.full_clean(exclude=["pair", "sent_at"])
    message.save()
    _mark_seen(pair, by, side, seen)
    tell_of_message(pair, side=side)
    notify_message(pair, side=side)
    return message


@transaction.atomic
def mark_messages_read(*, pair: Pair, by: Person, seen: int) -> None:
    """Note that this side has read up to that message of the other's."""
    side = side_of(pair, by)
    lock_request_of_pair(pair)
    _mark_seen(pair, by, side, seen)


def _mark_seen(pair: Pair, by: Person, side: Side, seen: int) -> None:
    theirs = reportable_messages(pair, side)
    read = theirs.filter(pk__lte=seen).order_by("-pk").first()
    if read is not None:
        column = f"{side}_seen"
        PairThread.objects.filter(pair=pair).update(**{column: Greatest(F(column), read.pk)})
    if not theirs.filter(pk__gt=seen).exists():
        settle_message(pair, by.pk)


@transaction.atomic
def end_messages(*, pair: Pair, by: Person) -> None:
    """End the messages for both, for good: what was written stays to be read. Idempotent."""
    side_of(pair, by)
    lock_request_of_pair(pair)
    PairThread.objects.get_or_create(pair=pair)
    PairThread.objects.filter(pair=pair, ended_at=None).update(ended_at=Now())


@transaction.atomic
def report_messages(
    *, pair: Pair, by: Person, messages: Collection[int], reason: str = ""
) -> MessageReport:
    """Hand these messages of the other's, and no others, to the person who reads reports.

    Raises ValidationError when none is chosen, when all are in reports that are not dealt with, or nobody is there
    to read them.
    """
    side = side_of(pair, by)
    lock_request_of_pair(pair)
    chosen = reportable_messages(pair, side).filter(pk__in=messages).order_by("pk")
    quotes = [{"sent_at": row.sent_at.isoformat(), "text": row.text} for row in chosen]
    if not quotes:
        raise ValidationError({"messages": _("Choose at least one message.")})
    author = pair.ambassador.person if side == Side.SEEKER else pair.request.person
    waiting = _waiting_quotes(by, author)
    if all(quote in waiting for quote in quotes):
        raise ValidationError(
            {"messages": _("You have handed these over already: your report waits to be read.")}
        )
    recipient = report_recipient({by.pk, author.pk})
    if recipient is None:
        raise ValidationError(
            _("Nobody is named here to read a report. Speak with your personnel department."),
            code="nobody",
        )
    report = MessageReport.objects.create(
        reporter=by,
        author=author,
        recipient=recipient,
        quotes=quotes,
        reason=visible_text(reason)[:REASON_LENGTH],
    )
    tell_report_reader(report)
    notify_report(report)
    logger.info("messages of a pair reported count=%d", len(quotes))
    return report


def _waiting_quotes(by: Person, author: Person) -> list[dict[str, str]]:
    reports = MessageReport.objects.filter(reporter=by, author=author, handled_at=None)
    return [quote for report in reports for quote in report.quotes]


@transaction.atomic
def hand_on_reports() -> int:
    """Hand what is not dealt with to the next reader, where its reader left or lost the role; return how many."""
    readers = report_readers().order_by().values("pk")
    left = MessageReport.objects.filter(handled_at=None).exclude(recipient__in=readers)
    moved = 0
    for report in left.select_for_update():
        recipient = report_recipient({report.reporter_id, report.author_id})
        if recipient is None:
            continue
        report.recipient = recipient
        report.save(update_fields=["recipient"])
        tell_report_reader(report)
        notify_report(report)
        moved += 1
    return moved


@transaction.atomic
def close_report(*, report: MessageReport) -> None:
    """Note that a report is dealt with. Idempotent."""
    MessageReport.objects.filter(pk=report.pk, handled_at=None).update(handled_at=Now())
    settle_report(report)
