"""Write down what is tried, and what was decided of it. The texts name nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.enums import ExperimentDecision, ExperimentKind
from adoption.models import Experiment, ExperimentTeam
from adoption.periods import Month
from ambassadors.identifying import traces_in
from cms.models import Portal
from core.collation import folded
from core.dates import today
from people.models import Team


@dataclass(frozen=True, slots=True)
class Plan:
    """`teams`: the first month of each population; none for the effect of the ambassadors."""

    kind: ExperimentKind
    title: str
    hypothesis: str
    portal: Portal
    starts: Month
    months: int
    target: int | None
    teams: Mapping[Team, Month]


@transaction.atomic
def note_experiment(*, plan: Plan) -> Experiment:
    """Raises ValidationError for a text that names somebody, and for populations that do not fit."""
    _refuse_traces(plan.title, plan.hypothesis)
    is_derived = plan.kind == ExperimentKind.AMBASSADORS
    if is_derived == bool(plan.teams):
        raise ValidationError(
            _("The teams that have an ambassador are found by themselves: name none.")
            if is_derived
            else _("Name the teams in which it takes place."),
            code="teams",
        )
    last = plan.starts.shifted(plan.months - 1)
    if any(not plan.starts <= month <= last for month in plan.teams.values()):
        raise ValidationError(
            _("Each team begins between the first month and the last."), code="months"
        )
    experiment = Experiment(
        kind=plan.kind,
        title=plan.title,
        hypothesis=plan.hypothesis,
        portal=plan.portal,
        starts_on=plan.starts.first_day,
        months=plan.months,
        target=plan.target,
        announced=today() <= plan.starts.last_day,
        words=folded(f"{plan.title} {plan.hypothesis}"),
    )
    experiment.full_clean()
    experiment.save()
    ExperimentTeam.objects.bulk_create(
        ExperimentTeam(experiment=experiment, team=team, starts_on=month.first_day)
        for team, month in plan.teams.items()
    )
    return experiment


@transaction.atomic
def decide_on_experiment(
    *, experiment: Experiment, decision: ExperimentDecision, learnt: str, on: date | None = None
) -> None:
    """Also before it is evaluated: what is stopped early is stopped. A later decision takes its place."""
    _refuse_traces(learnt)
    if decision == ExperimentDecision.OPEN or not learnt.strip():
        raise ValidationError(_("Say what is decided, and what was learnt."), code="empty")
    held = Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)
    held.decision, held.learnt, held.decided_on = decision, learnt.strip(), on or today()
    held.words = folded(f"{held.title} {held.hypothesis} {held.learnt}")
    held.save(update_fields=["decision", "learnt", "decided_on", "words"])


@transaction.atomic
def drop_experiment(*, experiment: Experiment) -> None:
    """Raises ValidationError once it is evaluated or decided: what was tried stays known."""
    held = Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)
    if hasattr(held, "evaluation") or held.decision != ExperimentDecision.OPEN:
        raise ValidationError(
            _("It stays: what was tried is kept, whatever came of it."), code="kept"
        )
    held.delete()


def _refuse_traces(*texts: str) -> None:
    if any(traces_in(text) for text in texts):
        raise ValidationError(
            _("Leave out names, e-mail addresses, telephone and social security numbers."),
            code="traces",
        )
