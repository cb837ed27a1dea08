"""Propose, accept and call off the next meeting of a pair.

Accepting locks the two people before the request, so that nobody is promised twice at one hour.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.help.actions.follow_up import lock_active_pair, side_of
from ambassadors.help.actions.meeting_notifications import (
    notify_meeting_agreed,
    notify_meeting_proposed,
    notify_meetings_off,
)
from ambassadors.help.models import Meeting, MeetingProposal, Pair, PairThread
from ambassadors.help.models.meetings import MOST_MOMENTS
from ambassadors.help.models.pairs import PairQuerySet
from ambassadors.help.notifications import (
    ask_for_another_meeting,
    ask_for_moment,
    settle_meeting,
    settle_moments,
)
from ambassadors.help.queries.meetings import PAIR_PEOPLE, is_busy
from core.typography import moment_text, visible_text
from people.actions.privacy import lock_people
from people.models import Person


FARTHEST_MEETING = timedelta(days=366)


@transaction.atomic
def propose_meeting(
    *,
    pair: Pair,
    by: Person,
    starts: Iterable[datetime],
    minutes: int,
    place: str = "",
    link: str = "",
    answers: UUID | None = None,
) -> MeetingProposal:
    """Propose one to three moments, in place of the proposal that is open. An agreed meeting stands meanwhile.

    `answers`: the open proposal that was on the screen. Raises ValidationError, "stale" when there is another;
    also for words where the messages have ended.
    """
    side = side_of(pair, by)
    lock_active_pair(pair)
    standing = MeetingProposal.objects.filter(pair=pair).first()
    if standing is not None and standing.side != side and standing.uuid != answers:
        raise ValidationError(
            _("Your colleague has proposed moments meanwhile: look at them first."), code="stale"
        )
    if (place.strip() or link) and PairThread.objects.filter(pair=pair).exclude(
        ended_at=None
    ).exists():
        refused = _("The messages of this pair have ended: propose moments alone.")
        raise ValidationError({"place" if place.strip() else "link": refused})
    moments = _checked_moments(pair, by, starts, minutes)
    MeetingProposal.objects.filter(pair=pair).delete()
    proposal = MeetingProposal(
        pair=pair,
        side=side,
        starts=[moment.astimezone(UTC).isoformat() for moment in moments],
        minutes=minutes,
        place=visible_text(place),
        link=link,
        proposed_at=timezone.now(),
    )
    proposal.full_clean(exclude=["pair", "proposed_at"])
    proposal.save()
    ask_for_moment(pair, side=side)
    notify_meeting_proposed(pair, proposal)
    return proposal


def _checked_moments(
    pair: Pair, by: Person, starts: Iterable[datetime], minutes: int
) -> list[datetime]:
    moments = sorted(set(starts))
    now, length = timezone.now(), timedelta(minutes=minutes)
    if not 1 <= len(moments) <= MOST_MOMENTS:
        raise ValidationError({"starts": _("Choose from one to three moments.")})
    for moment in moments:
        if moment <= now:
            raise ValidationError({"starts": _("%(moment)s is over.") % _named(moment)})
        if moment > now + FARTHEST_MEETING:
            raise ValidationError({"starts": _("Choose moments within a year.")})
        if is_busy(by, moment, moment + length, apart_from=pair):
            message = _("You already have a meeting or a workshop then: %(moment)s.")
            raise ValidationError({"starts": message % _named(moment)})
    return moments


@transaction.atomic
def accept_meeting(*, pair: Pair, by: Person, proposal: UUID, starts_at: datetime) -> Meeting:
    """Accept a moment that the other proposed; it is the next meeting of both, or moves it.

    Raises ValidationError when the proposal is no longer the one that was read, or one of them is busy then.
    """
    side = side_of(pair, by)
    seeker, helper = pair.request.person, pair.ambassador.person
    lock_people(people=[seeker, helper])
    lock_active_pair(pair)
    proposed = MeetingProposal.objects.filter(pair=pair, uuid=proposal).exclude(side=side).first()
    if proposed is None or starts_at not in proposed.moments:
        raise ValidationError(
            _("This proposal has changed or is over: please look at it again."), code="changed"
        )
    ends_at = starts_at + timedelta(minutes=proposed.minutes)
    other = helper if by.pk == seeker.pk else seeker
    if is_busy(by, starts_at, ends_at, apart_from=pair):
        raise ValidationError(
            _("You already have a meeting or a workshop at that time. Choose another moment."),
            code="busy",
        )
    if is_busy(other, starts_at, ends_at, apart_from=pair):
        raise ValidationError(
            _("This moment does not suit any more. Choose another, or propose one."), code="taken"
        )
    meeting = _next_meeting_of(pair)
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.place, meeting.link = proposed.place, proposed.link
    meeting.changed_at, meeting.reminded_at = timezone.now(), None
    meeting.save()
    proposed.delete()
    settle_meeting(pair)
    notify_meeting_agreed(pair, meeting)
    return meeting


def _next_meeting_of(pair: Pair) -> Meeting:
    """Return the meeting to move, or a new one: of one that is over nothing is kept."""
    standing = Meeting.objects.filter(pair=pair).first()
    if standing is not None and standing.is_to_come:
        standing.sequence += 1
        return standing
    Meeting.objects.filter(pair=pair).delete()
    return Meeting(pair=pair)


@transaction.atomic
def withdraw_proposal(*, pair: Pair, by: Person) -> None:
    """Take back one's own proposal. Raises ValidationError when there is none."""
    side = side_of(pair, by)
    lock_active_pair(pair)
    if not MeetingProposal.objects.filter(pair=pair, side=side).delete()[0]:
        raise ValidationError(_("There is no proposal any more."), code="none")
    settle_moments(pair)


@transaction.atomic
def call_off_meeting(*, pair: Pair, by: Person) -> None:
    """Call off the next meeting for both. Raises ValidationError when there is none to come."""
    side_of(pair, by)
    lock_active_pair(pair)
    if not call_off_meetings_of(Pair.objects.filter(pk=pair.pk), with_proposals=False):
        raise ValidationError(_("There is no meeting to call off."), code="none")
    ask_for_another_meeting(pair)


def call_off_meetings_of(pairs: PairQuerySet, *, with_proposals: bool = True) -> int:
    """Call off the meetings to come of these pairs and take them out of both calendars; return how many.

    Called by whatever ends a pair, in its transaction.
    """
    keys = list(pairs.order_by().values_list("pk", flat=True))
    if with_proposals:
        MeetingProposal.objects.filter(pair__in=keys).delete()
    people = [f"pair__{name}" for name in PAIR_PEOPLE]
    meetings = list(
        Meeting.objects.filter(pair__in=keys, ends_at__gt=timezone.now()).select_related(*people)
    )
    notify_meetings_off(meetings)
    Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings]).delete()
    return len(meetings)


def _named(moment: datetime) -> dict[str, str]:
    return {"moment": moment_text(moment)}
