"""Applies changes of staff numbers: a line names the former one, and the person's record goes on."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.collation import fold_text
from people.importers.staff_comparison import StaffComparison
from people.staff_fields import PersonFacts, StaffRow
from people.staffing import StaffPlan


NOTED = 20  # same names beyond these are counted


def apply_number_changes(work: StaffComparison) -> None:
    """Move what is known to the new number.

    A former number that nobody has is ignored: it changed before our time, or in a list that is in already.
    """
    listed = {row.staff_number for row in work.rows} | work.listed.refused_numbers
    held = set(work.known.people)  # a number is not given on in the list that frees it
    refused = []
    for row in work.rows:
        former, number = row.former_number, row.staff_number
        if former in {"", number} or former not in work.known.people:
            continue
        if problem := _problem(row, listed, held):
            work.report.refuse(row.line, *problem)
            refused.append(row)
            continue
        work.known.people[number] = work.known.people.pop(former)
        work.former_numbers[number] = former
    work.set_aside(refused)


def _problem(row: StaffRow, listed: set[str], held: set[str]) -> tuple[str, str] | None:
    numbers = {"number": row.staff_number, "former": row.former_number}
    if row.former_number in listed:
        return (
            _("Former staff number %(former)s has a line of its own.") % numbers,
            _("one line for each person"),
        )
    if row.staff_number in held:
        return (
            _("Staff numbers %(number)s and %(former)s have a record each.") % numbers,
            _("no former number: two records stay two; who has two keeps one and leaves the other"),
        )
    return None


def refuse_reused_numbers(work: StaffComparison) -> None:
    """Refuse the number of a leaver for somebody else, who would get that person’s account.

    Its password and its identity provider would still open it.
    """
    refused = []
    for row in work.rows:
        before = work.known.people.get(row.staff_number, (0, None))[1]
        if before is None or before.is_active or _words(before) & _words(row):
            continue
        names = {"number": row.staff_number, "name": before.full_name}
        work.report.refuse(
            row.line,
            _("Staff number %(number)s was that of %(name)s, who has left.") % names,
            _("another number; if this is the same person, first a list under the name of before"),
        )
        refused.append(row)
    work.set_aside(refused)


def _words(named: PersonFacts | StaffRow) -> set[str]:
    return set(re.findall(r"\w+", fold_text(f"{named.first_name} {named.last_name}")))


def notes_on_same_names(plan: StaffPlan) -> Iterator[str]:
    """Note who leaves under the name of somebody who arrives: the same person with another number, perhaps."""
    if not plan.leavers:
        return
    leaving = {fold_text(change.facts.full_name): change.staff_number for change in plan.leavers}
    pairs = [
        (change.staff_number, leaving[fold_text(change.facts.full_name)])
        for change in plan.changes
        if change.pk is None and fold_text(change.facts.full_name) in leaving
    ]
    for number, former in pairs[:NOTED]:
        yield _(
            "Staff number %(number)s arrives under the name of %(former)s, who leaves. If they are one person, "
            "write %(former)s as the former number: their account goes on."
        ) % {"number": number, "former": former}
    more = len(pairs[NOTED:])
    if more:
        text = ngettext("And %(count)s more such pair.", "And %(count)s more such pairs.", more)
        yield text % {"count": more}
