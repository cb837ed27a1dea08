"""Sections of the report, in the order of its pages."""

from collections.abc import Callable
from dataclasses import replace

from adoption.report.blocks import Section
from adoption.report.charts import in_accent
from adoption.report.queries.edition import Edition
from adoption.report.sections import (
    barometer,
    commitments,
    contacts,
    experiments,
    network,
    next_steps,
    overview,
    training,
    worth,
)


# By key, each from what may be read of a portal up to a month; None where there is nothing to say. All readers
# read the same.
SECTIONS: dict[str, Callable[[Edition], Section | None]] = {
    "overview": overview.section,
    "training": training.section,
    "network": network.section,
    "barometer": barometer.section,
    "commitments": commitments.section,
    "contacts": contacts.section,
    "worth": worth.section,
    "experiments": experiments.section,
    "next_steps": next_steps.section,
}


class SectionFailed(Exception):
    """Raised for a section that cannot be made, `key`: better no report than an incomplete one."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the section {key!r} of the steering committee's report failed")
        self.key = key


def sections_of(edition: Edition) -> dict[str, Section]:
    """Make all sections that have something to say, by key. Raises SectionFailed for the first that fails."""
    sections = {key: section_of(key, edition) for key in SECTIONS}
    return {key: section for key, section in sections.items() if section is not None}


def section_of(key: str, edition: Edition) -> Section | None:
    """Make one section; None where there is none of that key or it has nothing to say."""
    if key not in SECTIONS:
        return None
    try:
        section = SECTIONS[key](edition)
        if section is None:
            return None
        charts = tuple(in_accent(chart, edition.accent) for chart in section.charts)
        return replace(section, charts=charts)
    except Exception as error:
        raise SectionFailed(key) from error
