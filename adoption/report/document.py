"""Compose the steering committee's report: first page, sections, method. Plain values in one language."""

from dataclasses import dataclass
from itertools import zip_longest

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from adoption.publishing.models import Publication
from adoption.report.blocks import Chart, Decision, Section, Table
from adoption.report.method import method_section
from adoption.report.queries.edition import Edition
from adoption.report.sections import sections_of
from adoption.report.sections.overview import known_staff_text


MOST_FINDINGS, MOST_DECISIONS = 5, 5  # on the first page; of decisions, in a section too


@dataclass(frozen=True, slots=True)
class Report:
    """`basis`: people behind the first page's rates. `sections`: by key, in order. `lead`: first page's drawing, not repeated later."""

    publication: Publication
    language: str
    title: str
    organisation: str
    portal: str
    month: str
    findings: tuple[str, ...]
    basis: str
    lead: Chart | None
    sections: dict[str, Section]
    method: Section

    @property
    def decisions(self) -> list[Decision]:
        return [decision for section in self.sections.values() for decision in section.decisions]

    @property
    def first_decisions(self) -> list[Decision]:
        return self.decisions[:MOST_DECISIONS]

    @property
    def has_more_decisions(self) -> bool:
        return len(self.decisions) > MOST_DECISIONS

    @property
    def charts(self) -> list[Chart]:
        return [chart for section in self.sections.values() for chart in section.charts]

    def charts_of(self, section: Section) -> list[Chart]:
        """Charts drawn on the section's own pages."""
        return [chart for chart in section.charts if chart is not self.lead]

    def decisions_of(self, section: Section) -> tuple[Decision, ...]:
        return section.decisions[:MOST_DECISIONS]

    def further_of(self, section: Section) -> str:
        """Note for a section with more decisions than are listed."""
        number = len(section.decisions) - MOST_DECISIONS
        if number <= 0:
            return ""
        text = ngettext(
            "One more like these is on the pages of targets and experiments.",
            "%(n)s more like these are on the pages of targets and experiments.",
            number,
        )
        return text % {"n": number}

    def tables_of(self, section: Section) -> list[Table]:
        """Tables of the section, with that of the first page's drawing."""
        led = [self.lead.table] if self.lead and self.lead in section.charts else []
        return [*led, *section.tables]


def compose_report(edition: Edition) -> Report:
    """Compose the report in the language in force. Raises SectionFailed, or ValueError where two drawings have one name."""
    publication, sections = edition.publication, sections_of(edition)
    in_order = tuple(sections.values())
    report = Report(
        publication=publication,
        language=get_language() or "fr",
        title=_("Report to the steering committee"),
        organisation=edition.organisation,
        portal=str(publication.portal.name_here),
        month=date_format(publication.month, "F Y"),
        findings=tuple(_first_findings(in_order)),
        basis=known_staff_text(edition.reading),
        lead=next((chart for section in in_order[:1] for chart in section.charts), None),
        sections=sections,
        method=method_section(edition),
    )
    names = [chart.name for chart in report.charts]
    if len(set(names)) < len(names):
        raise ValueError(f"two drawings of the report have one name: {sorted(names)}")
    return report


def _first_findings(sections: tuple[Section, ...]) -> list[str]:
    """First finding of each section, then second of each, in the order of the sections."""
    rounds = zip_longest(*(section.findings for section in sections))
    chosen: set[tuple[int, int]] = set()
    for number, findings in enumerate(rounds):
        for place, sentence in enumerate(findings):
            if sentence and len(chosen) < MOST_FINDINGS:
                chosen.add((place, number))
    return [sections[place].findings[number] for place, number in sorted(chosen)]
