"""Takes the contact with the public of arrivals of whom the list does not say it from their job."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from people.enums import PublicContact
from people.models import Position
from people.staffing import StaffPlan


FEWEST_HOLDERS = 3
MAJORITY = 2 / 3
DEFAULT = PublicContact(Position.contact.field.default)


def suppose_contacts(plan: StaffPlan) -> None:
    """Give an arrival without a contact that of two thirds of at least three holders of the job, else the default."""
    silent = [
        (at, change.wanted)
        for at, change in enumerate(plan.changes)
        if change.held is None and change.wanted is not None and not change.wanted.contact
    ]
    usual = _usual_contacts(plan.as_of) if silent else {}
    for at, wanted in silent:
        contact = usual.get(wanted.job, DEFAULT)
        plan.changes[at] = replace(plan.changes[at], wanted=replace(wanted, contact=contact))
        plan.contacts_supposed[contact] = plan.contacts_supposed.get(contact, 0) + 1


def _usual_contacts(on: date) -> dict[str, PublicContact]:
    holders: dict[str, Counter[str]] = defaultdict(Counter)
    held = Position.objects.primary().held_on(on).exclude(job=None).order_by()
    for job, contact in held.values_list("job__name", "contact"):
        holders[job][contact] += 1
    usual = {}
    for job, counts in holders.items():
        [(contact, most)] = counts.most_common(1)
        if counts.total() >= FEWEST_HOLDERS and most >= MAJORITY * counts.total():
            usual[job] = PublicContact(contact)
    return usual
