"""Takes the contact with the public of arrivals of whom the list does not say it from their job or their team."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from people.enums import PublicContact
from people.models import Position
from people.staffing import StaffPlan


FEWEST_HOLDERS = 3
MAJORITY = 2 / 3
DEFAULT = PublicContact(Position.contact.field.default)


def suppose_contacts(plan: StaffPlan) -> None:
    """Give an arrival without a contact that of two thirds of at least three holders of the job, else of the
    members of the team, else the default."""
    silent = [
        (at, change.wanted)
        for at, change in enumerate(plan.changes)
        if change.held is None and change.wanted is not None and not change.wanted.contact
    ]
    of_job, of_team = _usual_contacts(plan.as_of) if silent else ({}, {})
    for at, wanted in silent:
        contact = of_job.get(wanted.job) or of_team.get(wanted.team, DEFAULT)
        plan.changes[at] = replace(plan.changes[at], wanted=replace(wanted, contact=contact))
        plan.contacts_supposed[contact] = plan.contacts_supposed.get(contact, 0) + 1


def _usual_contacts(on: date) -> tuple[dict[str, PublicContact], dict[str, PublicContact]]:
    """Return the usual contact of each job that has one, and of each team."""
    of_job: dict[str, Counter[str]] = defaultdict(Counter)
    of_team: dict[str, Counter[str]] = defaultdict(Counter)
    held = Position.objects.primary().held_on(on).order_by()
    for job, team, contact in held.values_list("job__name", "team__code", "contact"):
        of_team[team][contact] += 1
        if job is not None:
            of_job[job][contact] += 1
    return _majorities(of_job), _majorities(of_team)


def _majorities(counted: Mapping[str, Counter[str]]) -> dict[str, PublicContact]:
    usual = {}
    for name, counts in counted.items():
        [(contact, most)] = counts.most_common(1)
        if counts.total() >= FEWEST_HOLDERS and most >= MAJORITY * counts.total():
            usual[name] = PublicContact(contact)
    return usual
