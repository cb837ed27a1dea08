"""Describes what a plan changes, in words: for the preview, the file to download and the report."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import today
from core.reports import ImportReport
from people.enums import PublicContact
from people.staff_fields import PERSON_FIELDS, POSITION_FIELDS, PersonFacts, StaffField, Workplace
from people.staffing import PersonChange, StaffPlan


NOTHING = "–"
NAMED = 10  # of new jobs and sites


@dataclass(frozen=True, slots=True)
class Difference:
    """A change of one value. `label` is empty where it goes without saying: the team of who arrives or moves."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        moved = f"{self.before} → {self.after}" if self.before else self.after
        return (
            _("%(label)s: %(change)s") % {"label": self.label, "change": moved}
            if self.label
            else moved
        )


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A person of the preview, and what becomes of them."""

    staff_number: str
    name: str
    differences: tuple[Difference, ...]

    @property
    def what(self) -> str:
        return "; ".join(str(difference) for difference in self.differences)


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team of the preview: what happens to it, from where to where, and what looks like a misspelling."""

    kind: str
    team: str
    change: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class TeamQuestion:
    """A team that nobody knows and of which the list names no team above. `near`: the one that may be meant."""

    line: int
    team: str
    near: str
    members: int


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """A column of a full list that is empty for `count` people of whom something is known."""

    name: str
    label: str
    count: int


@dataclass(slots=True)
class StaffReport(ImportReport):
    """Counts of the lines of the file; those who leave are apart, listed or not.

    `is_held`: nothing is wrong but who and how many would leave. `awaits_approval`: nor but the teams
    that its sender, who reads figures, would create or fill. `must_ask`: applying it will wait for that.
    """

    team_questions: list[TeamQuestion] = field(default_factory=list)
    column_questions: list[ColumnQuestion] = field(default_factory=list)

    teams: list[TeamLine] = field(default_factory=list)

    arrivals: list[StaffLine] = field(default_factory=list)
    returns: list[StaffLine] = field(default_factory=list)
    moves: list[StaffLine] = field(default_factory=list)
    corrections: list[StaffLine] = field(default_factory=list)
    leavers: list[StaffLine] = field(default_factory=list)
    refused_numbers: dict[int, str] = field(default_factory=dict)  # by line
    is_held: bool = False
    awaits_approval: bool = False
    must_ask: bool = False

    @property
    def is_asking(self) -> bool:
        return bool(self.team_questions or self.column_questions)

    @property
    def lines_refused(self) -> list[int]:
        """Return the lines that can be set aside."""
        return sorted({refusal.line for refusal in self.refused if not refusal.whole_file})

    def as_dict(self) -> dict[str, Any]:
        return {**ImportReport.as_dict(self), "left": len(self.leavers)}

    def sections(self) -> dict[str, list[StaffLine]]:
        return {
            "arrivals": self.arrivals,
            "returns": self.returns,
            "moves": self.moves,
            "corrections": self.corrections,
            "leavers": self.leavers,
        }


def fill_report(plan: StaffPlan, report: StaffReport) -> None:
    """Fill the report with counts and the lines of the preview."""
    leavers = {change.staff_number for change in plan.leavers}
    for change in plan.changes:
        if change.staff_number in leavers:
            report.leavers.append(_line(change, _departure(change)))
        elif change.pk is None and change.wanted is not None:
            report.created += 1
            report.arrivals.append(_line(change, [Difference("", "", change.wanted.team)]))
        elif change.position or change.facts_changed:
            report.changed += 1
            _describe_change(change, plan.as_of, report)
        else:
            report.unchanged += 1
    report.teams = list(_teams(plan))
    report.notes += _notes_on_leavers(plan)
    report.notes += [
        _("New team “%(team)s”: %(warning)s") % {"team": team.team, "warning": team.warning}
        for team in report.teams
        if team.warning
    ]
    report.notes += _notes_on_new_names(plan)
    report.notes += _notes_on_contacts(plan)


def _notes_on_leavers(plan: StaffPlan) -> Iterator[str]:
    absent = sum(1 for change in plan.leavers if change.wanted is None)
    if absent:
        text = ngettext(
            "%(count)s person is absent from the list and leaves.",
            "%(count)s people are absent from the list and leave.",
            absent,
        )
        yield text % {"count": absent}
    day = max(plan.as_of, today())
    leaving = [change for change in plan.leavers if change.wanted is not None]
    if coming := sum(1 for change in leaving if not change.facts.has_left(day)):
        text = ngettext(
            "%(count)s person will have their last day, by the list, and leaves then.",
            "%(count)s people will have their last day, by the list, and leave then.",
            coming,
        )
        yield text % {"count": coming}
    if ended := len(leaving) - coming:
        text = ngettext(
            "%(count)s person has had their last day, by the list, and leaves.",
            "%(count)s people have had their last day, by the list, and leave.",
            ended,
        )
        yield text % {"count": ended}


def _notes_on_new_names(plan: StaffPlan) -> Iterator[str]:
    if jobs := plan.jobs_new:
        text = ngettext(
            "%(count)s job is new: %(names)s.", "%(count)s jobs are new: %(names)s.", len(jobs)
        )
        yield text % {"count": len(jobs), "names": _first_names(jobs)}
    if sites := plan.sites_new:
        text = ngettext(
            "%(count)s site is new: %(names)s.", "%(count)s sites are new: %(names)s.", len(sites)
        )
        yield text % {"count": len(sites), "names": _first_names(sites)}


def _first_names(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def _notes_on_contacts(plan: StaffPlan) -> Iterator[str]:
    counts = plan.contacts_supposed
    if total := sum(counts.values()):
        text = ngettext(
            "Of %(count)s arrival the list does not say the contact with the public. It is taken from those who "
            "hold the job, else from the team, else back office: %(front)s in front office, %(back)s in back office.",
            "Of %(count)s arrivals the list does not say the contact with the public. It is taken from those who "
            "hold the job, else from the team, else back office: %(front)s in front office, %(back)s in back office.",
            total,
        )
        front = counts.get(PublicContact.FRONT_OFFICE, 0)
        yield text % {"count": total, "front": front, "back": total - front}


def _teams(plan: StaffPlan) -> Iterator[TeamLine]:
    """Return the new teams first, and of these the ones that may be misspelt."""
    for team, near in sorted(plan.teams_new.items(), key=lambda item: (not item[1], item[0])):
        warning = _("close to “%(team)s”: a slip of the hand?") % {"team": near} if near else ""
        parent = plan.parents[team]
        place = _("below %(team)s") % {"team": parent} if parent else _place("")
        yield TeamLine(_("New team"), team, place, warning)
    for team, (before, after) in sorted(plan.teams_moved.items()):
        yield TeamLine(_("Moved team"), team, f"{_place(before)} → {_place(after)}")
    for team in sorted(plan.teams_closed):
        yield TeamLine(_("Closed team"), team)


def _place(parent: str) -> str:
    return parent or _("top of the organisation")


def _describe_change(change: PersonChange, as_of: date, report: StaffReport) -> None:
    held = change.held
    has_come_back = held is not None and held.ended_on is not None and held.ended_on < as_of
    changes = list(_differences(change))
    if has_come_back and change.position.open_from:
        report.returns.append(_line(change, changes))
    elif changes and not changes[0].label:
        report.moves.append(_line(change, changes))
    else:
        report.corrections.append(_line(change, changes))


def _differences(change: PersonChange) -> Iterator[Difference]:
    """Return the changed values, the team first where the person moves."""
    wanted = change.wanted
    if wanted is not None and change.position:
        before = change.held.place if change.held else Workplace()
        if before.team != wanted.team:
            yield Difference("", before.team, wanted.team)
        if change.held:
            yield from _place_differences(before, wanted)
    if change.former_number:
        yield Difference(_("Staff number"), change.former_number, change.staff_number)
    if change.known is not None:
        yield from _fact_differences(change.known, change.facts)


def _place_differences(before: Workplace, after: Workplace) -> Iterator[Difference]:
    for declared in POSITION_FIELDS:
        name = declared.name
        if name != "team":
            yield from _difference(declared, getattr(before, name), getattr(after, name))


def _fact_differences(before: PersonFacts, after: PersonFacts) -> Iterator[Difference]:
    for declared in PERSON_FIELDS:
        name = declared.person
        yield from _difference(declared, getattr(before, name), getattr(after, name))


def _difference(declared: StaffField, before: Any, after: Any) -> Iterator[Difference]:
    if before != after:
        shown = declared.show
        yield Difference(str(declared.label), shown(before) or NOTHING, shown(after) or NOTHING)


def _departure(change: PersonChange) -> list[Difference]:
    """Return the last team; of somebody whom the list names, what it says too."""
    team = Difference("", "", change.held.place.team if change.held else NOTHING)
    if change.wanted is None or change.known is None:
        return [team]
    return [team, *_fact_differences(change.known, change.facts)]


def _line(change: PersonChange, differences: list[Difference]) -> StaffLine:
    return StaffLine(change.staff_number, change.facts.full_name, tuple(differences))


def created_counts_notes(new: dict[str, int]) -> list[str]:
    """Return what the preview has not said yet: jobs and sites are noted there by name."""
    teams = new["teams"]
    text = ngettext("%(count)s team is new.", "%(count)s teams are new.", teams)
    return [text % {"count": teams}] if teams else []
