from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from ambassadors.help.matching import Fit, Guide, Kind, Mode, Seeker, frame, load_cost, match, score
from ambassadors.help.matching.frame import IMPOSSIBLE, scoring_frame
from ambassadors.help.matching.sampling import LARGE_ROUND
from ambassadors.help.matching.scoring import LANGUAGE, LOAD_MOST, MAX_POINTS, POSSIBLE
from ambassadors.help.reasons import Unmet
from tests.ambassadors.help.drawn_rounds import guides_of_a_round, modes, seekers_of_a_round


ONE_MORE_PERSON = 100_000  # outweighs the points of any instance drawn here


def best_by_dense_solver(seekers, guides, mode):
    """Return people and total of an optimum: a column for each place of a guide, less its cost."""
    fits = [[score(seeker, guide) for guide in guides] for seeker in seekers]
    points = np.array([[fit.points if fit else 0 for fit in row] for row in fits], dtype=int)
    points = points.reshape(len(seekers), len(guides))
    points = np.repeat(points, [guide.capacity for guide in guides], axis=1)
    costs = [load_cost(guide.load + n) for guide in guides for n in range(guide.capacity)]
    worth = np.where(points > 0, points - np.array(costs, dtype=int), 0)
    bonus = ONE_MORE_PERSON if mode is Mode.MOST_PEOPLE else 0
    chosen = linear_sum_assignment(worth + bonus * (points > 0), maximize=True)
    return int((points[chosen] > 0).sum()), int(worth[chosen].sum())


def load_cost_of(result, guides):
    load = Counter(pair.guide for pair in result.pairs)
    return sum(load_cost(guide.load + n) for guide in guides for n in range(load[guide.id]))


# The score of one pair


def test_a_pair_is_explained_by_what_both_declared():
    seeker = Seeker(
        id=1,
        topics=frozenset({"messaging", "booking"}),
        slots=frozenset({"tuesday", "friday"}),
        site="north",
        job="secretary",
        wishes=(8, 2),
    )
    guide = Guide(
        id=2,
        capacity=1,
        topics=frozenset({"messaging", "payments"}),
        slots=frozenset({"tuesday"}),
        site="north",
        languages=frozenset({"fr"}),
    )

    fit = score(seeker, guide)

    assert fit == Fit(
        points=5 + 55 + 20 + 20 + 15,
        reasons=("wished", "knows_topic:messaging", "shared_slot:tuesday", "same_site"),
    )


def test_what_neither_declared_is_no_reason():
    assert score(Seeker(id=1), Guide(id=2, capacity=1)) == Fit(points=5, reasons=())


@pytest.mark.parametrize(
    ("seeker", "guide"),
    [
        ({"id": 2}, {}),
        ({"manager_ids": frozenset({2})}, {}),
        ({}, {"manager_ids": frozenset({1})}),
        ({"excludes": frozenset({2})}, {}),
        ({"excludes": frozenset({2}), "wishes": (2,)}, {}),
        ({}, {"excludes": frozenset({1})}),
        ({"topics": frozenset({"booking"})}, {"topics": frozenset({"payments"})}),
        ({"topics": frozenset({"booking"})}, {}),
        ({"formats": frozenset({"call"})}, {"formats": frozenset({"room"})}),
        ({"languages": frozenset({"fr"})}, {"languages": frozenset({"en"})}),
    ],
)
def test_impossible_pairs_have_no_score_and_are_never_proposed(seeker, guide):
    seeker = Seeker(**{"id": 1, **seeker})
    guide = Guide(**{"id": 2, "capacity": 1, **guide})

    assert score(seeker, guide) is None
    for mode in Mode:
        assert match([seeker], [guide], mode=mode).pairs == ()


@pytest.mark.parametrize(
    ("seeker", "guide"),
    [
        ({}, {"topics": frozenset({"payments"})}),
        ({"formats": frozenset({"call"})}, {}),
        ({}, {"languages": frozenset({"en"})}),
        ({"slots": frozenset({"monday"})}, {"slots": frozenset({"friday"})}),
        ({"site": "north"}, {"site": "south"}),
    ],
)
def test_silence_and_inconvenience_do_not_forbid_a_pair(seeker, guide):
    assert score(Seeker(id=1, **seeker), Guide(id=2, capacity=1, **guide)) is not None


def test_an_earlier_wish_is_worth_more_and_a_repeated_one_counts_once():
    seeker = Seeker(id=1, wishes=(4, 5, 4, 6))

    points = [score(seeker, Guide(id=guide, capacity=1)).points for guide in (4, 5, 6, 7)]

    assert points == [65, 60, 55, 5]


@given(seekers_of_a_round, guides_of_a_round)
def test_scores_in_blocks_agree_with_the_score_of_each_pair(seekers, guides):
    encoded = scoring_frame(seekers, guides)

    table = [row.tolist() for rows in encoded.blocks() for row in encoded.points(rows)]

    fits = [[score(seeker, guide) for guide in guides] for seeker in seekers]
    assert table == [[fit.points if fit else IMPOSSIBLE for fit in row] for row in fits]
    assert all(POSSIBLE <= fit.points <= MAX_POINTS for row in fits for fit in row if fit)


def test_many_topics_do_not_exceed_the_worth_of_topics():
    topics = frozenset(str(number) for number in range(50))
    seeker, guide = Seeker(id=1, topics=topics), Guide(id=2, capacity=1, topics=topics)

    assert score(seeker, guide).points == 45
    assert scoring_frame([seeker], [guide]).points(slice(0, 1)).tolist() == [[45]]


# Kinds of help, and wishes of both sides


def of_kind(kind, seeker, guide):
    asks = Seeker(id=1, kind=kind, **seeker)
    return score(asks, Guide(id=2, capacity=1, kinds=frozenset({kind}), **guide))


def test_a_guide_is_asked_only_for_the_kinds_that_they_offer():
    assert score(Seeker(id=1), Guide(id=2, capacity=1, kinds=frozenset({Kind.MUTUAL}))) is None


@pytest.mark.parametrize(
    ("ease", "responsibility", "possible"),
    [
        ((1, 3), (3, 1), True),
        ((1, 2), (2, 1), True),
        ((2, 2), (3, 1), False),
        ((3, 1), (3, 1), False),
        ((1, 3), (1, 1), False),
        ((1, 3), (1, 3), False),
        ((None, 3), (3, 1), False),
        ((1, None), (3, 1), False),
        ((1, 3), (3, None), False),
    ],
)
def test_reverse_mentoring_goes_up_by_ease_and_down_by_responsibility(
    ease, responsibility, possible
):
    seeker, guide = (
        {"ease": ease[side], "responsibility": responsibility[side]} for side in (0, 1)
    )

    fit = of_kind(Kind.REVERSE, seeker, guide)

    assert fit == (Fit(POSSIBLE, ("reverse",)) if possible else None)


@pytest.mark.parametrize(
    ("seeker", "guide", "possible"),
    [("trade", "it", True), ("it", "trade", True), ("it", "it", False), (None, "it", False)],
)
def test_a_mixed_pair_is_one_from_a_trade_and_one_from_it(seeker, guide, possible):
    fit = of_kind(Kind.TRADE_AND_IT, {"domain": seeker}, {"domain": guide})

    assert fit == (Fit(POSSIBLE, ("trade_and_it",)) if possible else None)


def test_peers_teach_each_other_a_topic_both_ways():
    asked, back = frozenset({"messaging"}), frozenset({"booking", "payments"})
    seeker = {"topics": asked, "exchange": back}

    both = of_kind(Kind.MUTUAL, seeker, {"topics": asked, "exchange": frozenset({"booking"})})

    assert both == Fit(POSSIBLE + 40 + 10, ("knows_topic:messaging", "teaches_back:booking"))
    assert of_kind(Kind.MUTUAL, seeker, {"topics": asked}) is None
    assert of_kind(Kind.MUTUAL, seeker, {"exchange": back}) is None
    known = {"topics": asked | back, "exchange": back}
    assert of_kind(Kind.MUTUAL, seeker, known) is None, "what both know is not learnt in return"


def test_a_guide_may_wish_too_and_the_seekers_wish_weighs_more():
    fits = [
        score(Seeker(id=1, wishes=wishes), Guide(id=2, capacity=1, wishes=gladly))
        for wishes, gladly in (((), (1,)), ((2,), ()), ((2,), (9, 1)))
    ]

    assert fits == [
        Fit(POSSIBLE + 20, ("gladly",)),
        Fit(POSSIBLE + 60, ("wished",)),
        Fit(POSSIBLE + 60 + 15, ("wished", "gladly")),
    ]


# Fairness of load


def test_between_equal_guides_people_are_spread():
    guides = [Guide(id=n, capacity=9, load=load) for n, load in ((11, 0), (12, 3), (13, 0))]

    result = match([Seeker(id=n) for n in range(5)], guides)

    load = Counter(pair.guide for pair in result.pairs)
    assert (sorted(load), sorted(load.values())) == ([11, 13], [2, 3])
    assert result.load_cost == 0 + 0 + 1 + 1 + 2
    assert result.gap == 0


def test_a_busy_guide_who_fits_better_by_the_least_ground_is_still_chosen():
    speaks = frozenset({"fr"})
    busy = Guide(id=11, capacity=1, load=20, languages=speaks)

    result = match([Seeker(id=1, languages=speaks)], [busy, Guide(id=12, capacity=1)])

    assert LOAD_MOST < LANGUAGE
    assert [pair.guide for pair in result.pairs] == [11]


def test_nobody_is_left_out_because_a_guide_is_busy():
    result = match([Seeker(id=n) for n in range(20)], [Guide(id=99, capacity=20, load=5)])

    assert len(result.pairs) == 20
    assert LOAD_MOST < POSSIBLE


# A whole round


@settings(deadline=None)
@given(seekers_of_a_round, guides_of_a_round, modes)
def test_a_round_is_as_good_as_the_dense_solver_makes_it(seekers, guides, mode):
    result = match(seekers, guides, mode=mode)

    people, points = best_by_dense_solver(seekers, guides, mode)
    assert result.total == result.bound == points
    assert result.gap == 0
    if mode is Mode.MOST_PEOPLE:
        assert len(result.pairs) == result.people_bound == people


@settings(deadline=None)
@given(seekers_of_a_round, guides_of_a_round, modes, st.integers(1, 3))
def test_bounds_hold_however_short_the_lists(seekers, guides, mode, candidates):
    result = match(seekers, guides, mode=mode, candidates=candidates)

    people, points = best_by_dense_solver(seekers, guides, mode)
    assert result.total <= result.bound
    assert len(result.pairs) <= result.people_bound
    assert people <= result.people_bound
    if mode is Mode.BEST_FIT or len(result.pairs) == people:
        assert result.total <= points <= result.bound
    assert 0 <= result.gap <= 1
    if result.gap == 0 and mode is Mode.MOST_PEOPLE:
        assert (len(result.pairs), result.total) == (people, points)


@settings(deadline=None)
@given(seekers_of_a_round, guides_of_a_round, modes, st.integers(1, 60))
def test_capacities_and_exclusions_are_honoured_and_everyone_is_accounted_for(
    seekers, guides, mode, candidates
):
    result = match(seekers, guides, mode=mode, candidates=candidates)

    by_id = {seeker.id: seeker for seeker in seekers}
    guide_by_id = {guide.id: guide for guide in guides}
    load = Counter(pair.guide for pair in result.pairs)
    assert all(load[guide.id] <= guide.capacity for guide in guides)
    for pair in result.pairs:
        fit = score(by_id[pair.seeker], guide_by_id[pair.guide])
        assert fit == Fit(pair.points, pair.reasons)
    assert result.load_cost == load_cost_of(result, guides)
    assert result.total == sum(pair.points for pair in result.pairs) - result.load_cost
    everyone = [pair.seeker for pair in result.pairs] + [left.seeker for left in result.unassigned]
    assert sorted(everyone) == sorted(by_id)


@settings(deadline=None)
@given(seekers_of_a_round, guides_of_a_round, modes, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(seekers, guides, mode, random):
    mixed_seekers, mixed_guides = seekers[:], guides[:]
    random.shuffle(mixed_seekers)
    random.shuffle(mixed_guides)

    assert match(mixed_seekers, mixed_guides, mode=mode) == match(seekers, guides, mode=mode)


def test_the_modes_differ_where_one_more_person_costs_fit():
    topics = frozenset({"booking"})
    strong = Seeker(id=1, topics=topics, site="north", slots=frozenset({"monday"}), wishes=(11,))
    weak = Seeker(id=2)
    known = Guide(id=11, capacity=1, topics=topics, site="north", slots=frozenset({"monday"}))
    other = Guide(id=12, capacity=1, topics=topics, excludes=frozenset({2}))

    best_fit = match([strong, weak], [known, other])
    most_people = match([strong, weak], [known, other], mode=Mode.MOST_PEOPLE)

    assert [(pair.seeker, pair.guide) for pair in best_fit.pairs] == [(1, 11)]
    assert [(pair.seeker, pair.guide) for pair in most_people.pairs] == [(1, 12), (2, 11)]
    assert best_fit.total > most_people.total
    assert (best_fit.people_bound, most_people.people_bound) == (2, 2)


def test_the_optimum_is_not_the_greedy_choice():
    # Each prefers guide 11 for the site; only the first can go to guide 12.
    first = Seeker(id=1, topics=frozenset({"a", "b"}), site="north")
    second = Seeker(id=2, topics=frozenset({"a"}), site="south")
    both = Guide(id=11, capacity=1, topics=frozenset({"a", "b"}), site="north")
    half = Guide(id=12, capacity=1, topics=frozenset({"b"}), site="north")

    result = match([first, second], [both, half])

    assert [(pair.seeker, pair.guide) for pair in result.pairs] == [(1, 12), (2, 11)]


def test_a_paused_guide_receives_nobody():
    paused, active = Guide(id=11, capacity=0), Guide(id=12, capacity=1)

    result = match([Seeker(id=1, wishes=(11,)), Seeker(id=2, wishes=(11,))], [paused, active])

    assert [pair.guide for pair in result.pairs] == [12]
    assert [left.reason for left in result.unassigned] == [Unmet.EVERYONE_FULL]


def test_lists_are_widened_until_everyone_who_can_be_placed_is():
    seekers = [Seeker(id=number, site="north") for number in range(40)]
    near = [Guide(id=100 + number, capacity=1, site="north") for number in range(3)]
    far = [Guide(id=200 + number, capacity=2, site="south") for number in range(25)]

    for mode in Mode:
        result = match(seekers, near + far, mode=mode, candidates=1)

        assert len(result.pairs) == 40
        assert result.load_cost == 12  # two each for twelve of the 25 who are far
        assert result.total == result.bound == 3 * 20 + 37 * 5 - 12


def large_round():
    draw = np.random.default_rng(7)
    topics = [f"topic {number}" for number in range(20)]
    seekers = [
        Seeker(id=n, topics=frozenset(draw.choice(topics, 2)), site=int(draw.integers(24)))
        for n in range(800)
    ]
    guides = [
        Guide(
            id=10_000 + n,
            topics=frozenset(draw.choice(topics, 4)),
            site=int(draw.integers(24)),
            capacity=int(draw.integers(0, 25)),
        )
        for n in range(60)
    ]

    return seekers, guides


@pytest.mark.parametrize("mode", Mode)
def test_a_large_round_is_proved_optimal_over_every_pair(mode):
    seekers, guides = large_round()

    result = match(seekers, guides, mode=mode, candidates=10)

    people, points = best_by_dense_solver(seekers, guides, mode)
    assert (result.total, result.bound, result.gap) == (points, points, 0)
    assert mode is Mode.BEST_FIT or len(result.pairs) == people


@pytest.mark.parametrize("mode", Mode)
def test_a_round_of_more_seekers_than_one_solve_should_try_is_as_near_in_any_order(mode):
    topics = [f"topic {number}" for number in range(12)]
    seekers = [
        Seeker(
            id=number,
            topics=frozenset({topics[number % 12], topics[number * 7 % 11]}),
            site=number % 5,
            job=number % 7,
            wishes=(10**6 + number % 90,) if number % 10 == 0 else (),
        )
        for number in range(LARGE_ROUND)
    ]
    guides = [
        Guide(
            id=10**6 + number,
            topics=frozenset(topics[number % 12 :][:4]),
            site=number % 5,
            job=number % 7,
            capacity=LARGE_ROUND // 80,
        )
        for number in range(90)
    ]

    result = match(seekers, guides, mode=mode)

    assert result.gap <= 0.0005
    assert match(seekers[::-1], guides[::-1], mode=mode) == result


def test_the_size_of_blocks_changes_nothing(monkeypatch):
    seekers, guides = large_round()
    whole = match(seekers, guides, candidates=5)

    monkeypatch.setattr(frame, "CELLS_PER_BLOCK", 7 * len(guides))

    assert match(seekers, guides, candidates=5) == whole


# Input that makes no sense, and words


def test_the_same_person_twice_on_one_side_is_refused():
    with pytest.raises(ValueError, match="1 occurs twice among the seekers"):
        match([Seeker(id=1), Seeker(id=1)], [Guide(id=2, capacity=1)])
    with pytest.raises(ValueError, match="2 occurs twice among the guides"):
        match([Seeker(id=1)], [Guide(id=2, capacity=1), Guide(id=2, capacity=0)])


def test_senseless_numbers_are_refused():
    guide = Guide(id=2, capacity=1)
    with pytest.raises(ValueError, match="capacity of guide 2 is negative: -1"):
        replace(guide, capacity=-1)
    with pytest.raises(ValueError, match="candidates must be at least 1"):
        match([Seeker(id=1)], [guide], candidates=0)
