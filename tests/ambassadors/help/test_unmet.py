"""Why a request gets no proposal, and the one change that would help; every code has its words."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from ambassadors.help.matching import Guide, Kind, Seeker, match, score
from ambassadors.help.matching.unmet import what_would_help, why_unmet
from ambassadors.help.reasons import (
    LIFT_LABELS,
    REASON_LABELS,
    UNMET_LABELS,
    Lift,
    Obstacle,
    Reason,
    Unmet,
    split_reason,
)
from tests.ambassadors.help.drawn_rounds import guides_of_a_round, seekers_of_a_round


@pytest.mark.parametrize(
    ("seeker", "guides", "reason"),
    [
        ({}, [], Unmet.NOBODY_AVAILABLE),
        ({}, [{"capacity": 0}], Unmet.NOBODY_AVAILABLE),
        ({"topics": frozenset({"x"})}, [{}], Unmet.NO_COMMON_TOPIC),
        (
            {"topics": frozenset({"a"}), "formats": frozenset({"call"})},
            [{"topics": frozenset({"a"}), "formats": frozenset({"room"})}, {}],
            Unmet.NO_COMMON_FORMAT,
        ),
        (
            {"languages": frozenset({"fr"})},
            [{"languages": frozenset({"en"})}],
            Unmet.NO_COMMON_LANGUAGE,
        ),
        ({"kind": Kind.MUTUAL}, [{}], Unmet.NO_COMMON_KIND),
        ({"manager_ids": frozenset({11})}, [{}], Unmet.RULED_OUT),
        ({"id": 11}, [{}], Unmet.RULED_OUT),
    ],
)
def test_the_reason_names_what_left_no_guide(seeker, guides, reason):
    seeker = Seeker(**{"id": 1, **seeker})
    guides = [Guide(**{"id": 11 + n, "capacity": 1, **guide}) for n, guide in enumerate(guides)]

    result = match([seeker], guides)

    assert [(left.seeker, left.reason) for left in result.unassigned] == [(seeker.id, reason)]


def test_full_guides_are_told_from_a_list_that_was_too_short():
    seekers, guides = [Seeker(id=1)], [Guide(id=11, capacity=1), Guide(id=12, capacity=1)]

    assert why_unmet(seekers, guides, has_room=np.array([False, False])) == [Unmet.EVERYONE_FULL]
    assert why_unmet(seekers, guides, has_room=np.array([False, True])) == [Unmet.LIST_TOO_SHORT]


@pytest.mark.parametrize(
    ("seeker", "guides", "lifts"),
    [
        ({"formats": frozenset({"call"})}, [{"formats": frozenset({"room"})}], (Lift.FORMAT,)),
        ({"languages": frozenset({"fr"})}, [{"languages": frozenset({"en"})}], (Lift.LANGUAGE,)),
        ({"kind": Kind.REVERSE}, [{}], (Lift.KIND,)),
        ({"topics": frozenset({"a"})}, [{}], (Lift.TOPIC,)),
        ({"excludes": frozenset({11})}, [{}], (Lift.PLACE,)),
        ({}, [{"excludes": frozenset({1})}], (Lift.PLACE,)),
        ({}, [{"manager_ids": frozenset({1})}], (Lift.PLACE,)),
        ({"id": 11}, [{}], ()),
        ({"topics": frozenset({"a"}), "kind": Kind.REVERSE}, [{}], ()),
        (
            {"topics": frozenset({"a"}), "formats": frozenset({"call"})},
            [{"topics": frozenset({"a"}), "formats": frozenset({"room"})}, {}],
            (Lift.FORMAT, Lift.TOPIC),
        ),
    ],
)
def test_the_least_change_that_would_help_is_found(seeker, guides, lifts):
    seeker = Seeker(**{"id": 1, **seeker})
    guides = [Guide(**{"id": 11 + n, "capacity": 1, **guide}) for n, guide in enumerate(guides)]

    result = match([seeker], guides)

    assert [left.lifts for left in result.unassigned] == [lifts]


def test_where_the_possible_guides_are_full_one_more_place_would_help():
    seekers, guides = [Seeker(id=1), Seeker(id=2)], [Guide(id=11, capacity=1)]

    result = match(seekers, guides)

    assert [left.lifts for left in result.unassigned] == [(Lift.PLACE,)]


@settings(deadline=None)
@given(seekers_of_a_round, guides_of_a_round)
def test_a_change_that_would_help_does(seekers, guides):
    """Against a count by hand: each obstacle taken away alone, for the seeker, from every guide."""
    seekers = [replace(seeker, wishes=()) for seeker in seekers]
    room = np.array([guide.id % 2 == 0 for guide in guides], dtype=bool)
    without = {
        Lift.FORMAT: lambda s, g: (replace(s, formats=frozenset()), g),
        Lift.LANGUAGE: lambda s, g: (replace(s, languages=frozenset()), g),
        Lift.KIND: lambda s, g: (
            replace(s, kind=Kind.COACHING),
            replace(g, kinds=frozenset({Kind.COACHING})),
        ),
        Lift.TOPIC: lambda s, g: (replace(s, topics=frozenset()), g),
        Lift.PLACE: lambda s, g: tuple(
            replace(side, excludes=frozenset(), manager_ids=frozenset()) for side in (s, g)
        ),
    }

    found = what_would_help(seekers, guides, has_room=room)

    for seeker, lifts in zip(seekers, found, strict=True):
        would = {
            lift
            for lift, change in without.items()
            for guide, has_room in zip(guides, room, strict=True)
            if has_room and not score(seeker, guide) and score(*change(seeker, guide))
        }
        full = any(
            score(seeker, guide) for guide, free in zip(guides, room, strict=True) if not free
        )
        assert set(lifts) == would | ({Lift.PLACE} if full else set())


def test_every_code_has_a_label():
    assert set(REASON_LABELS) == set(Reason)
    assert set(UNMET_LABELS) == set(Unmet)
    assert set(LIFT_LABELS) == set(Lift)
    assert {Unmet(obstacle) for obstacle in Obstacle} < set(Unmet)


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        ("same_site", (Reason.SAME_SITE, "")),
        ("knows_topic:prise-de-rdv:2", (Reason.KNOWS_TOPIC, "prise-de-rdv:2")),
    ],
)
def test_a_reason_splits_into_its_code_and_detail(reason, parts):
    assert split_reason(reason) == parts
