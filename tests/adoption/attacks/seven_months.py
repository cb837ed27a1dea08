"""Simulate seven months: six experiments, three targets, two other organisations."""

import re
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.test import override_settings

from adoption.dashboards.actions.saved_views import save_view
from adoption.dashboards.models import SavedView
from adoption.experiments.actions.decisions import decide_on_experiment
from adoption.experiments.enums import ExperimentDecision
from adoption.experiments.evaluation import mechanism
from adoption.experiments.models import Evaluation, Experiment
from adoption.experiments.queries.evaluation_facts import build_panel, evaluation_window
from adoption.experiments.queries.prospects import remaining_evaluations
from adoption.sharing.keys import new_key
from tests.adoption.attacks.crawl import crawl
from tests.adoption.attacks.desks import note_the_calls
from tests.adoption.attacks.other_organisations import import_others
from tests.adoption.attacks.planted_experiments import (
    ATTEMPTS,
    PLANNED,
    TUESDAYS,
    create_experiments,
)
from tests.adoption.attacks.planted_results import read_with
from tests.adoption.attacks.planted_targets import LONGER, set_targets
from tests.adoption.attacks.three_months import World, nightly


FORMS = "Note an experiment", "Change the experiment"  # both of the months from the next on
NEXT_MONTH = ATTEMPTS[PLANNED][0]
BOTH = ["manager", "training manager"]
KEY = new_key()
# Of the latest month the new parts are read whole, and of the others what tells the counts.
PAST = r"(?=.*mois=2026-0)"
NARROWING = r"equipe=\d|(?:indicateur|niveaux|affiches)=\w"
PASSED_OVER = (
    rf"^/usage/programme/.*(?:{NARROWING})|^/usage/programme/adoption\.csv.*(?:{NARROWING})",
    rf"^/usage/programme/(?:situations|rapport/|cibles){PAST}|^/usage/(?:equipe|comparaison){PAST}",
    r"^/usage/comparaison\..*taux=(?!used)|^/usage/comparaison/dark.*taux=(?!used)",
    r"^/usage/experiences(?:/dessin/|/\?|\.).*(?:nature|decision|annee)=\w|^/usage/equipe/[\w-]*\.svg",
)
FOLLOWED = {
    "manager": r"^/$|^/usage/(?:experiences[/.]|comparaison/(?:$|\?)|equipe/(?:$|\?))",
    "division": r"^/usage/(?:experiences/|comparaison\.csv|equipe/usage\.csv)",
    "other division": r"^/usage/(?:experiences/[^?]|equipe/usage\.csv)",
    "training manager": r"^/usage/(?:experiences[/.]|partage|comparaison|equipe/contacts|programme/(?!trimestres))",
    "two roles": r"^/usage/(?:experiences/[^?]|programme/(?:\?|$|rapport/(?:$|\?)|cibles\.))",
}
STARTS = {
    "training manager": ["programme/", "partage/", "comparaison/", "equipe/contacts/"],
    "two roles": ["programme/"],
    "manager": ["equipe/", "comparaison/"],
}


def decide(staff):
    decide_on_experiment(
        experiment=Experiment.objects.get(title=TUESDAYS),
        decision=ExperimentDecision.EXTEND,
        learnt="Le mardi convient à tous.",
    )


def keep_a_view(staff):
    query = f"portail={staff.portal.slug}&mois=2026-10&niveaux=1"
    view = save_view(person=staff.cast["training manager"], name="Le mois", query=query)
    SavedView.objects.filter(pk=view.pk).update(uuid=uuid5(NAMESPACE_URL, query))


class LongerWorld(World):
    """`sums`: the three noisy sums of each evaluation, in turn; what is told is of `instead`, where that is given.

    `leaked`: what is found with each of `plants`.
    """

    def __init__(self, staff, levels, linked, readers, *, instead=(), plants=()):
        self.sums, self.instead, self.plants = [], iter(instead), dict(plants)
        self.story, self.leaked = staff.story, {}
        with pytest.MonkeyPatch.context() as patch, override_settings(SHARING_KEY=KEY):
            patch.setattr(mechanism, "noisy_result", self._telling(mechanism.noisy_result))
            super().__init__(staff, levels, linked, readers)

    def _telling(self, told):
        def noting(shown, *public):
            self.sums.append(shown)
            return told(next(self.instead, shown), *public)

        return noting

    def happen(self, staff):
        import_others()
        create_experiments(staff, ATTEMPTS.keys() - {PLANNED})
        nightly()
        create_experiments(staff, {PLANNED})  # with what could be told of it
        decide(staff)
        note_the_calls(staff)
        keep_a_view(staff)
        set_targets(staff, LONGER, start=staff.story.months[0])
        self.evaluations = {
            each.experiment.title: each
            for each in Evaluation.objects.select_related("experiment").order_by("pk")
        }
        self.places = self._places(staff.portal)
        self.smallest = Experiment.objects.get(title=PLANNED).prospect["points"]
        window = evaluation_window(Experiment.objects.get(title=TUESDAYS))
        self.panels = window, build_panel(window)
        self.last = staff.story.months[-1]

    def _places(self, portal):
        """(read, waiting): as it was noted with an attempt, or of the months that a form proposes."""
        noted = {each.title: each.prospect for each in Experiment.objects.all()}
        found = {title: (each["read"], each["waiting"]) for title, each in noted.items()}
        for title, held in zip(FORMS, (None, Experiment.objects.get(title=PLANNED)), strict=True):
            places = remaining_evaluations(portal, NEXT_MONTH, 3, but=held)
            found[title] = (places.read, places.waiting)
        return found

    def leak(self, staff):
        for title, plant in self.plants.items():
            self.leaked[title] = read_with(plant, self, staff.cast["training manager"])

    def read(self, staff, name):
        followed = re.compile(FOLLOWED[name])
        passed_over = re.compile("|".join(PASSED_OVER))
        return crawl(
            staff.cast[name],
            starts=[f"/usage/{each}" for each in ("experiences/", *STARTS.get(name, ()))],
            is_followed=lambda address: (
                followed.search(address) and not passed_over.search(address)
            ),
        )
