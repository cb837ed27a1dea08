"""The groups among which anonymous answers are counted."""

from hypothesis import given
from hypothesis import strategies as st

from adoption.publishing.disclosure.ballots import ballot_groups


@st.composite
def organisations(draw):
    size = draw(st.integers(1, 12))
    parents = {0: None}
    for team in range(1, size):
        parents[team] = draw(st.integers(0, team - 1))
    return parents, {team: draw(st.integers(0, 30)) for team in parents}


@given(organisations(), st.integers(1, 60))
def test_every_team_is_in_one_group_and_no_group_is_small(organisation, least):
    parents, attached = organisation
    groups = ballot_groups(parents, attached, least)

    assert sorted(team for group in groups for team in group.teams) == sorted(parents)
    assert [sum(attached[team] for team in group.teams) for group in groups] == [
        group.size for group in groups
    ]
    if len(groups) > 1 or sum(attached.values()) >= least:
        assert all(group.size >= least for group in groups)


def test_a_large_team_is_a_group_of_its_own_and_small_ones_are_with_those_beside_them():
    parents = {1: None, 2: 1, 3: 1, 4: 1}
    groups = ballot_groups(parents, {1: 5, 2: 60, 3: 30, 4: 25}, 50)

    assert {group.team: (set(group.teams), group.size) for group in groups} == {
        2: ({2}, 60),
        1: ({1, 3, 4}, 60),
    }


def test_the_few_beside_a_large_team_are_not_left_alone_under_the_name_of_all():
    groups = ballot_groups({1: None, 2: 1, 3: 1}, {1: 2, 2: 60, 3: 70}, 50)

    assert {group.team: set(group.teams) for group in groups} == {3: {3}, 1: {1, 2}}


def test_a_small_organisation_is_one_group():
    groups = ballot_groups({1: None, 2: 1}, {1: 20, 2: 29}, 50)

    assert [(group.team, group.size) for group in groups] == [(1, 49)]
