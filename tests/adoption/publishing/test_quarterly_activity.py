"""What somebody did in 90 days: each word of the definitions at its edges."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.foundation.further_indicators import FURTHER, last_90_days, previous_90_days
from adoption.foundation.periods import Quarter
from adoption.publishing.disclosure.further import (
    ACTIVE,
    BEGAN,
    FIRST_STEPS,
    IDLE,
    KEPT,
    NEVER,
    NEW_KEPT,
    NEW_STOPPED,
    SERVICE,
    SLOW,
    STOPPED,
    WITHIN,
    count_quarter,
)
from adoption.publishing.disclosure.quarterly_activity import (
    DELAYS,
    ExpectedFrequency,
    LinkedUse,
    Service,
    quarterly_activity_of,
)


QUARTER = Quarter(2026, 3)
FIRST, LAST = date(2026, 7, 3), date(2026, 9, 30)
DAY = timedelta(days=1)
LONG_AGO = date(2025, 3, 1)
SERVICES = [
    Service("bill", is_advanced=False, expected=ExpectedFrequency.MONTHLY),
    Service("proof", is_advanced=False, expected=ExpectedFrequency.YEARLY),
    Service("letters", is_advanced=True, expected=ExpectedFrequency.WEEKLY),
]


def activity(linked_on=LONG_AGO, **days):
    own = {slug: frozenset(each) for slug, each in days.items()}
    return quarterly_activity_of(LinkedUse(linked_on, own), QUARTER, SERVICES)


def test_the_window_is_the_90_days_that_end_with_the_quarter():
    assert last_90_days(QUARTER) == (FIRST, LAST)
    assert previous_90_days(QUARTER) == (date(2026, 4, 4), FIRST - DAY)


@given(st.integers(2000, 2100), st.integers(1, 4))
def test_90_days_lie_within_the_three_months(year, number):
    quarter = Quarter(year, number)
    first, last = last_90_days(quarter)
    assert quarter.first_day <= first
    assert (last - first).days == 89


@pytest.mark.parametrize(
    ("linked_on", "days", "is_known"),
    [
        (FIRST, [], True),
        (FIRST + DAY, [], False),
        (FIRST + DAY, [FIRST], True),  # the portal told of a day before the link
        (FIRST + DAY, [FIRST + DAY], False),
    ],
)
def test_days_are_known_from_the_link_or_from_the_first_day_of_use(linked_on, days, is_known):
    assert (activity(linked_on, bill=days) is not None) is is_known


def test_use_counts_from_the_first_to_the_last_of_the_90_days():
    assert activity(bill=[FIRST - DAY]).services == frozenset()
    assert activity(bill=[FIRST], letters=[LAST]).services == {"bill", "letters"}


def test_first_steps_are_of_the_last_60_days():
    edge = LAST - timedelta(days=59)
    assert activity(bill=[edge]).first_steps
    assert not activity(bill=[edge - DAY]).first_steps
    assert activity(bill=[edge - DAY]).began
    assert not activity(bill=[FIRST - DAY, edge]).began


def test_before_means_the_90_days_before_and_new_that_nothing_was_earlier():
    assert activity(bill=[date(2026, 4, 4)]).before
    assert activity(bill=[date(2026, 4, 4)]).is_new
    assert not activity(bill=[date(2026, 4, 3)]).before
    assert not activity(bill=[date(2026, 1, 5), date(2026, 4, 4)]).is_new


@pytest.mark.parametrize(
    ("first", "cohort"),
    [
        (date(2026, 3, 31), 2),
        (date(2026, 1, 1), 2),
        (date(2025, 12, 31), 3),
        (date(2026, 4, 1), None),  # of the quarter before: told by its 90 days
        (FIRST, None),
    ],
)
def test_a_cohort_is_of_the_calendar_quarter_of_the_first_use(first, cohort):
    assert activity(bill=[LAST], proof=[first]).cohort == cohort
    assert activity(bill=[]).cohort is None


@pytest.mark.parametrize(
    ("days", "is_on_rhythm"),
    [
        ({"bill": [date(2026, 7, 9), date(2026, 8, 9), date(2026, 9, 9)]}, True),
        ({"bill": [date(2026, 7, 9), date(2026, 9, 9)]}, False),
        ({"bill": [date(2026, 8, 31), date(2026, 9, 1)]}, True),  # since August
        ({"bill": [date(2026, 1, 9)], "proof": [LAST]}, False),  # the bill was dropped
        ({"proof": [date(2025, 10, 1)], "letters": [date(2026, 9, 22)]}, True),
        ({"proof": [date(2025, 9, 30)], "letters": [date(2026, 9, 22)]}, False),
        ({"letters": [date(2026, 9, day) for day in (8, 15, 22)]}, True),
        ({"letters": [date(2026, 9, day) for day in (8, 22)]}, False),
    ],
)
def test_each_service_begun_is_used_at_its_cadence(days, is_on_rhythm):
    assert activity(**days).on_rhythm is is_on_rhythm


def test_the_delay_runs_from_the_link_to_the_first_use_after_it():
    linked = date(2026, 4, 10)
    assert activity(linked, bill=[linked]).delay == 0
    assert activity(linked, bill=[LONG_AGO, linked + 30 * DAY]).delay == 30
    assert activity(linked, bill=[linked + 90 * DAY]).delay == 90
    assert activity(linked, bill=[linked + 91 * DAY]).delay is None
    assert activity(linked, bill=[]).linked_before
    assert not activity(LONG_AGO, bill=[]).linked_before
    assert activity(LONG_AGO, bill=[LONG_AGO + DAY]).delay is None  # of another time


def test_an_account_without_a_day_is_idle_and_never_used():
    assert count_quarter([activity()]) == {(IDLE, ""): 1, (NEVER, ""): 1}


DAYS = st.frozensets(st.dates(date(2025, 1, 1), LAST), max_size=6)
TRACES = st.builds(
    LinkedUse,
    linked_on=st.dates(date(2025, 1, 1), LAST),
    days=st.dictionaries(st.sampled_from(["bill", "proof", "letters"]), DAYS),
)


@given(st.lists(TRACES, max_size=12))
def test_the_counts_contain_one_another(traces):
    known = [quarterly_activity_of(trace, QUARTER, SERVICES) for trace in traces]
    known = [each for each in known if each is not None]
    counts = Counter(count_quarter(known))
    of = {code: counts[code, ""] for code in (ACTIVE, IDLE, BEGAN, FIRST_STEPS, KEPT, SLOW)}
    assert of[ACTIVE] + of[IDLE] == len(known)
    assert counts[NEVER, ""] + counts[STOPPED, ""] <= of[IDLE]
    assert of[FIRST_STEPS] <= of[BEGAN]
    assert of[BEGAN] + of[KEPT] <= of[ACTIVE]
    assert counts[NEW_KEPT, ""] <= of[KEPT]
    assert counts[NEW_STOPPED, ""] <= counts[STOPPED, ""]
    within = [counts[WITHIN, str(days)] for days in DELAYS]
    assert within == sorted(within)
    assert within[-1] + of[SLOW] <= len(known)
    services = sum(count for (code, _), count in counts.items() if code == SERVICE)
    assert services >= of[ACTIVE]


def compressed(trace):
    """As the publication reads it: of days before the 180, the first and the last of each service."""
    start = previous_90_days(QUARTER)[0]
    days = {}
    for slug, own in trace.days.items():
        old = sorted(day for day in own if day < start)
        days[slug] = frozenset(day for day in own if day >= start) | frozenset(old[:1] + old[-1:])
    return LinkedUse(trace.linked_on, days)


@given(TRACES)
def test_of_older_days_the_first_and_the_last_of_each_service_are_enough(trace):
    assert quarterly_activity_of(compressed(trace), QUARTER, SERVICES) == quarterly_activity_of(
        trace, QUARTER, SERVICES
    )


def test_each_definition_says_all_that_there_is_to_say():
    for each in FURTHER:
        assert all([each.title, each.unit, each.denominator, each.window, each.source])
    assert len({each.code for each in FURTHER}) == len(FURTHER)
