"""Registry of the report's sections; each part registers its own in `ready()`."""

from collections.abc import Callable

from adoption.report.blocks import Section
from adoption.report.queries.edition import Edition


# From what is published of a portal up to a month; None where there is nothing to say.
Maker = Callable[[Edition], Section | None]

_makers: dict[str, tuple[int, Maker]] = {}


class SectionFailed(Exception):
    """Raised for a section that cannot be made, `key`: better no report than an incomplete one."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the section {key!r} of the steering committee's report failed")
        self.key = key


def register_section(key: str, maker: Maker, *, order: int) -> None:
    """Register a section. It must read publications only, so that all readers read the same."""
    _makers[key] = (order, maker)


def sections_of(edition: Edition) -> dict[str, Section]:
    """Make all sections, by key, in order. Raises SectionFailed for the first that fails."""
    ordered = sorted(_makers.items(), key=lambda each: (each[1][0], each[0]))
    made = {key: _make_section(key, maker, edition) for key, (_order, maker) in ordered}
    return {key: section for key, section in made.items() if section is not None}


def section_of(key: str, edition: Edition) -> Section | None:
    """Make one section; None where it is not registered or has nothing to say."""
    _order, maker = _makers.get(key, (0, None))
    return _make_section(key, maker, edition) if maker else None


def _make_section(key: str, maker: Maker, edition: Edition) -> Section | None:
    try:
        return maker(edition)
    except Exception as error:
        raise SectionFailed(key) from error
