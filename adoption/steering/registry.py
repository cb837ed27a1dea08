"""Who has something to say to the steering committee. Each part registers its section in `ready()`."""

from collections.abc import Callable

from adoption.models import Publication
from adoption.steering.blocks import Section


# From what is published of the portal up to this month; None where there is nothing to say.
Maker = Callable[[Publication], Section | None]

_makers: dict[str, tuple[int, Maker]] = {}


def register_section(key: str, maker: Maker, *, order: int) -> None:
    """In the language in force. Reads publications only, so that all readers read the same."""
    _makers[key] = (order, maker)


def sections_of(publication: Publication) -> list[Section]:
    ordered = sorted(_makers.items(), key=lambda each: (each[1][0], each[0]))
    made = (maker(publication) for _key, (_order, maker) in ordered)
    return [section for section in made if section is not None]
