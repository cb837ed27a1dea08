"""Seed what the steering committee decided a quarter ago, and how long a contact takes."""

from datetime import timedelta

from adoption.foundation.periods import Month
from adoption.publishing.models import Publication
from adoption.report.actions.decisions import change_decision, set_contact_time, take_decision
from adoption.report.enums import DecisionState
from adoption.report.sections.barometer import FEAR
from cms.models import Portal


BACK = 3  # months before the latest one: of the report on which it was decided
MEETING, WINTER = timedelta(days=45), timedelta(days=180)  # after that month began
MINUTES = {"minutes_low": 4, "minutes_high": 8}
COSTS = {
    "hour_cost_low": 28,
    "hour_cost_high": 40,
    "ambassador_minutes_low": 30,
    "ambassador_minutes_high": 60,
}
BASIS = "moyenne relevée pendant une semaine, au téléphone et à l’accueil"
DONE = "Un atelier de découverte dans chaque service qui n’en a pas encore eu"
OPEN = (
    ("Dire à chaque équipe à quoi sert la question du mois", "Service formation", ""),
    (
        "Aucun poste d’accueil n’est supprimé du fait du portail ; chaque équipe l’entend de sa direction",
        "Direction générale",
        FEAR,
    ),
)


def seed_committee(portal: Portal) -> None:
    out = Publication.objects.out().filter(portal=portal).order_by("-month")[: BACK + 1]
    if len(out) <= BACK:
        return
    month = Month.containing(out[BACK].month)
    day = month.first_day
    taken = day + MEETING
    workshops = take_decision(
        portal=portal,
        month=month,
        text=DONE,
        owner="Direction des ressources humaines",
        due_on=day + WINTER,
        taken_on=taken,
    )
    settled = Month.containing(out[0].month).first_day + timedelta(days=13)
    change_decision(decision=workshops, state=DecisionState.DONE, settled_on=settled)
    for text, owner, asked in OPEN:
        take_decision(
            portal=portal,
            month=month,
            text=text,
            owner=owner,
            due_on=day + WINTER,
            asked=asked,
            taken_on=taken,
        )
    set_contact_time(portal=portal, basis=BASIS, **MINUTES, **COSTS)
