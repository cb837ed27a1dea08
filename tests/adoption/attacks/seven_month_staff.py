"""A hundred and fifty people over seven months: enough for an effect with numbers, a forecast, and others to compare with.

    Organisation (3 of its own)
      Est (4)    six teams of 11 to 13, in which something is tried from August on
      Ouest (3)  six teams as large, in which nothing is, and where use goes down in the end

Somebody moves from one side to the other, somebody joins, somebody leaves. Nobody has a linked account: figures of those
are tried with the other story, and in tests/adoption/publishing/test_further_worlds.py.

Of seven months there are too many histories for a solver. Its reader looks among those in which a level changes once
at most: whatever world they find is one that could be, so that nobody whom they cannot fix is fixed.
"""

from functools import cached_property

from adoption.foundation.periods import Month
from tests.adoption.attacks.reading import place_of
from tests.adoption.attacks.three_month_staff import COUNSEL, NONE, OFFICE, Story
from tests.adoption.attacks.worlds import ALL, Organisation, is_possible


SEVEN = tuple(Month(2026, number) for number in range(4, 11))
START = Month(2026, 8)
FIRST_PLACE = place_of(
    SEVEN[0]
)  # what a page says of a month is counted from the other story’s first
JUNE, AUGUST, SEPTEMBER, OCTOBER = (SEVEN.index(Month(2026, each)) for each in (6, 8, 9, 10))
EAST = {"Ancre": 11, "Brise": 10, "Cale": 12, "Digue": 11, "Écluse": 13, "Foc": 11}
WEST = {"Goulet": 12, "Hune": 11, "Jetée": 12, "Kayak": 11, "Lac": 13, "Môle": 11}
TREE = {
    "Est": ALL,
    "Ouest": ALL,
    **dict.fromkeys(EAST, "Est"),
    **dict.fromkeys(WEST, "Ouest"),
}
ODD = (
    (1, ("Ancre",) * 3 + ("Goulet",) * 4),  # moves in July
    (1, (None,) + ("Brise",) * 6),
    (1, ("Môle",) * 6 + (None,)),
)
CLASSES = (
    (3, (ALL,) * 7),
    (4, ("Est",) * 7),
    (3, ("Ouest",) * 7),
    *((size, (team,) * 7) for team, size in {**EAST, **WEST}.items()),
    *ODD,
)
FAMILIES = (NONE, COUNSEL, OFFICE, *(COUNSEL, OFFICE) * 6, OFFICE, COUNSEL, OFFICE)


class OneChange(Organisation):
    """Only histories in which a level changes once at most."""

    @cached_property
    def cells(self):
        return [
            (number, history)
            for number, (_, teams) in enumerate(self.classes)
            for history in _histories(self.levels, teams)
        ]


def _histories(levels, teams):
    """Of whoever is in these teams; where there is none the level is 0."""
    found = {
        tuple(
            0 if team is None else (first if month < change else then)
            for month, team in enumerate(teams)
        )
        for first in levels
        for then in levels
        for change in range(1, len(teams))
    }
    return sorted(history for history in found if is_possible(history))


ORGANISATION = OneChange(CLASSES, (tuple(TREE.items())[2:],) * 7, parts=FAMILIES)
SEVEN_MONTHS = Story(
    SEVEN,
    TREE,
    ORGANISATION,
    closed_on={},
    leads={"manager": (3, "Ancre"), "division": (1, "Est"), "other division": (2, "Ouest")},
    training=0,
    both=14,
    also_leads="Hune",
)


def levels_of_somebody(number, place):
    """In the east many begin in August; in the west some leave off in September, and some in October."""
    _, where = CLASSES[number]
    team = next(each for each in where if each is not None)
    before, change, then = _east(place) if team in {"Est", *EAST} else _west(place)
    return tuple(
        0 if team is None else (before if month < change else then)
        for month, team in enumerate(where)
    )


def _east(place):
    before = (2, 3, 1, 2, 0, 4, 2, 1, 3, 2, 1, 2, 3)[place % 13]
    change, after = {1: (JUNE, 3), 2: (AUGUST, 3 + place % 2), 3: (AUGUST, 4)}.get(
        before, (AUGUST, before)
    )
    return before, change, after


def _west(place):
    before = (3, 1, 3, 4, 2, 0, 3, 2, 4, 1, 3, 4, 2)[place % 13]
    change, after = {2: (SEPTEMBER, 2), 6: (OCTOBER, 2), 9: (JUNE, 2)}.get(
        place % 13, (SEPTEMBER, before)
    )
    return before, change, after


def true_levels():
    return [
        [levels_of_somebody(number, place) for place in range(size)]
        for number, (size, _) in enumerate(CLASSES)
    ]
