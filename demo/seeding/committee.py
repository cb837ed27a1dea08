"""Seed what the steering committee decided a quarter ago, and how long a contact takes."""

from datetime import timedelta

from adoption.campaigns.files.model import ContactTime
from adoption.foundation.periods import Month
from adoption.publishing.models import Publication
from adoption.report.actions.decisions import change_decision, set_contact_time, take_decision
from adoption.report.enums import DecisionState
from adoption.report.sections.barometer import FEAR
from cms.models import Portal
from demo.generation.model import Demo


BACK = 3  # months before the latest one: of the report on which it was decided
MEETING, WINTER = timedelta(days=45), timedelta(days=180)  # after that month began


def seed_committee(demo: Demo, portal: Portal) -> None:
    out = Publication.objects.out().filter(portal=portal).order_by("-month")[: BACK + 1]
    if len(out) <= BACK:
        return
    month = Month.containing(out[BACK].month)
    day = month.first_day
    settled = Month.containing(out[0].month).first_day + timedelta(days=13)
    calendar = demo.campaign.calendar
    for planned_decision in calendar.decisions:
        decision = take_decision(
            portal=portal,
            month=month,
            text=planned_decision.text,
            owner=planned_decision.owner,
            due_on=day + WINTER,
            asked=FEAR if planned_decision.about_fear else "",
            taken_on=day + MEETING,
        )
        if planned_decision.is_done:
            change_decision(decision=decision, state=DecisionState.DONE, settled_on=settled)
    if calendar.contact_time:
        _note_contact_time(portal, calendar.contact_time)


def _note_contact_time(portal: Portal, noted: ContactTime) -> None:
    values: dict[str, int] = {}
    for name in ("minutes", "hour_cost", "ambassador_minutes"):
        values[f"{name}_low"], values[f"{name}_high"] = getattr(noted, name)
    set_contact_time(portal=portal, basis=noted.basis, **values)
