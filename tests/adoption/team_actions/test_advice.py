"""The rules that choose what helps a team, and what an alert hangs on."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.dashboards.alerts import POINTS_OF_LARGE, fell_twice, is_falling
from adoption.foundation.rates import HIDDEN, LARGE, POINTS, Measure, Rate, rate_of
from adoption.surveys.barriers import barriers_to_answer
from adoption.team_actions.advice import (
    DIMENSIONS,
    MOST,
    OF_THE_TEAM,
    AdviceFacts,
    AgreementBounds,
    FunnelGap,
    Kind,
    Reason,
    course_of,
    is_surely_low,
    largest_gap,
    lowest_dimension,
    suggestions,
)
from adoption.team_actions.enums import TeamActionKind


GAPS = st.one_of(
    st.none(),
    st.builds(
        FunnelGap,
        st.sampled_from([Reason.USE, Reason.HABIT]),
        st.floats(1, 100).map(lambda share: Rate(share, share)),
    ),
)
FACTS = st.builds(
    AdviceFacts,
    is_low=st.booleans(),
    is_high=st.booleans(),
    course=st.sampled_from([-1, 0, 1]),
    gap=GAPS,
    is_own_gap=st.booleans(),
    is_uncovered=st.booleans(),
    has_late=st.booleans(),
    has_to_do=st.booleans(),
    has_workshop=st.booleans(),
    lacks_workshop=st.booleans(),
    has_practice=st.booleans(),
    has_desk=st.booleans(),
    has_release=st.booleans(),
    barrier=st.sampled_from(["", *DIMENSIONS]),
    resting=st.frozensets(st.sampled_from(list(Kind)), max_size=3),
)


def test_the_kinds_are_those_of_the_table():
    assert set(Kind) == set(TeamActionKind.values)


@given(FACTS)
def test_at_most_three_of_as_many_kinds_none_that_rests_and_the_same_every_time(facts):
    found = suggestions(facts)
    kinds = [each.kind for each in found]

    assert 1 <= len(found) <= MOST or facts.resting
    assert len(kinds) == len(set(kinds))
    assert not facts.resting & set(kinds)
    assert found == suggestions(facts)


@given(FACTS)
def test_what_is_known_of_the_team_itself_stands_before_all_else(facts):
    reasons = [suggestion.reason for suggestion in suggestions(facts)]
    own = [reason for reason in reasons if reason in OF_THE_TEAM]

    assert reasons[: len(own)] == own
    if not facts.resting and any(
        (
            facts.has_late,
            facts.is_uncovered,
            facts.has_workshop,
            facts.lacks_workshop,
            facts.has_practice,
        )
    ):
        assert own


@pytest.mark.parametrize(
    ("facts", "kind", "reason"),
    [
        (AdviceFacts(has_late=True, is_uncovered=True, is_low=True), Kind.REMINDER, Reason.LATE),
        (AdviceFacts(is_uncovered=True, is_low=True), Kind.AMBASSADOR, Reason.UNCOVERED),
        (AdviceFacts(is_uncovered=True, has_practice=True), Kind.AMBASSADOR, Reason.UNCOVERED),
        (
            AdviceFacts(is_uncovered=True, is_high=True, has_practice=True),
            Kind.STORY,
            Reason.SAME_JOB,
        ),
        (AdviceFacts(has_workshop=True, has_practice=True), Kind.WORKSHOP, Reason.WORKSHOP_HERE),
        (AdviceFacts(lacks_workshop=True, has_practice=True), Kind.STORY, Reason.SAME_JOB),
        (
            AdviceFacts(lacks_workshop=True, has_to_do=True, is_low=True),
            Kind.REMINDER,
            Reason.TO_DO,
        ),
        (
            AdviceFacts(course=-1, lacks_workshop=True, is_low=True),
            Kind.CONVERSATION,
            Reason.FALL,
        ),
        (AdviceFacts(course=1, lacks_workshop=True, is_low=True), Kind.STORY, Reason.RISE),
        (AdviceFacts(course=1, has_to_do=True), Kind.REMINDER, Reason.TO_DO),
        (AdviceFacts(course=1, has_practice=True), Kind.STORY, Reason.SAME_JOB),
        (AdviceFacts(is_high=True, lacks_workshop=True), Kind.STORY, Reason.HIGH),
        (AdviceFacts(is_high=True, has_to_do=True), Kind.REMINDER, Reason.TO_DO),
        (AdviceFacts(has_desk=True, is_low=True, barrier="job_fear"), Kind.LESSON, Reason.DESK),
        (AdviceFacts(has_desk=True, barrier="job_fear"), Kind.TALK, Reason.FEAR),
        (AdviceFacts(has_release=True), Kind.LESSON, Reason.RELEASE),
        (
            AdviceFacts(gap=FunnelGap(Reason.USE, Rate(45, 55)), is_own_gap=True),
            Kind.WORKSHOP,
            Reason.USE,
        ),
        (
            AdviceFacts(gap=FunnelGap(Reason.HABIT, Rate(45, 55)), barrier="knowledge"),
            Kind.LESSON,
            Reason.KNOWLEDGE,
        ),
        (
            AdviceFacts(gap=FunnelGap(Reason.HABIT, Rate(45, 55))),
            Kind.AMBASSADOR,
            Reason.WIDER_HABIT,
        ),
        (AdviceFacts(barrier="job_fear"), Kind.TALK, Reason.FEAR),
        (AdviceFacts(barrier="ability"), Kind.WORKSHOP, Reason.ABILITY),
        (AdviceFacts(barrier="awareness"), Kind.STORY, Reason.AWARENESS),
        (AdviceFacts(barrier="desire"), Kind.CONVERSATION, Reason.DESIRE),
        (AdviceFacts(barrier="reinforcement"), Kind.REMINDER, Reason.REINFORCEMENT),
        (AdviceFacts(), Kind.LESSON, Reason.ANY),
        (
            AdviceFacts(has_late=True, has_practice=True, resting=frozenset({Kind.REMINDER})),
            Kind.STORY,
            Reason.SAME_JOB,
        ),
    ],
)
def test_each_finding_has_its_step(facts, kind, reason):
    first = suggestions(facts)[0]

    assert (first.kind, first.reason) == (kind, reason)


@pytest.mark.parametrize(
    ("used", "is_low"),
    [
        (Measure(8, 8, 19), True),
        (Measure(0, 4, 9), True),
        (Measure(5, 9, 18), False),  # nine would be half
        (Measure(5, 9, 19), True),
        (HIDDEN, False),
    ],
)
def test_use_is_low_only_where_the_published_range_leaves_no_doubt(used, is_low):
    assert is_surely_low(used) == is_low


def of_twenty(*counts):
    return [Measure(count, count, 20) for count in counts]


@pytest.mark.parametrize(
    ("measures", "course"),
    [
        (of_twenty(2, 5, 5, 5), 1),
        (of_twenty(8, 8, 8, 4), -1),
        (of_twenty(2, 5, 9, 5), 0),  # more than three months ago, and fewer than last month
        (of_twenty(5, 5, 5, 6), 0),  # one person
        (of_twenty(2, 9, 9), 0),
        ([HIDDEN, *of_twenty(9, 9, 9)], 0),
        ([Measure(0, 4, 20), *of_twenty(5, 5, 5)], 0),
    ],
)
def test_use_rises_or_falls_only_where_three_months_leave_no_doubt(measures, course):
    assert course_of(measures) == course


COUNTS = st.lists(st.integers(0, 60), min_size=3, max_size=3).map(
    lambda found: [Measure(each, each, 60) for each in sorted(found, reverse=True)]
)


@given(COUNTS)
def test_the_largest_gap_is_where_the_largest_share_stops(chain):
    gap = largest_gap(chain)
    lost = [1 - after.low / before.low for before, after in pairwise(chain) if before.low]

    assert (gap.lost.low / 100 if gap else 0) == pytest.approx(max(lost, default=0))


@given(COUNTS, st.integers(0, 2))
def test_a_hidden_count_never_stands_behind_a_gap(chain, place):
    chain[place] = HIDDEN
    gap = largest_gap(chain)
    steps = [Reason.USE, Reason.HABIT]

    if gap is not None:
        number = steps.index(gap.step)
        assert place not in {number, number + 1}
        assert rate_of(chain[number + 1], chain[number]).is_narrow


def test_a_range_that_leaves_much_open_chooses_nothing():
    assert largest_gap([Measure(20, 24, 24), Measure(5, 24, 24), HIDDEN]) is None


AGREEMENTS = st.dictionaries(
    st.sampled_from(DIMENSIONS),
    st.tuples(st.integers(0, 50), st.integers(0, 30), st.integers(0, 60)).map(
        lambda found: AgreementBounds(found[0], found[0] + found[1], found[2])
    ),
)


@given(AGREEMENTS)
def test_the_lowest_dimension_is_sure_or_nothing(agreements):
    found = lowest_dimension(agreements)
    if not found:
        return
    own = agreements[found]
    others = [each for name, each in agreements.items() if name != found]

    assert own.is_low or all(own.high < each.low for each in others)


@given(st.dictionaries(st.sampled_from(DIMENSIONS), st.integers(1, 5)))
def test_the_first_barrier_is_answered_and_the_fear_for_the_job_always(answers):
    found = barriers_to_answer(answers, most=3)
    low = [dimension for dimension in DIMENSIONS if answers.get(dimension, 5) <= 3]

    assert found[:1] == low[:1]
    assert ("job_fear" in found) == ("job_fear" in low)
    assert len(found) == len(set(found) | set(low[:1])) <= 2


# --- Alerts ---------------------------------------------------------------------------------------------------


def shares(*counts, population=100, width=0):
    return [Measure(count, count + width, population) for count in counts]


@pytest.mark.parametrize(
    ("measures", "is_told"),
    [
        (shares(60, 54, 48), True),
        (shares(60, 54, 55), False),
        (shares(60, 58, 55), False),  # too little for a hundred people
        (shares(600, 580, 549, population=1000), True),
        (shares(60, 54, 48, width=6), False),  # the ranges touch
        (shares(60, 54), False),
        ([*shares(60, 54), HIDDEN], False),
        (shares(70, 60, 54, 40), False),  # told the month before
        (shares(60, 62, 54, 48), True),
    ],
)
def test_a_fall_is_told_where_two_months_leave_no_doubt_and_once(measures, is_told):
    assert fell_twice(measures) == is_told


def test_what_was_told_stands_while_it_lasts():
    assert is_falling(shares(70, 60, 54, 40))
    assert not is_falling(shares(70, 60, 54, 56))


def test_a_team_that_shrinks_has_not_gone_down():
    assert not fell_twice([Measure(each, each, 2 * each) for each in (40, 30, 20)])


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 10), st.sampled_from([50, LARGE + 1])),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_is_told_is_true_of_every_count_within_the_bounds(rows):
    measures = [Measure(low, low + width, size) for low, width, size in rows]
    if fell_twice(measures):
        first, middle, last = (
            (100 * measure.low / measure.population, 100 * measure.high / measure.population)
            for measure in measures[-3:]
        )
        assert first[0] > middle[1]
        assert middle[0] > last[1]
        assert first[0] - last[1] >= min(POINTS, POINTS_OF_LARGE)
