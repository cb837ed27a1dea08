"""Who has something to say to the steering committee. Each part registers its section in `ready()`."""

from collections.abc import Callable

from adoption.report.blocks import Section
from adoption.report.queries.edition import Edition


# From what is published of a portal up to a month; None where there is nothing to say.
Maker = Callable[[Edition], Section | None]

_makers: dict[str, tuple[int, Maker]] = {}


class SectionFailed(Exception):
    """No report rather than one that lacks a part without a word: `key` says whose it is."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the section {key!r} of the steering committee's report failed")
        self.key = key


def register_section(key: str, maker: Maker, *, order: int) -> None:
    """In the language in force. Reads publications only, so that all readers read the same."""
    _makers[key] = (order, maker)


def sections_of(edition: Edition) -> dict[str, Section]:
    """By key, in their order. Raises SectionFailed for the first that cannot be made."""
    ordered = sorted(_makers.items(), key=lambda each: (each[1][0], each[0]))
    made = {key: _make_section(key, maker, edition) for key, (_order, maker) in ordered}
    return {key: section for key, section in made.items() if section is not None}


def section_of(key: str, edition: Edition) -> Section | None:
    """The one alone; None too where nobody registered it."""
    _order, maker = _makers.get(key, (0, None))
    return _make_section(key, maker, edition) if maker else None


def _make_section(key: str, maker: Maker, edition: Edition) -> Section | None:
    try:
        return maker(edition)
    except Exception as error:
        raise SectionFailed(key) from error
