"""Compose the steering committee's report: first page, sections, method. Plain values in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from adoption.publishing.models import Publication
from adoption.report.blocks import Chart, Decision, Section, Table
from adoption.report.enums import DecisionState
from adoption.report.method import method_section
from adoption.report.models import CommitteeDecision, CommitteeDecisionRevision
from adoption.report.queries.edition import Edition
from adoption.report.sections import sections_of
from cms.models import OrganisationSettings
from core.revisions import replaced_wordings
from core.typography import day_text


MOST_FINDINGS, MOST_DECISIONS = 6, 5  # on the first page
MOST_LOGGED = 12
TONES = {DecisionState.DONE: "good", DecisionState.DROPPED: "warn"}


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """A decision of the log in words. `standing`: its state, since when or by when, and when it was last changed.

    `earlier`: what it said before, the latest first.
    """

    decision: CommitteeDecision
    standing: str
    tone: str
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`log`: what became of earlier decisions. `taken`: on this report. `sections`: by key, in order. `lead`: first page's drawing, not repeated later."""

    publication: Publication
    language: str
    title: str
    settings: OrganisationSettings
    portal: str
    month: str
    log: tuple[LoggedDecision, ...]
    taken: tuple[LoggedDecision, ...]
    findings: tuple[str, ...]
    decisions: tuple[Decision, ...]
    further: str
    lead: Chart | None
    sections: dict[str, Section]
    method: Section

    @property
    def charts(self) -> list[Chart]:
        return [chart for section in self.sections.values() for chart in section.charts]

    def findings_of(self, section: Section) -> list[str]:
        """Findings that the first page does not have."""
        return [sentence for sentence in section.findings if sentence not in self.findings]

    def charts_of(self, section: Section) -> list[Chart]:
        """Charts drawn on the section's own pages."""
        return [chart for chart in section.charts if chart is not self.lead]

    def tables_of(self, section: Section) -> list[Table]:
        """Tables of the section, with that of the first page's drawing."""
        led = [self.lead.table] if self.lead and self.lead in section.charts else []
        return [*led, *section.tables]


def compose_report(edition: Edition) -> Report:
    """Compose the report in the language in force. Raises SectionFailed, or ValueError where two drawings have one name."""
    publication, sections = edition.publication, sections_of(edition)
    in_order = tuple(sections.values())
    taken, log = edition.taken, edition.log
    under_way = [decision for decision in log if decision.state == DecisionState.OPEN]
    answered = {decision.asked for decision in (*taken, *under_way)}
    asked = [
        decision
        for decision in _in_turn([section.decisions for section in in_order])
        if decision.key not in answered
    ]
    report = Report(
        publication=publication,
        language=get_language() or "fr",
        title=_("Report to the steering committee"),
        settings=edition.settings,
        portal=str(publication.portal.name_here),
        month=date_format(publication.month, "F Y"),
        log=tuple(map(_logged, log[:MOST_LOGGED])),
        taken=tuple(map(_logged, taken)),
        findings=tuple(_in_turn([section.findings for section in in_order])[:MOST_FINDINGS]),
        decisions=tuple(asked[:MOST_DECISIONS]),
        further=_further(len(asked) - MOST_DECISIONS),
        lead=next((chart for section in in_order[:1] for chart in section.charts), None),
        sections=sections,
        method=method_section(edition),
    )
    names = [chart.name for chart in report.charts]
    if len(set(names)) < len(names):
        raise ValueError(f"two drawings of the report have one name: {sorted(names)}")
    return report


def _in_turn(lists: list[Sequence[Any]]) -> list[Any]:
    """The first of each list, then the second of each."""
    return [each for turn in zip_longest(*lists) for each in turn if each]


def _further(number: int) -> str:
    """Note for more questions than are asked."""
    if number <= 0:
        return ""
    text = ngettext(
        "One more like these is on the pages of targets and experiments.",
        "%(n)s more like these are on the pages of targets and experiments.",
        number,
    )
    return text % {"n": number}


def _logged(decision: CommitteeDecision) -> LoggedDecision:
    state = DecisionState(decision.state)
    standing = {
        DecisionState.OPEN: _("open, due on %(day)s"),
        DecisionState.DONE: _("done on %(day)s"),
        DecisionState.DROPPED: _("dropped on %(day)s"),
    }[state] % {"day": day_text(decision.settled_on or decision.due_on)}
    revisions = list(decision.revisions.all())
    # What became of it is no change.
    replaced = replaced_wordings(revisions, decision, ("text", "owner", "due_on"))
    if replaced:
        changed = _("changed on %(day)s") % {"day": day_text(replaced[0].changed_on)}
        standing = f"{standing}, {changed}"
    return LoggedDecision(
        decision, standing, TONES.get(state, ""), tuple(map(_earlier_text, replaced))
    )


def _earlier_text(revision: CommitteeDecisionRevision) -> str:
    words = {
        "day": day_text(revision.changed_on),
        "text": revision.text,
        "owner": revision.owner,
        "due": day_text(revision.due_on),
    }
    said = _("Until %(day)s: “%(text)s” (%(owner)s, by %(due)s).") % words
    if revision.changed_by is None:
        return said
    return f"{said} {_('Changed by %(person)s.') % {'person': revision.changed_by}}"
