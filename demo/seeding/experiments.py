"""Seed experiments: workshops that helped, a poster that did not, the ambassadors, and one under way."""

from datetime import date

from adoption.experiments.actions.decisions import add_to_experiment, decide_on_experiment
from adoption.experiments.actions.evaluations import evaluate_due
from adoption.experiments.actions.experiments import ExperimentPlan, create_experiment
from adoption.experiments.enums import ExperimentDecision, ExperimentKind
from adoption.experiments.models import Experiment
from adoption.foundation.periods import Month, last_closed_month
from cms.models import Portal
from demo.campaign.model import Experiment as Planned
from demo.generation.model import Demo
from people.models import Team


FEWEST_MONTHS = 10


def seed_experiments(demo: Demo, portal: Portal, today: date) -> None:
    """Create experiments in a demo that is long enough to have a before and an after."""
    last = last_closed_month(today)
    months = [month for month in (Month(*each) for each in demo.months) if month <= last]
    if len(months) < FEWEST_MONTHS or not demo.workshops:
        return
    teams = {team.name: team for team in Team.objects.open()}
    begun = {
        teams[name]: Month.containing(workshop.held_on).next()
        for workshop in demo.workshops
        for name in workshop.teams
        if name in teams
    }
    noted: dict[str, Experiment] = {}
    planned = [
        experiment
        for experiment in demo.campaign.calendar.experiments
        if _fits(experiment, begun, teams)
    ]
    for experiment in planned:
        where = _populations(experiment, demo, teams, begun, (last, Month.containing(today)))
        follows = noted.get(experiment.follows)
        noted[experiment.title] = _note(portal, experiment, where, last, follows=follows)
    evaluate_due(portal=portal)
    for experiment in planned:
        if experiment.verdict:
            decide_on_experiment(
                experiment=noted[experiment.title],
                decision=ExperimentDecision(experiment.verdict),
                learnt=experiment.learnt,
            )
        if experiment.on_the_way:
            add_to_experiment(experiment=noted[experiment.title], text=experiment.on_the_way)


def _fits(planned: Planned, begun: dict[Team, Month], teams: dict[str, Team]) -> bool:
    """Return whether a demo of this size has the teams that it needs."""
    if planned.where == "units":
        return all(_of_unit(name, teams) for name in planned.units or ())
    return bool(begun) or planned.where not in {"workshops", "some"}


def _populations(
    planned: Planned,
    demo: Demo,
    teams: dict[str, Team],
    begun: dict[Team, Month],
    now: tuple[Month, Month],
) -> dict[Team, Month]:
    """Return the first month of each team. `now`: the last closed month, and the present one."""
    last, present = now
    first = present if planned.months_ago is None else last.shifted(-planned.months_ago)
    if planned.where == "units":
        return {
            team: last.shifted(-months_ago)
            for name, months_ago in (planned.units or {}).items()
            for team in _of_unit(name, teams)
        }
    if planned.where == "workshops":
        return begun
    if planned.where == "half":
        return _every_second(demo, teams, begun, first)
    some = sorted(begun, key=lambda team: team.path)[:6] if planned.where == "some" else ()
    return dict.fromkeys(some, first)


def _of_unit(name: str, teams: dict[str, Team]) -> list[Team]:
    """Return the unit's team, or the numbered ones into which a large demo divides it."""
    return [team for key, team in teams.items() if key.rstrip("0123456789").rstrip() == name]


def _every_second(
    demo: Demo, teams: dict[str, Team], begun: dict[Team, Month], start: Month
) -> dict[Team, Month]:
    """Pick every second team among those with a workshop and among the others, so that workshops do not bias."""
    inner = {team.parent for team in demo.teams}
    bottom = sorted(name for name in teams if name not in inner)
    return {
        teams[name]: start
        for had_one in (True, False)
        for name in [each for each in bottom if (teams[each] in begun) == had_one][::2]
        if teams[name].code != Team.ROOT_CODE
    }


def _note(
    portal: Portal,
    planned: Planned,
    teams: dict[Team, Month],
    last: Month,
    *,
    follows: Experiment | None,
) -> Experiment:
    """Note it as in the life that is replayed: before it began."""
    first = min(teams.values()) if teams else last.shifted(-(planned.months_ago or 0))
    until_now = (last.year - first.year) * 12 + last.month - first.month + 1
    plan = ExperimentPlan(
        ExperimentKind(planned.kind),
        planned.title,
        planned.hypothesis,
        portal,
        first,
        planned.months or until_now,
        planned.target,
        teams,
        follows,
        planned.sponsor,
        planned.owners.trade if planned.owners else "",
        planned.owners.it if planned.owners else "",
    )
    experiment = create_experiment(plan=plan)
    Experiment.objects.filter(pk=experiment.pk).update(announced=True)
    return experiment
