"""The auditor, which shares no code with the rule, on parts of the staff beside the team tree."""

import pytest
from hypothesis import assume, given, settings

from adoption.publishing.disclosure.auditor import audit
from tests.adoption.publishing.test_partition import companies, published


TREE = {"all": None, "a": "all", "b": "all"}


def people_of(users, others):
    return [0, 0, others, users, 0]


def groups(**users):
    """Ten people in each group; names such as a_f say team and part."""
    return {tuple(name.split("_")): people_of(count, 10 - count) for name, count in users.items()}


CROSSED = groups(a_f=4, a_g=7, b_f=5, b_g=6)
OF_TEAMS = [("a", 3, 11, 11), ("b", 3, 11, 11), ("all", 3, 22, 22)]


def test_exact_counts_in_the_middle_of_both_divisions_fix_nobody():
    result = audit(TREE, CROSSED, OF_TEAMS, [("f", 3, 9, 9), ("g", 3, 13, 13)])

    assert result.passed
    assert result.figures_checked == 5


def test_a_part_that_takes_all_the_users_of_a_team_is_found():
    """No user in the part: the team's others are then its users."""
    people = groups(a_f=0, a_g=10, b_f=0, b_g=3)
    shown = [("a", 3, 10, 10), ("b", 3, 3, 3)]

    result = audit(TREE, people, shown, [("f", 3, 0, 0)], coalition_size=0)

    fixed = {(finding.group, finding.reached_by_all) for finding in result.findings}
    assert fixed == {(("a", "f"), False), (("b", "f"), False), (("a", "g"), True)}


def test_subtracting_a_part_from_a_team_is_found_by_three_colleagues():
    """Teams of one part each but for a few: the difference counts these few alone."""
    people = {
        ("a", "f"): people_of(10, 10),
        ("a", "g"): people_of(3, 2),
        ("b", "g"): people_of(9, 11),
    }
    shown = [("a", 3, 13, 13), ("b", 3, 9, 9)]
    parts = [("f", 3, 10, 10), ("g", 3, 12, 12)]

    assert audit(TREE, people, shown, parts, coalition_size=0).passed
    assert not audit(TREE, people, shown, parts, coalition_size=3).passed


def test_a_figure_of_a_part_that_is_not_true_is_refused():
    with pytest.raises(ValueError, match="is not true"):
        audit(TREE, CROSSED, OF_TEAMS, [("f", 3, 8, 8)])


def test_every_part_is_asked_even_where_coalitions_are_left_out():
    few = audit(TREE, CROSSED, OF_TEAMS, [("f", 3, 9, 9)], most_coalitions=5)

    assert (few.coalitions_tried, few.findings) == (5, ())
    assert few.coalitions_left_out > 0


@settings(max_examples=25, deadline=None, derandomize=True)
@given(companies())
def test_the_rule_passes_the_auditor(company):
    above, levels = company
    _staff, _users, chain = published(company)
    shown = [
        (team, level, figure.low, figure.high)
        for level, code in enumerate(("known", "account", "used", "habit"), start=1)
        for team, figure in getattr(chain, code).items()
        if figure.low is not None
    ]
    of_parts = [
        (p, 3, figure.low, figure.high)
        for p, figure in chain.parts.items()
        if figure.low is not None
    ]
    assume(of_parts)
    result = audit(dict(enumerate(above)), levels, shown, of_parts, most_coalitions=15)
    assert result.findings == ()
    assert result.figures_checked == len(shown) + len(of_parts)
