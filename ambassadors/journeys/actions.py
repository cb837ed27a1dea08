"""Run journey workshops: a sitting opens, people join by its code and vote, it closes and only counts are
left.

Voting and closing lock the sitting's row: no vote falls between the count and the end.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.journeys.enums import IdeaKind, IdeaOutcome, Moderation, VoterGroup
from ambassadors.journeys.models import (
    Journey,
    JourneyBallot,
    JourneyIdea,
    JourneyWorkshop,
    WorkshopStep,
)
from ambassadors.practices.identifying_details import find_traces
from ambassadors.practices.tallies import LEAST_IN_A_GROUP, can_show_groups_apart, counted_groups
from people.models import Person


OPEN_FOR = timedelta(hours=4)
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without characters that look alike
CODE_LENGTH = 6
MOST_PUBLIC = 300
MOST_REMARKS = 12
MOST_VOTES = 2
MOST_IDEAS = 300  # of one sitting: the facilitator reads them all
FEWEST_STEPS = 3


@transaction.atomic
def open_sitting(*, journey: Journey, facilitator: Person) -> JourneyWorkshop:
    """Open a sitting with the journey's current steps. Raises ValidationError for fewer than three."""
    steps = list(journey.steps.order_by("sort_order", "pk"))
    if len(steps) < FEWEST_STEPS:
        raise ValidationError(_("This journey has too few steps to choose among."), code="few")
    workshop = JourneyWorkshop.objects.create(
        journey=journey,
        title=journey.title,
        language=journey.language,
        facilitator=facilitator,
        code=_free_code(),
        expires_at=timezone.now() + OPEN_FOR,
    )
    WorkshopStep.objects.bulk_create(
        WorkshopStep(workshop=workshop, step=step, place=place, title=step.title)
        for place, step in enumerate(steps)
    )
    return workshop


@transaction.atomic
def join_as_staff(*, workshop: JourneyWorkshop, person: Person) -> JourneyBallot:
    """Return the person's ballot. Raises ValidationError for those who have not proved who they are.

    With four accounts of one's own, one could read the fifth vote.
    """
    locked = _lock_open_workshop(workshop)
    if not Person.objects.proven().filter(pk=person.pk).exists():
        raise ValidationError(_("Confirm first who you are, on “My data”."), code="unproven")
    return JourneyBallot.objects.get_or_create(
        workshop=locked, person=person, defaults={"group": VoterGroup.STAFF}
    )[0]


@transaction.atomic
def join_as_public(*, workshop: JourneyWorkshop) -> str:
    """Return a ticket that lets whoever has it vote; only its digest is stored. Raises ValidationError when
    full."""
    locked = _lock_open_workshop(workshop)
    if locked.ballots.filter(group=VoterGroup.PUBLIC).count() >= MOST_PUBLIC:
        raise ValidationError(_("This workshop is full."), code="full")
    ticket = secrets.token_urlsafe(18)
    JourneyBallot.objects.create(
        workshop=locked, group=VoterGroup.PUBLIC, ticket=ticket_digest(ticket)
    )
    return ticket


def ticket_digest(ticket: str) -> str:
    return sha256(ticket.encode()).hexdigest()


@transaction.atomic
def cast_vote(*, ballot: JourneyBallot, steps: list[WorkshopStep]) -> None:
    """Vote for at most two steps, replacing earlier votes. Raises ValidationError once the sitting is closed."""
    locked = _lock_open_workshop(ballot.workshop)
    if len(steps) > MOST_VOTES:
        message = _("Choose two steps at most: you have ticked %(n)s.") % {"n": len(steps)}
        raise ValidationError(message, code="two")
    if len({step.pk for step in steps}) != len(steps):
        raise ValidationError(_("Choose two different steps."), code="two")
    if any(step.workshop_id != locked.pk for step in steps):
        raise ValidationError(_("This step is of another workshop."), code="elsewhere")
    first, second = [*steps, None, None][:MOST_VOTES]
    JourneyBallot.objects.filter(pk=ballot.pk).update(first=first, second=second)


@transaction.atomic
def add_remark(*, ballot: JourneyBallot, step: WorkshopStep, kind: IdeaKind, text: str) -> None:
    """Add an anonymous idea or irritant, which the facilitator reads first. Raises ValidationError.

    Refused before five of the same group have joined: a lone voter would be known by it.
    """
    locked = _lock_open_workshop(ballot.workshop)
    if not has_enough_voters(ballot):
        raise ValidationError(
            _("Wait until five people have joined as you did: alone, you would be known by it."),
            code="alone",
        )
    if step.workshop_id != locked.pk:
        raise ValidationError(_("This step is of another workshop."), code="elsewhere")
    if find_traces(text):
        raise ValidationError(
            _("Leave out names, e-mail addresses, telephone and social security numbers."),
            code="traces",
        )
    now = JourneyBallot.objects.get(pk=ballot.pk)
    ideas = JourneyIdea.objects.filter(step__workshop=locked).count()
    if now.remarks >= MOST_REMARKS or ideas >= MOST_IDEAS:
        raise ValidationError(_("That is a lot already: leave some to the others."), code="many")
    JourneyBallot.objects.filter(pk=ballot.pk).update(remarks=now.remarks + 1)
    JourneyIdea.objects.create(step=step, kind=kind, text=text)


def has_enough_voters(ballot: JourneyBallot) -> bool:
    """Return whether a remark could be of at least five people of the ballot's group."""
    group = JourneyBallot.objects.filter(workshop=ballot.workshop_id, group=ballot.group)
    return group.counted().count() >= LEAST_IN_A_GROUP


def set_moderation(*, idea: JourneyIdea, is_shown: bool) -> None:
    moderation = Moderation.SHOWN if is_shown else Moderation.SET_ASIDE
    JourneyIdea.objects.filter(pk=idea.pk).update(moderation=moderation)


def record_idea_outcome(*, idea: JourneyIdea, fate: IdeaOutcome, word: str) -> None:
    """Record what became of an idea, with a comment. Raises ValidationError for a comment that names
    somebody."""
    if find_traces(word):
        raise ValidationError(
            _("Leave out names, e-mail addresses, telephone and social security numbers."),
            code="traces",
        )
    JourneyIdea.objects.filter(pk=idea.pk).update(fate=fate, word=word)


@dataclass(slots=True)
class _Count:
    staff: int = 0
    public: int = 0


@transaction.atomic
def close_sitting(*, workshop: JourneyWorkshop) -> None:
    """Count the votes and delete them. Does nothing when the sitting is closed."""
    locked = JourneyWorkshop.objects.select_for_update().get(pk=workshop.pk)
    if locked.closed_at is not None:
        return
    voters, votes = _count_votes(locked)
    apart = can_show_groups_apart(voters.staff, voters.public)
    counts_staff, counts_public = counted_groups(voters.staff, voters.public)
    if counts_public:  # the staff are never counted without the public
        locked.voters = voters.staff * counts_staff + voters.public
        for step in locked.steps.all():
            of_step = votes.get(step.pk, _Count())
            step.votes = of_step.staff * counts_staff + of_step.public
            step.staff_votes = of_step.staff if apart else None
            step.public_votes = of_step.public if apart else None
            step.save(update_fields=["votes", "staff_votes", "public_votes"])
    locked.is_told_apart = apart
    locked.staff_voters = voters.staff if apart else None
    locked.public_voters = voters.public if apart else None
    locked.closed_at = timezone.now()
    locked.save()
    locked.ballots.all().delete()


def close_overdue_sittings() -> int:
    """Close sittings whose hours are over; return how many."""
    overdue = list(JourneyWorkshop.objects.overdue().order_by("pk"))
    for workshop in overdue:
        close_sitting(workshop=workshop)
    return len(overdue)


def _count_votes(workshop: JourneyWorkshop) -> tuple[_Count, dict[int, _Count]]:
    voters = _Count()
    votes: dict[int, _Count] = {}
    for ballot in workshop.ballots.counted().cast():
        name = "staff" if ballot.group == VoterGroup.STAFF else "public"
        setattr(voters, name, getattr(voters, name) + 1)
        for step in {ballot.first_id, ballot.second_id} - {None}:
            count = votes.setdefault(step, _Count())
            setattr(count, name, getattr(count, name) + 1)
    return voters, votes


def _lock_open_workshop(workshop: JourneyWorkshop) -> JourneyWorkshop:
    locked = JourneyWorkshop.objects.select_for_update().get(pk=workshop.pk)
    if locked.closed_at is not None or locked.expires_at <= timezone.now():
        raise ValidationError(_("This workshop is closed."), code="closed")
    return locked


def _free_code() -> str:
    """Return a code that no open sitting uses; closed ones free theirs."""
    for _attempt in range(20):
        code = "".join(secrets.choice(CODE_ALPHABET) for _letter in range(CODE_LENGTH))
        if not JourneyWorkshop.objects.filter(code=code, closed_at=None).exists():
            return code
    raise IntegrityError("no free code")
