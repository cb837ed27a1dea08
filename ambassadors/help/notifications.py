"""Register what waits in mutual help: a proposal to answer, a meeting to agree on, a message to read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models.functions import Now
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ambassadors.help.enums import Answer, Side, Urgency
from ambassadors.help.models import MeetingProposal, MessageReport, Pair
from ambassadors.help.queries.messages import report_readers
from ambassadors.help.queries.topics import topic_names, with_asked_topics
from ambassadors.help.wording import reason_facts
from core.dates import today
from core.typography import day_text, moment_text
from people.models import Notification, Person
from people.notifications.actions import Entry, end_urgency, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


PROPOSAL, MEETING, CALLED_OFF = "help_proposal", "help_meeting", "help_meeting_off"
MOMENTS, MESSAGE, REPORT = "help_moments", "help_message", "help_report"


def register() -> None:
    for kind in (*_kinds_of_pairs(), _kind_of_reports()):
        register_notification_kind(kind)


def _kinds_of_pairs() -> tuple[NotificationKind, ...]:
    return (
        NotificationKind(
            key=PROPOSAL,
            title=gettext_lazy("A colleague who would like your help, or can help you"),
            action=pgettext_lazy("notification", "Answer"),
            icon="hand-heart",
            describe=_proposals,
            rank=10,
            panel="ambassadors/help/panels/urgent_request.html",
        ),
        NotificationKind(
            key=MEETING,
            title=gettext_lazy("A meeting to agree on"),
            action=gettext_lazy("Choose a day"),
            icon="calendar-days",
            describe=_meetings,
            rank=20,
        ),
        NotificationKind(
            key=CALLED_OFF,
            title=gettext_lazy("A meeting called off"),
            action=gettext_lazy("Choose a day"),
            icon="calendar-days",
            describe=_meetings,
            rank=20,
        ),
        NotificationKind(
            key=MOMENTS,
            title=gettext_lazy("Moments to meet, proposed to you"),
            action=pgettext_lazy("notification", "Answer"),
            icon="calendar-days",
            describe=_moments,
            rank=12,
            has_own_panel=True,
        ),
        NotificationKind(
            key=MESSAGE,
            title=gettext_lazy("A message to read"),
            action=gettext_lazy("Read"),
            icon="message-circle",
            describe=_messages,
            rank=14,
            has_own_panel=True,
        ),
    )


def _kind_of_reports() -> NotificationKind:
    return NotificationKind(
        key=REPORT,
        title=gettext_lazy("Reported messages to read"),
        action=gettext_lazy("Read"),
        icon="message-circle",
        describe=_reports,
        days=365,
        rank=16,
    )


def ask_ambassadors(pairs: Iterable[Pair]) -> None:
    """Have proposals wait for their ambassadors. Nothing waits for a seeker before somebody has accepted."""
    notify(
        kind=PROPOSAL,
        entries=[
            Entry(
                person=pair.ambassador.person_id,
                key=pair.uuid,
                until=pair.expires_at,
                is_urgent=pair.request.urgency == Urgency.TODAY,
            )
            for pair in pairs
        ],
    )


def ask_seeker(pair: Pair) -> None:
    asked = pair.request
    entry = Entry(asked.person_id, pair.uuid, since=asked.created_at, until=pair.expires_at)
    notify(kind=PROPOSAL, entries=[entry])


def ask_for_meeting(pair: Pair) -> None:
    _ask_both(MEETING, pair)


def ask_for_another_meeting(pair: Pair) -> None:
    """Say to both that their meeting is called off, and have another to agree on wait for them."""
    _ask_both(CALLED_OFF, pair)


def _ask_both(kind: str, pair: Pair) -> None:
    is_urgent = _is_still_urgent(pair)
    notify(kind=kind, entries=[_entry(pair, side, is_urgent=is_urgent) for side in Side])


def _is_still_urgent(pair: Pair) -> bool:
    """Return whether the request, which cannot wait, is of today or yesterday, and they have not met."""
    asked = pair.request
    if asked.urgency != Urgency.TODAY or localdate(asked.created_at) < _first_urgent_day(today()):
        return False
    return not pair.sessions.exists()


def end_urgency_of_meetings(*, today: date) -> int:
    """Have meetings to agree on be urgent only on the day of the request and the next; return how many no longer are."""
    kinds = (MEETING, CALLED_OFF)
    return sum(end_urgency(kind=kind, began_before=_first_urgent_day(today)) for kind in kinds)


def _first_urgent_day(day: date) -> date:
    return day - timedelta(days=1)


def settle_answer(pair: Pair, person: int) -> None:
    """Settle what waited for who has answered; the other learns nothing of it here."""
    settle(kind=PROPOSAL, keys=[pair.uuid], people=[person])


def settle_meeting(pair: Pair) -> None:
    """Settle what waited of a meeting: it is agreed, or they have met."""
    for kind in (MEETING, CALLED_OFF, MOMENTS):
        settle(kind=kind, keys=[pair.uuid])


def ask_for_moment(pair: Pair, *, side: Side) -> None:
    """Have the moments that this side proposed wait for the other, in place of a meeting to agree on."""
    settle_meeting(pair)
    notify(kind=MOMENTS, entries=[_entry(pair, side.other)])


def settle_moments(pair: Pair) -> None:
    settle(kind=MOMENTS, keys=[pair.uuid])


def tell_of_message(pair: Pair, *, side: Side) -> None:
    notify(kind=MESSAGE, entries=[_entry(pair, side.other)])


def settle_message(pair: Pair, person: int) -> None:
    settle(kind=MESSAGE, keys=[pair.uuid], people=[person])


def tell_report_reader(report: MessageReport) -> None:
    """Have a report wait for its reader, and for nobody who was to read it before."""
    settle_report(report)
    if report.recipient_id is not None:
        entry = Entry(report.recipient_id, report.uuid, since=report.made_at)
        notify(kind=REPORT, entries=[entry])


def settle_report(report: MessageReport) -> None:
    settle(kind=REPORT, keys=[report.uuid])


def _entry(pair: Pair, side: Side, *, is_urgent: bool = False) -> Entry:
    """Return what waits for this side. A seal that hides the pair (policies.own_pairs) hides it as well."""
    if side == Side.SEEKER:
        asked = pair.request
        return Entry(asked.person_id, pair.uuid, since=asked.created_at, is_urgent=is_urgent)
    helper = pair.ambassador.person_id
    return Entry(helper, pair.uuid, since=pair.proposed_at, is_urgent=is_urgent)


def settle_pairs(pairs: Iterable[Any]) -> None:
    """Settle all about pairs that have ended. `pairs`: their identifiers."""
    keys = list(pairs)
    for kind in (PROPOSAL, MEETING, CALLED_OFF, MOMENTS, MESSAGE):
        settle(kind=kind, keys=keys)


def _proposals(rows: Sequence[Notification]) -> Mapping[int, Description]:
    awaiting = Pair.objects.awaiting_answer().select_related("request__situation")
    pairs = _pairs(rows, with_asked_topics(awaiting))
    described = {}
    for row in rows:
        pair = pairs.get(row.key)
        if pair is None:
            continue
        if _waits_for_ambassador(pair, row.person_id):
            described[row.pk] = _request(pair)
        elif _waits_for_seeker(pair, row.person_id):
            described[row.pk] = Description(
                _("%(name)s can help you") % {"name": pair.ambassador.person},
                reverse("ambassadors:own_request"),
                _until(pair),
            )
    return described


def _waits_for_ambassador(pair: Pair, person: int) -> bool:
    return pair.ambassador.person_id == person and pair.ambassador_answer == Answer.WAITING


def _waits_for_seeker(pair: Pair, person: int) -> bool:
    has_accepted = pair.ambassador_answer == Answer.ACCEPTED
    is_waiting = has_accepted and pair.seeker_answer == Answer.WAITING
    return is_waiting and pair.request.person_id == person


def _request(pair: Pair) -> Description:
    name = {"name": pair.request.person}
    if pair.request.urgency == Urgency.TODAY:
        title = _("%(name)s needs a hand today or tomorrow") % name
    else:
        title = _("%(name)s would like your help") % name
    return Description(title, reverse("ambassadors:index"), _until(pair), partial(_facts, pair))


def _until(pair: Any) -> str:
    if pair.round_id:
        return _("Please answer by %(day)s") % {"day": day_text(pair.expires_at, "l j F")}
    return _("Please answer before %(moment)s") % {"moment": moment_text(pair.expires_at)}


def _facts(pair: Any) -> dict[str, Any]:
    """Return what the panel shows of a request: its topics, and what both declared of place and times."""
    facts = reason_facts(pair.reasons, to=Side.AMBASSADOR, topics={})
    situation = pair.request.situation
    topics = [situation.words_here] if situation else list(topic_names(pair).values())
    return {"pair": pair, "topics": topics, "facts": facts}


def _meetings(rows: Sequence[Notification]) -> Mapping[int, Description]:
    unmet = Pair.objects.active().filter(meeting_proposal=None)
    pairs = _pairs(rows, unmet.exclude(meeting__ends_at__gt=Now()))
    described = {}
    for row in rows:
        pair = pairs.get(row.key)
        if pair is None:
            continue
        seeker, ambassador = pair.request.person, pair.ambassador.person
        if row.person_id in (seeker.pk, ambassador.pk):
            is_helped = row.person_id == seeker.pk
            other = ambassador if is_helped else seeker
            described[row.pk] = Description(
                _("Agree on a day with %(name)s") % {"name": other},
                reverse("ambassadors:pair", args=[pair.uuid]),
                _why_to_meet(row.kind, is_helped=is_helped),
            )
    return described


def _why_to_meet(kind: str, *, is_helped: bool) -> str:
    if kind == CALLED_OFF:
        return _("The meeting is called off: agree on another moment.")
    return _("Has accepted to help you.") if is_helped else _("You have accepted to help.")


def _moments(rows: Sequence[Notification]) -> Mapping[int, Description]:
    open_ones = MeetingProposal.objects.filter(pair__uuid__in={row.key for row in rows})
    proposed = {str(uuid) for uuid in open_ones.values_list("pair__uuid", flat=True)}
    pairs = _pairs(rows, Pair.objects.active())
    return {
        row.pk: Description(
            _("%(name)s proposes when to meet") % {"name": proposer},
            reverse("ambassadors:pair", args=[row.key]),
        )
        for row in rows
        if row.key in proposed and row.key in pairs
        for proposer in [_colleague_of(pairs[row.key], row.person_id)]
    }


def _messages(rows: Sequence[Notification]) -> Mapping[int, Description]:
    pairs = _pairs(rows, Pair.objects.active())
    return {
        row.pk: Description(
            _("%(name)s has written to you") % {"name": sender},
            reverse("ambassadors:pair", args=[row.key]) + "#messages",
        )
        for row in rows
        if row.key in pairs
        for sender in [_colleague_of(pairs[row.key], row.person_id)]
    }


def _reports(rows: Sequence[Notification]) -> Mapping[int, Description]:
    """Describe nothing to whoever has lost the role. Who and what is behind the link, and logged."""
    waiting = MessageReport.objects.filter(
        handled_at=None,
        uuid__in={row.key for row in rows},
        recipient__in=report_readers().order_by().values("pk"),
    )
    handed = {(str(uuid), reader) for uuid, reader in waiting.values_list("uuid", "recipient")}
    return {
        row.pk: Description(
            _("Reported messages wait to be read"),
            reverse("ambassadors:report", args=[row.key]),
        )
        for row in rows
        if (row.key, row.person_id) in handed
    }


def _colleague_of(pair: Pair, person: int) -> Person:
    """Return the other of a pair."""
    is_seeker = pair.request.person_id == person
    return pair.ambassador.person if is_seeker else pair.request.person


def _pairs(rows: Sequence[Notification], pairs: Any) -> dict[str, Pair]:
    named = pairs.filter(uuid__in={row.key for row in rows})
    return {
        str(pair.uuid): pair
        for pair in named.select_related("request__person", "ambassador__person")
    }
