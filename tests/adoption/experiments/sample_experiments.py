"""An organisation that tried something: six teams of ten that began in August, six that did not; all declare."""

from adoption.experiments.actions.experiments import ExperimentPlan, create_experiment
from adoption.experiments.enums import ExperimentKind
from adoption.experiments.models import Evaluation
from adoption.foundation.periods import Month
from tests.adoption.conftest import declare_all, staff_of
from tests.adoption.factories import PortalFactory
from tests.people.factories import TeamFactory


MONTHS = tuple(Month(2026, number) for number in range(4, 11))
START = Month(2026, 8)
BEFORE = ("yes_now_and_then",) * 3 + ("no_account",) * 7
AFTER = ("yes_now_and_then",) * 9 + ("no_account",)
# The form of an experiment, as somebody fills it in; the portal is named beside it.
SENT = {
    "kind": "experiment",
    "title": "Ateliers",
    "hypothesis": "Ensemble, on ose.",
    "starts": "2026-09",
    "months": "3",
    "target": "5",
    "teams": "équipe a\nÉquipe B; 2026-10\n",
}


def build_teams(slug="espace-locataire"):
    portal = PortalFactory(name="Espace locataire", slug=slug)
    teams = [
        TeamFactory(name=f"Équipe {letter}", code=f"{slug}-{letter}") for letter in "ABCDEFGHIJKL"
    ]
    people = [staff_of(team, 10) for team in teams]
    return portal, teams, people


def simulate(portal, people, *, treated=6, after=AFTER):
    for month in MONTHS:
        for place, members in enumerate(people):
            began = place < treated and month >= START
            declare_all(portal, members, after if began else BEFORE, month)


def plan_of(portal, everybody, **other):
    given = {
        "kind": ExperimentKind.EXPERIMENT,
        "title": "Dix minutes du mardi",
        "hypothesis": "Une démarche à la fois, chaque mardi.",
        "portal": portal,
        "starts": START,
        "months": 3,
        "target": 10,
        "teams": dict.fromkeys(everybody[:6], START),
    }
    return ExperimentPlan(**(given | other))


def create(portal, everybody, **other):
    """Create an experiment. `everybody`: all teams, of which the first six begin unless `teams` says otherwise."""
    return create_experiment(plan=plan_of(portal, everybody, **other))


def evaluation_with(experiment, outcome="rose", estimate=12, low=4, high=20, **other):
    """An evaluation with these values, without computing it."""
    early = {"early": 1, "early_low": -5, "early_high": 7} | other
    return Evaluation.objects.create(
        experiment=experiment,
        design="",
        outcome=outcome,
        estimate=estimate,
        low=low,
        high=high,
        treated_teams=6,
        treated_people=60,
        compared_teams=6,
        compared_people=60,
        parameters={"noise": 6},
        **early,
    )
