"""What the address of the catalogue asks for."""

from django.http import QueryDict

from learning.enums import Barrier, Level
from learning.queries.catalog import Wanted


WORDS, LEVEL, BARRIER, MINUTES, PAGE = "q", "niveau", "frein", "duree", "page"
LONGEST = 100  # of what is looked for
DURATIONS = (15, 30, 60)  # minutes


def wanted_by(given: QueryDict) -> Wanted:
    """What is not understood is not asked for: an old link still opens the catalogue."""
    level, barrier, minutes = (given.get(name, "") for name in (LEVEL, BARRIER, MINUTES))
    return Wanted(
        words=given.get(WORDS, "").strip()[:LONGEST],
        level=level if level in Level.values else "",
        barrier=barrier if barrier in Barrier.values else "",
        minutes=int(minutes) if minutes in map(str, DURATIONS) else 0,
    )
