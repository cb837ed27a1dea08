from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.foundation.indicators import (
    CHAIN,
    UNKNOWN,
    Answer,
    PersonMonth,
    UseValues,
    use_values,
)
from adoption.foundation.periods import Month
from adoption.publishing.disclosure.drafting import levels_by_team


OCTOBER = Month(2026, 10)
PEOPLE = st.builds(
    PersonMonth,
    team=st.integers(1, 4),
    linked=st.booleans(),
    account=st.booleans(),
    days=st.frozensets(st.dates(OCTOBER.first_day, OCTOBER.last_day)),
    answer=st.sampled_from([None, *Answer]),
)


def october(*days):
    return frozenset(date(2026, 10, day) for day in days)


def chain(values):
    return [getattr(values, definition.code) for definition in CHAIN]


@given(PEOPLE)
def test_each_value_implies_the_wider_one(person):
    values = chain(use_values(person, OCTOBER))
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer.YES_WEEKLY, [True, True, True, True]),
        (Answer.YES_NOW_AND_THEN, [True, True, True, False]),
        (Answer.NOT_YET, [True, True, False, False]),
        (Answer.NO_ACCOUNT, [True, False, False, False]),
        (Answer.RATHER_NOT_SAY, [False, False, False, False]),
        (None, [False, False, False, False]),
    ],
)
def test_without_a_link_the_declaration_counts(answer, expected):
    assert chain(use_values(PersonMonth(team=1, answer=answer), OCTOBER)) == expected


@given(PEOPLE)
def test_a_link_prevails_over_any_declaration(person):
    measured = PersonMonth(team=1, linked=True, account=person.account, days=person.days)
    both = PersonMonth(
        team=1, linked=True, account=person.account, days=person.days, answer=person.answer
    )
    assert use_values(both, OCTOBER) == use_values(measured, OCTOBER)


@given(PEOPLE)
def test_what_the_portal_recorded_is_not_read_without_a_link(person):
    bare = PersonMonth(team=1, answer=person.answer)
    unlinked = PersonMonth(team=1, account=person.account, days=person.days, answer=person.answer)
    assert use_values(unlinked, OCTOBER) == use_values(bare, OCTOBER)


def test_use_implies_an_account_that_the_portal_has_not_reported_yet():
    assert use_values(PersonMonth(team=1, linked=True, days=october(3)), OCTOBER) == UseValues(
        known=True, account=True, used=True, habit=False
    )


def test_a_linked_person_without_account_is_known():
    values = use_values(PersonMonth(team=1, linked=True), OCTOBER)
    assert values == UseValues(known=True, account=False, used=False, habit=False)
    assert values != UNKNOWN


@pytest.mark.parametrize(
    ("days", "habit"),
    [
        ((1, 8), False),
        ((1, 2, 3, 4, 5, 6, 7, 8, 14), False),
        ((7, 14, 21), True),
        ((1, 15, 31), True),
        ((22, 28, 29, 31), False),
        ((1, 8, 15, 22), True),
    ],
)
def test_a_habit_is_use_in_three_of_the_four_weeks(days, habit):
    assert use_values(PersonMonth(team=1, linked=True, days=october(*days)), OCTOBER).habit is habit


def test_a_day_of_another_month_is_refused():
    person = PersonMonth(team=1, linked=True, days=frozenset({date(2026, 11, 1)}))
    with pytest.raises(ValueError, match="2026-10"):
        use_values(person, OCTOBER)


@given(st.lists(PEOPLE, max_size=30))
def test_the_levels_of_teams_are_those_of_their_people(people):
    levels = levels_by_team(people, OCTOBER)
    for team in range(1, 5):
        held = levels.get(team, (0,) * (len(CHAIN) + 1))
        members = [use_values(person, OCTOBER) for person in people if person.team == team]
        assert sum(held) == len(members)
        for level, definition in enumerate(CHAIN, start=1):
            assert sum(held[level:]) == sum(getattr(member, definition.code) for member in members)


def test_every_definition_says_all_that_a_reader_needs():
    assert [definition.code for definition in CHAIN] == ["known", "account", "used", "habit"]
    for definition in CHAIN:
        for text in (
            definition.title,
            definition.unit,
            definition.denominator,
            definition.window,
            definition.source,
        ):
            assert text
        assert definition.version >= 1
