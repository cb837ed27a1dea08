"""Finds whom a staff list makes leave, and prevents what must not happen unconfirmed because of it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from core.site_settings import value_of
from people.enums import Role
from people.importers.staff_comparison import StaffComparison
from people.importers.staff_diff import StaffReport
from people.importers.staff_rows import StaffList
from people.queries.staff import role_holder_or_superuser_ids, role_holders
from people.staff_fields import PersonFacts
from people.staffing import (
    NO_CHANGE,
    ONE_DAY,
    ListSender,
    PersonChange,
    StaffPlan,
    next_position,
)


def has_left_if_unlisted(facts: PersonFacts, work: StaffComparison) -> bool:
    """Whether somebody who is not in the file has left, before or by a full list."""
    return facts.has_left(work.as_of) or _is_missed(facts, work)


def _is_missed(facts: PersonFacts, work: StaffComparison) -> bool:
    """Whether somebody employed on the eve is absent from a full list: their last day was the eve at the latest."""
    arrived = facts.employed_from is None or facts.employed_from < work.as_of
    return work.is_full and arrived and not facts.has_left(work.as_of)


def people_absent_from(work: StaffComparison) -> list[PersonChange]:
    listed = work.numbers()
    last_day = work.as_of - ONE_DAY
    absent = []
    for number, (pk, facts) in work.known.people.items():
        if number in listed or not _is_missed(facts, work):
            continue
        held = work.known.held.get(pk)
        position = (
            next_position(held, held.place, as_of=work.as_of, first_day=None, last_day=last_day)
            if held and (held.ended_on is None or held.ended_on > last_day)
            else NO_CHANGE
        )
        gone = replace(facts, employed_until=last_day, is_active=False)
        absent.append(PersonChange(number, pk, facts, gone, True, held, None, position))
    return absent


# --- What is held or refused ---------------------------------------------------------------------------


def guard_leavers(
    plan: StaffPlan,
    listed: StaffList,
    report: StaffReport,
    *,
    max_percent: int | None,
    confirmed: int | None,
    sender: ListSender,
) -> None:
    """Refuse a list that leaves nobody to grant roles; hold one that empties too much unconfirmed.

    `confirmed`: how many leave, as somebody says who has looked. An administrator may take away roles
    anyway, so that in their list those who hold one need no confirmation.
    """
    lines = {row.staff_number: row.line for row in listed.rows}
    roles = role_holders()
    leaving = {change.pk: change for change in plan.leavers if change.pk in roles}
    administrators = {pk for pk, held in roles.items() if Role.ADMINISTRATOR in held}
    if administrators and administrators <= leaving.keys():
        for pk in sorted(administrators):
            _refuse_last_administrator(leaving[pk], lines, report)
        return
    if sender is ListSender.COLLEAGUE:
        _refuse_ways_to_a_role(plan, role_holder_or_superuser_ids(), lines, report)
    if confirmed == len(plan.leavers):
        return
    _hold_many(plan, report, max_percent)
    if sender is not ListSender.ADMINISTRATOR:
        for pk, change in leaving.items():
            _hold_role(change, sorted(roles[pk]), lines, report)


def _refuse_last_administrator(
    change: PersonChange, lines: dict[str, int], report: StaffReport
) -> None:
    report.refuse_all(
        lines.get(change.staff_number, 0),
        _("Staff number %(number)s would leave, and no administrator would be left.")
        % {"number": change.staff_number},
        _("an administrator who stays; grant the role to somebody else first"),
    )


def _refuse_ways_to_a_role(
    plan: StaffPlan, holders: Collection[int], lines: dict[str, int], report: StaffReport
) -> None:
    """Refuse to change the address or number of a holder of a role: who could do so could take the role.

    A forgotten password is mailed to the address, and an identity provider finds people by it or by their
    number. Whoever left keeps roles that nobody took away, so that bringing them back gives these again.
    Not a line to set aside: the plan holds it by now.
    """
    for change in plan.changes:
        known = change.known
        if change.pk not in holders or known is None:
            continue
        line, number = lines.get(change.staff_number, 0), {"number": change.staff_number}
        if change.facts.email not in (known.email, None):
            report.refuse_all(
                line,
                _("Staff number %(number)s holds a role here, and their address would change.")
                % number,
                _("the address as it is; or an administrator who sends the list"),
            )
        if change.former_number:
            report.refuse_all(
                line,
                _("Staff number %(number)s holds a role here, and their number would change.")
                % {"number": change.former_number},
                _("the number as it is; or an administrator who sends the list"),
            )
        if _is_in(change.facts, plan.as_of) and not _is_in(known, plan.as_of):
            report.refuse_all(
                line,
                _("Staff number %(number)s holds a role here, and would come back.") % number,
                _("an administrator who takes the role away, or who sends the list"),
            )


def _is_in(facts: PersonFacts, day: date) -> bool:
    return facts.is_active and not facts.has_left(day)


def _hold_many(plan: StaffPlan, report: StaffReport, max_percent: int | None) -> None:
    """Hold a list that would empty the organisation: it was truncated, or is another service's."""
    limit = max_percent
    if limit is None:
        limit = value_of("STAFF_IMPORT_MAX_LEAVERS_PERCENT")
    leavers = len(plan.leavers)
    if leavers * 100 <= limit * plan.employed:
        return
    report.is_held = True
    report.refuse_all(
        0,
        _("%(leavers)s of %(employed)s people would leave: more than %(limit)s per cent.")
        % {"leavers": leavers, "employed": plan.employed, "limit": limit},
        _("the whole list of staff; or somebody who confirms how many leave"),
    )


def _hold_role(
    change: PersonChange, roles: list[Role], lines: dict[str, int], report: StaffReport
) -> None:
    report.is_held = True
    report.refuse_all(
        lines.get(change.staff_number, 0),
        _("Staff number %(number)s would leave, and holds a role here: %(roles)s.")
        % {"number": change.staff_number, "roles": ", ".join(str(role.label) for role in roles)},
        _("somebody who confirms how many leave; or an administrator who sends the list"),
    )
