"""Write the follow-up of a pair: agreement, notes, fit check, feedback.

Each action locks the pair's request first (ambassadors.help.actions.locks), so that simultaneous writes run
one after the other.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ambassadors.help.actions.locks import lock_request_of_pair
from ambassadors.help.enums import Discretion, Fit, PairStatus, Side
from ambassadors.help.merging import merge_lines
from ambassadors.help.models import FitAnswer, Pair, PairFeedback, PairNotebook, PairPlan
from ambassadors.help.models.follow_up import GOAL_LENGTH, MOST_GOALS, NOTES_LENGTH, WORDS_LENGTH
from ambassadors.help.queries.follow_up import fit_check_day_of, is_feedback_revealed
from ambassadors.practices.actions import PracticeParts, propose_practice, validate_anonymous_texts
from cms.languages import source_language
from core.dates import today
from people.models import Person


logger = logging.getLogger(__name__)


def side_of(pair: Pair, person: Person) -> Side:
    if pair.request.person_id == person.pk:
        return Side.SEEKER
    if pair.ambassador.person_id == person.pk:
        return Side.AMBASSADOR
    raise PermissionDenied


@transaction.atomic
def save_plan(
    *,
    pair: Pair,
    by: Person,
    version: int,
    rhythm: str,
    format: str,  # noqa: A002 - the field's own name
    discretion: str,
    goals: Iterable[str],
) -> PairPlan:
    """Save the agreement; the writer agrees and the other is asked to. `version`: the one shown on the form.

    Raises ValidationError, "stale" when the other has changed it since.
    """
    side = side_of(pair, by)
    plan = _locked_plan(pair)
    if plan.version != version:
        raise ValidationError(
            _("The other person has changed the agreement meanwhile. Nothing of yours is lost."),
            code="stale",
        )
    plan.rhythm, plan.format, plan.discretion = rhythm, format, discretion or Discretion.ALL
    plan.goals = _checked_goals(goals)
    plan.version = version + 1
    plan.seeker_agrees = side == Side.SEEKER
    plan.ambassador_agrees = side == Side.AMBASSADOR
    plan.full_clean(exclude=["pair"])
    plan.save()
    return plan


@transaction.atomic
def agree_to_plan(*, pair: Pair, by: Person, version: int) -> None:
    """Agree to the version that was read. Raises ValidationError, "stale" for another version."""
    side = side_of(pair, by)
    plan = _locked_plan(pair)
    if plan.version != version or not version:
        raise ValidationError(
            _("The agreement has changed meanwhile: please read it again."), code="stale"
        )
    setattr(plan, f"{side}_agrees", True)
    plan.save(update_fields=[f"{side}_agrees"])


# --- Notes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SavedNotes:
    """The saved notes; `kept_both` when the other had written meanwhile and both texts' lines are kept."""

    notebook: PairNotebook
    kept_both: bool


@transaction.atomic
def save_notes(*, pair: Pair, by: Person, version: int, text: str) -> SavedNotes:
    """Save the notes; over a newer text, add one's own missing lines below it. Raises ValidationError."""
    side = side_of(pair, by)
    lock_active_pair(pair)
    text = text.strip().replace("\r\n", "\n")
    if len(text) > NOTES_LENGTH:
        raise ValidationError(
            {"text": _("The notes hold %(n)s characters at most.") % {"n": NOTES_LENGTH}}
        )
    notebook = PairNotebook.objects.filter(pair=pair).first() or PairNotebook(pair=pair)
    kept_both = notebook.version != version and notebook.text.strip() != text
    if kept_both:
        heading = _("— Written at the same time by %(name)s —") % {"name": by.first_name}
        text = merge_lines(notebook.text, text, heading)
        kept_both = text != notebook.text
        if len(text) > NOTES_LENGTH:
            both = _(
                "The other person has written meanwhile, and together it is more than the notes hold:"
                " %(n)s characters. Shorten yours, or keep it elsewhere and open this page again."
            )
            raise ValidationError({"text": both % {"n": NOTES_LENGTH}})
    notebook.text, notebook.changed_by = text, side
    notebook.version += 1
    notebook.changed_at = timezone.now()
    notebook.save()
    return SavedNotes(notebook, kept_both)


# --- How each finds it ------------------------------------------------------------------------------


@transaction.atomic
def answer_fit(*, pair: Pair, by: Person, answer: Fit) -> None:
    """Record a fit answer between the first session and the day of the check; a later answer replaces it.

    Raises ValidationError.
    """
    side = side_of(pair, by)
    lock_active_pair(pair)
    day = fit_check_day_of(pair)
    if day is None or day <= today():
        raise ValidationError(
            _("This is asked between the first session and the day of the check.")
        )
    if answer not in Fit.values:
        raise ValidationError(_("This choice does not exist."), code="unknown")
    FitAnswer.objects.update_or_create(
        pair=pair, side=side, defaults={"answer": answer, "answered_at": timezone.now()}
    )


@transaction.atomic
def give_feedback(
    *, pair: Pair, by: Person, useful: int, learnt: str, thanks: str, may_be_told: bool = False
) -> None:
    """Record feedback once, on an ended pair, before the other's is revealed. Raises ValidationError.

    `may_be_told`: what was learnt becomes an anonymous good practice once both have agreed.
    """
    side = side_of(pair, by)
    lock_request_of_pair(pair)
    pair.refresh_from_db()
    if pair.status != PairStatus.ENDED or PairPlan.objects.filter(pair=pair, was_let_end=True):
        raise ValidationError(_("Feedback is asked for once a pair is closed."), code="not_ended")
    if is_feedback_revealed(pair):
        raise ValidationError(_("It is too late for a feedback."), code="late")
    feedback = PairFeedback(
        pair=pair,
        side=side,
        useful=useful,
        learnt=learnt.strip()[:WORDS_LENGTH],
        thanks=thanks.strip()[:WORDS_LENGTH],
        may_be_told=may_be_told,
        given_at=timezone.now(),
    )
    feedback.full_clean(exclude=["pair"])
    feedback.validate_constraints()
    if may_be_told:
        validate_anonymous_texts({"learnt": feedback.learnt})
    feedback.save()
    _propose_learnt_as_practices(pair)


def _propose_learnt_as_practices(pair: Pair) -> None:
    """Propose what both learnt as anonymous practices, if both agreed and the list exists.

    An error there is logged and does not undo the feedback.
    """
    feedbacks = list(pair.feedbacks.all())
    if len(feedbacks) < len(Side) or not all(feedback.may_be_told for feedback in feedbacks):
        return
    with override(source_language()):
        title = _("What two colleagues have learnt")
    for learnt in sorted(feedback.learnt for feedback in feedbacks if feedback.learnt):
        parts = PracticeParts(situation="", done=learnt, changed="", begin="")
        try:
            propose_practice(title=title, parts=parts, portal_service=pair.request.topics.first())
        except (ValidationError, DatabaseError) as error:
            logger.warning("a practice from a pair was not taken: %s", type(error).__name__)


# --- Parts ------------------------------------------------------------------------------------------


def lock_active_pair(pair: Pair) -> None:
    """Lock the pair's request. Raises ValidationError where the pair has ended."""
    lock_request_of_pair(pair)
    if not Pair.objects.active().filter(pk=pair.pk).exists():
        raise ValidationError(_("This pair has ended."), code="ended")


def _locked_plan(pair: Pair) -> PairPlan:
    lock_active_pair(pair)
    return get_or_create_plan(pair)


def get_or_create_plan(pair: Pair) -> PairPlan:
    """Return the pair's plan, created when missing; the caller holds the request's lock."""
    return PairPlan.objects.get_or_create(pair=pair)[0]


def _checked_goals(goals: Iterable[str]) -> list[str]:
    distinct = list(dict.fromkeys(goal.strip() for goal in goals if goal.strip()))
    if len(distinct) > MOST_GOALS:
        raise ValidationError(
            {"goals": ValidationError(_("Three goals at most."), code="too_many")}
        )
    if any(len(goal) > GOAL_LENGTH for goal in distinct):
        raise ValidationError({"goals": _("A goal is one short line.")})
    return distinct
