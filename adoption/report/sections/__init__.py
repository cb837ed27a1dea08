"""Sections of the report, in the order of its pages."""

from collections.abc import Callable

from adoption.report.blocks import Section
from adoption.report.queries.edition import Edition
from adoption.report.sections import (
    comparison,
    experiments,
    front_desk,
    overview,
    programme,
    team_actions,
)


# By key, each from what is published of a portal up to a month; None where there is nothing to say. They
# read publications only, so that all readers read the same.
SECTIONS: dict[str, Callable[[Edition], Section | None]] = {
    "overview": overview.section,
    "programme": programme.section,
    "experiments": experiments.section,
    "front_desk": front_desk.section,
    "comparison": comparison.section,
    "team_actions": team_actions.section,
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
        return SECTIONS[key](edition)
    except Exception as error:
        raise SectionFailed(key) from error
