"""Change an experiment that has begun: decide, reverse a decision, add a note, correct the title."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.experiments.actions.experiments import (
    append_change,
    lock_experiment,
    refuse_personal_data,
)
from adoption.experiments.enums import ExperimentChangeKind, ExperimentDecision
from adoption.experiments.models import LONGEST, Experiment
from core.dates import today
from people.models import Person


@transaction.atomic
def decide_on_experiment(
    *,
    experiment: Experiment,
    decision: ExperimentDecision,
    learnt: str,
    longer: int = 0,
    by: Person | None = None,
) -> None:
    """Record a decision, possibly before the evaluation. Earlier decisions stay in the history.

    `longer`: by how many months it goes on, with the decision to extend and before it is evaluated alone.
    """
    refuse_personal_data(learnt)
    if decision == ExperimentDecision.OPEN or not learnt.strip():
        raise ValidationError(_("Say what is decided, and what was learnt."), code="empty")
    held = lock_experiment(experiment)
    if held.withdrawn_on is not None:
        raise ValidationError(_("It is withdrawn already."), code="withdrawn")
    if today() < held.starts_on:
        raise ValidationError(
            _("It has not begun: change it, or withdraw it. There is nothing to decide yet."),
            code="early",
        )
    if longer:
        _extend(held, decision, longer, by)
    held.decision, held.learnt, held.decided_on = decision, learnt.strip(), today()
    held.save(update_fields=["decision", "learnt", "decided_on"])
    append_change(held, ExperimentChangeKind.DECIDED, decision=decision, text=learnt, by=by)


@transaction.atomic
def take_decision_back(*, experiment: Experiment, reason: str, by: Person | None = None) -> None:
    """Withdraw the decision; what was decided and learnt stays in the history."""
    refuse_personal_data(reason)
    if not reason.strip():
        raise ValidationError(_("Say why the decision is taken back."), code="empty")
    held = lock_experiment(experiment)
    if held.decision == ExperimentDecision.OPEN:
        raise ValidationError(_("Nothing is decided."), code="open")
    held.decision, held.learnt, held.decided_on = ExperimentDecision.OPEN, "", None
    held.save(update_fields=["decision", "learnt", "decided_on"])
    append_change(held, ExperimentChangeKind.TAKEN_BACK, text=reason, by=by)


@transaction.atomic
def add_to_experiment(*, experiment: Experiment, text: str, by: Person | None = None) -> None:
    """Add a note of what is learnt, at any time."""
    refuse_personal_data(text)
    if not text.strip():
        raise ValidationError(_("Write what is to be kept."), code="empty")
    append_change(lock_experiment(experiment), ExperimentChangeKind.ADDED, text=text, by=by)


@transaction.atomic
def correct_title(*, experiment: Experiment, title: str, by: Person | None = None) -> None:
    """Correct the title at any time; the earlier one stays in the history and can still be searched."""
    title = title.strip()
    refuse_personal_data(title)
    held = lock_experiment(experiment)
    if title == held.title:
        return
    before, held.title = {"title": held.title}, title
    held.full_clean(exclude=["portal", "follows"])
    held.save(update_fields=["title"])
    append_change(held, ExperimentChangeKind.RETITLED, before=before, by=by)


def _extend(held: Experiment, decision: ExperimentDecision, longer: int, by: Person | None) -> None:
    if decision != ExperimentDecision.EXTEND:
        raise ValidationError(_("Only “extend” makes it longer."), code="longer")
    if hasattr(held, "evaluation"):
        raise ValidationError(
            _("It is evaluated, once and for all: note what follows as another experiment."),
            code="evaluated",
        )
    if not 0 < longer <= LONGEST - held.months:
        raise ValidationError(
            _("It lasts %(most)s months at most.") % {"most": LONGEST}, code="longer"
        )
    before, held.months = {"months": held.months}, held.months + longer
    held.save(update_fields=["months"])
    append_change(held, ExperimentChangeKind.EXTENDED, before=before, by=by)
