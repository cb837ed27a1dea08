"""Seed experiments: workshops that helped, a poster that did not, the ambassadors, and one under way."""

from datetime import date

from adoption.experiments.actions.decisions import add_to_experiment, decide_on_experiment
from adoption.experiments.actions.evaluations import evaluate_due
from adoption.experiments.actions.experiments import ExperimentPlan, create_experiment
from adoption.experiments.enums import ExperimentDecision, ExperimentKind
from adoption.experiments.models import Experiment
from adoption.foundation.periods import Month, last_closed_month
from cms.models import Portal
from demo.generation.model import Demo
from people.models import Team


FEWEST_MONTHS = 10
BEFORE_THE_POSTER = 3
WORKSHOPS = (
    "Ateliers de découverte, équipe après équipe",
    "Une heure et demie ensemble, avec son propre téléphone : qui a fait une première démarche y revient.",
)
POSTER = (
    "Affiche avec code QR en salle de pause",
    "Une affiche au-dessus de la machine à café suffit à donner envie d’ouvrir le portail une première fois.",
)
HELPERS = (
    "L’effet des ambassadeurs",
    "Là où un collègue formé est à portée de main, on ose davantage, et on garde l’habitude.",
)
TUESDAYS = (
    "Dix minutes du mardi",
    "Dix minutes prises sur la réunion d’équipe, chaque mardi, pour une démarche à la fois.",
)
WORKSHOPS_LEARNT = (
    "Les équipes passées par l’atelier utilisent nettement plus le portail que les autres. Le moment qui "
    "compte est la première démarche faite sur place. À étendre aux équipes restantes à la rentrée."
)
ON_THE_WAY = (
    "Mieux vaut huit personnes par atelier que quinze : chacune doit avoir le temps d’aller au bout de sa "
    "démarche."
)
POSTER_LEARNT = (
    "Rien de visible. L’affiche a été lue, personne n’a pris son téléphone. Une affiche ne remplace pas une "
    "personne : à ne pas refaire seule, au mieux le jour d’un atelier."
)


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
    workshops = _note(portal, WORKSHOPS, begun, last, ExperimentKind.PROGRAMME, target=10)
    poster = _note(portal, POSTER, _every_second(demo, teams, begun, last), last)
    _note(portal, HELPERS, {}, last, ExperimentKind.AMBASSADORS, starts=months[len(months) // 3])
    coming = Month.containing(today)
    some = sorted(begun, key=lambda team: team.path)[:6]
    _note(
        portal, TUESDAYS, dict.fromkeys(some, coming), coming.shifted(2), target=8, follows=poster
    )
    evaluate_due(portal=portal)
    decide_on_experiment(
        experiment=workshops, decision=ExperimentDecision.EXTEND, learnt=WORKSHOPS_LEARNT
    )
    add_to_experiment(experiment=workshops, text=ON_THE_WAY)
    decide_on_experiment(experiment=poster, decision=ExperimentDecision.STOP, learnt=POSTER_LEARNT)


def _every_second(
    demo: Demo, teams: dict[str, Team], begun: dict[Team, Month], last: Month
) -> dict[Team, Month]:
    """Pick every second team among those with a workshop and among the others, so that workshops do not bias."""
    inner = {team.parent for team in demo.teams}
    bottom = sorted(name for name in teams if name not in inner)
    start = last.shifted(-2)
    return {
        teams[name]: start
        for had_one in (True, False)
        for name in [each for each in bottom if (teams[each] in begun) == had_one][::2]
        if teams[name].code != Team.ROOT_CODE
    }


def _note(
    portal: Portal,
    texts: tuple[str, str],
    teams: dict[Team, Month],
    last: Month,
    kind: ExperimentKind = ExperimentKind.EXPERIMENT,
    *,
    target: int | None = None,
    starts: Month | None = None,
    follows: Experiment | None = None,
) -> Experiment:
    first = starts or min(teams.values())
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    title, hypothesis = texts
    plan = ExperimentPlan(kind, title, hypothesis, portal, first, months, target, teams, follows)
    experiment = create_experiment(plan=plan)
    Experiment.objects.filter(pk=experiment.pk).update(
        announced=True
    )  # as in the life that is replayed
    return experiment
