"""Create an experiment, and change it until it begins. Its texts must name nobody."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from adoption.experiments.enums import ExperimentChangeKind, ExperimentDecision, ExperimentKind
from adoption.experiments.models import OWNERS, Experiment, ExperimentChange, ExperimentTeam
from adoption.experiments.queries.experiments import is_plan_editable
from adoption.experiments.queries.prospects import Prospect, compute_prospect
from adoption.foundation.locks import lock_portal
from adoption.foundation.periods import Month
from ambassadors.practices.identifying_details import find_traces
from cms.models import Portal
from core.collation import fold_text
from core.dates import today
from people.models import Person, Team


FARTHEST_START = 60  # months from today, either way


@dataclass(frozen=True, slots=True)
class ExperimentPlan:
    """Values of an experiment. `teams`: first month of each population; empty for the effect of the ambassadors."""

    kind: ExperimentKind
    title: str
    hypothesis: str
    portal: Portal
    starts: Month
    months: int
    target: int | None
    teams: Mapping[Team, Month]
    follows: Experiment | None = None
    sponsor: str = ""
    trade_owner: str = ""
    it_owner: str = ""

    @property
    def owners(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in OWNERS}


def create_experiment(
    *, plan: ExperimentPlan, once: UUID | None = None, by: Person | None = None
) -> Experiment:
    """Create an experiment. `once`: the form's token, so that sending the same plan twice creates one.

    Raises ValidationError for a text that names somebody, for populations that do not fit, for a first month too
    far from today, and for another plan from a page that was sent.
    """
    _check(plan)
    made = Experiment() if once is None else Experiment(uuid=once)
    try:
        with transaction.atomic():
            _write(made, plan)
            append_change(made, ExperimentChangeKind.NOTED, by=by)
    except IntegrityError:
        held = Experiment.objects.filter(uuid=made.uuid).first()
        if held is None:
            raise
        _refuse_another(held, plan)
        return held
    return made


@transaction.atomic
def revise_experiment(
    *, experiment: Experiment, plan: ExperimentPlan, by: Person | None = None
) -> None:
    """Change anything before it begins. Raises ValidationError afterwards: the result would choose the plan."""
    _check(plan)
    held = lock_experiment(experiment, plan.portal)
    _refuse_begun(held)
    if plan.follows is not None and plan.follows.pk >= held.pk:
        raise ValidationError(_("It goes on from one that was noted before it."), code="follows")
    before = plan_snapshot(held)
    _write(held, plan)
    changed = {name: old for name, old in before.items() if plan_snapshot(held)[name] != old}
    if changed:
        append_change(held, ExperimentChangeKind.REVISED, before=changed, by=by)


@transaction.atomic
def cancel_planned_experiment(
    *, experiment: Experiment, reason: str, by: Person | None = None
) -> None:
    """Withdraw it before it begins, with a reason. It stays readable and is never evaluated."""
    refuse_personal_data(reason)
    if not reason.strip():
        raise ValidationError(_("Say why it is withdrawn."), code="empty")
    held = lock_experiment(experiment)
    _refuse_begun(held)
    held.withdrawn_on = today()
    held.save(update_fields=["withdrawn_on"])
    append_change(held, ExperimentChangeKind.WITHDRAWN, text=reason, by=by)


def preview_experiment(*, plan: ExperimentPlan, but: Experiment | None = None) -> Prospect:
    """Return what the plan could detect, without writing. Raises what create_experiment would."""
    _check(plan)
    teams = {team.pk: month for team, month in plan.teams.items()}
    return compute_prospect(plan.portal, plan.kind, plan.starts, plan.months, teams, but=but)


def lock_experiment(experiment: Experiment, *portals: Portal) -> Experiment:
    """Lock the portal, then the experiment, as the evaluation does. Inside a transaction."""
    for portal in sorted({experiment.portal, *portals}, key=lambda portal: portal.pk):
        lock_portal(portal)
    return Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)


def append_change(experiment: Experiment, kind: ExperimentChangeKind, **details: Any) -> None:
    """Add a line to the history; texts added here stay searchable."""
    by, text = details.pop("by", None), details.pop("text", "").strip()
    ExperimentChange.objects.create(
        experiment=experiment, kind=kind, text=text, changed_by=by, **details
    )
    rows = experiment.changes.order_by("changed_at", "pk").values_list("text", "before")
    said = [part for text, before in rows for part in (text, before.get("title", ""))]
    owners = [getattr(experiment, name) for name in OWNERS]
    texts = [experiment.title, experiment.hypothesis, *owners, experiment.learnt, *said]
    experiment.words = fold_text(" ".join(dict.fromkeys(text for text in texts if text)))
    experiment.save(update_fields=["words"])


def refuse_personal_data(*texts: str) -> None:
    if any(find_traces(text) for text in texts):
        raise ValidationError(
            _("Leave out names, e-mail addresses, telephone and social security numbers."),
            code="traces",
        )


def plan_snapshot(experiment: Experiment) -> dict[str, Any]:
    """Return the plan as the history keeps it, with names as of that day."""
    follows = experiment.follows
    return {
        "kind": str(experiment.kind),
        "title": experiment.title,
        "hypothesis": experiment.hypothesis,
        "portal": experiment.portal.name,
        "starts": str(Month.containing(experiment.starts_on)),
        "months": experiment.months,
        "target": experiment.target,
        **{name: getattr(experiment, name) for name in OWNERS},
        "teams": [
            [name, str(Month.containing(day))]
            for name, day in experiment.teams.values_list("team__name", "starts_on")
        ],
        "follows": follows.title if follows else "",
    }


def refuse_distant_month(month: Month) -> None:
    """Raise ValidationError for a start too near year 1 or 9999: the calendar ends there."""
    now = Month.containing(today())
    if not now.shifted(-FARTHEST_START) <= month <= now.shifted(FARTHEST_START):
        raise ValidationError(_("That is too far from today."), code="far")


def _check(plan: ExperimentPlan) -> None:
    refuse_personal_data(plan.title, plan.hypothesis, *plan.owners.values())
    refuse_distant_month(plan.starts)
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


def _write(experiment: Experiment, plan: ExperimentPlan) -> None:
    experiment.kind, experiment.title = plan.kind, plan.title
    experiment.hypothesis, experiment.portal = plan.hypothesis, plan.portal
    experiment.starts_on, experiment.months = plan.starts.first_day, plan.months
    experiment.target, experiment.follows = plan.target, plan.follows
    for name, text in plan.owners.items():
        setattr(experiment, name, text)
    experiment.announced = today() <= plan.starts.last_day
    experiment.full_clean(exclude=["uuid"])  # of two at once the database lets one in
    known = experiment if experiment.pk else None
    experiment.prospect = asdict(preview_experiment(plan=plan, but=known))
    experiment.save()
    experiment.teams.all().delete()
    ExperimentTeam.objects.bulk_create(
        ExperimentTeam(experiment=experiment, team=team, starts_on=month.first_day)
        for team, month in plan.teams.items()
    )


def _refuse_another(held: Experiment, plan: ExperimentPlan) -> None:
    """Raise ValidationError where the form's token was used for a different plan."""
    teams = {(team.pk, month.first_day) for team, month in plan.teams.items()}
    same = (
        all(
            getattr(held, name) == getattr(plan, name)
            for name in (
                *("kind", "title", "hypothesis", "portal", "months", "target", "follows"),
                *OWNERS,
            )
        )
        and held.starts_on == plan.starts.first_day
        and set(held.teams.values_list("team", "starts_on")) == teams
    )
    if not same:
        raise ValidationError(
            _("This page was sent already: change what was noted from it, or open a new one."),
            code="twice",
        )


def _refuse_begun(held: Experiment) -> None:
    if held.withdrawn_on is not None:
        raise ValidationError(_("It is withdrawn already."), code="withdrawn")
    if held.decision != ExperimentDecision.OPEN or not is_plan_editable(held, on=today()):
        raise ValidationError(
            _(
                "It has begun: what was expected, where and until when stays as it was written down, whatever"
                " comes of it."
            ),
            code="begun",
        )
