from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adoption.publishing.disclosure.auditor import audit
from adoption.publishing.disclosure.history import ChainCounts, protect_chain
from adoption.publishing.disclosure.protection import Kind, Parameters, PopulationNode, build_tree
from adoption.publishing.disclosure.staff import Staff


# Accounts, habits and known of every team above the threshold: more than in production.
PRODUCTION = Parameters(10, 3, 10)


def total_below(parents, people):
    """How many people are at each level in every team with its sub-teams."""
    totals = {team: [0] * 5 for team in parents}
    for team, own in people.items():
        above = team
        while above is not None:
            totals[above] = [a + b for a, b in zip(totals[above], own, strict=True)]
            above = parents[above]
    return totals


def published_by_the_rule(parents, people, parameters=PRODUCTION):
    totals = total_below(parents, people)
    tree = build_tree(PopulationNode(team, parents[team], sum(totals[team])) for team in parents)
    counts = ChainCounts(
        *({team: sum(totals[team][level:]) for team in parents} for level in (1, 2, 3, 4))
    )
    team_of = {f"{team}-{n}": team for team, own in people.items() for n in range(sum(own))}
    chain = protect_chain(Staff(tree, team_of), [], counts, parameters)
    return [
        (team, level, figure.low, figure.high)
        for level, code in enumerate(("known", "account", "used", "habit"), start=1)
        for team, figure in getattr(chain, code).items()
        if figure.kind is not Kind.HIDDEN
    ]


@st.composite
def organisations(draw):
    """Up to 12 teams under one another; counts by level lean to any level, also wholly."""
    number = draw(st.integers(1, 12))
    parents = {0: None}
    for team in range(1, number):
        parents[team] = draw(st.integers(max(0, team - 4), team - 1))
    people = {}
    for team in parents:
        size = draw(st.integers(0, 25))
        cuts = sorted(draw(st.lists(st.integers(0, size), min_size=4, max_size=4)))
        people[team] = [b - a for a, b in zip([0, *cuts], [*cuts, size], strict=True)]
    people[0][0] += 1
    return parents, people


@settings(max_examples=40, deadline=None, derandomize=True)
@given(organisations())
def test_the_slack_rule_passes_the_auditor(organisation):
    parents, people = organisation
    published = published_by_the_rule(parents, people)
    result = audit(parents, people, published, most_coalitions=25)
    assert result.findings == ()
    assert result.passed
    assert result.figures_checked == len(published)


LONE = {"all": None}


def people_of(users, others):
    """Users without the habit, and people of whom an account is known."""
    return [0, 0, others, users, 0]


def test_an_exact_zero_fixes_the_whole_team():
    result = audit(LONE, {"all": people_of(0, 12)}, [("all", 3, 0, 0)], coalition_size=0)
    assert [(finding.group, finding.level) for finding in result.findings] == [("all", 3)]
    assert not result.findings[0].reached_by_all
    assert not result.passed


def test_everybody_fixes_the_whole_team():
    result = audit(LONE, {"all": people_of(12, 0)}, [("all", 3, 12, 12)], coalition_size=0)
    assert [finding.reached_by_all for finding in result.findings] == [True]


def test_under_four_is_too_narrow_for_three_known_users_and_under_five_is_not():
    people = {"all": people_of(3, 9)}
    narrow = audit(LONE, people, [("all", 3, 0, 3)])
    assert {finding.coalition for finding in narrow.findings} == {(("all", 3),) * 3}
    assert audit(LONE, people, [("all", 3, 0, 4)]).passed


TWO = {"all": None, "a": "all", "b": "all"}


def test_subtraction_of_a_shown_team_from_the_whole_is_found():
    people = {"a": people_of(6, 9), "b": people_of(0, 4)}
    result = audit(TWO, people, [("a", 3, 6, 6), ("all", 3, 6, 6)], coalition_size=0)
    assert [finding.group for finding in result.findings] == ["b"]


def test_figures_that_are_safe_alone_are_found_together():
    people = {"a": people_of(6, 9), "b": people_of(3, 11)}
    blocks = [("a", 3, 6, 6), ("b", 3, 0, 4)]
    assert audit(TWO, people, blocks, coalition_size=3).passed
    assert not audit(TWO, people, [*blocks, ("all", 3, 9, 9)], coalition_size=3).passed


def test_people_directly_attached_to_an_inner_team_are_audited():
    people = {"all": people_of(3, 0), "a": people_of(6, 9)}
    result = audit({"all": None, "a": "all"}, people, [("a", 3, 6, 6), ("all", 3, 9, 9)])
    assert ("all", True) in {(finding.group, finding.reached_by_all) for finding in result.findings}


def test_an_account_count_equal_to_the_used_count_is_found():
    people = {"all": [0, 10, 0, 8, 2]}
    shown = [("all", 3, 10, 10), ("all", 2, 10, 10)]
    assert audit(LONE, people, shown, coalition_size=0).passed
    teams = {"a": [0, 0, 0, 8, 2], "b": [0, 10, 0, 0, 0]}
    shown = [("a", 3, 10, 10), ("all", 2, 10, 10)]
    found = audit(TWO, teams, shown, coalition_size=0).findings
    assert ("b", 2, False) in {(f.group, f.level, f.reached_by_all) for f in found}


@pytest.mark.parametrize("weaker", ["edge of four", "masked alone"])
def test_a_weaker_rule_fails_the_auditor_somewhere(weaker):
    """Counts 0..12 of two teams of 12: the auditor finds what the weaker rule gives away."""
    verdicts = set()
    for count in range(13):
        people = {"a": people_of(count, 12 - count), "b": people_of(3, 9)}
        if weaker == "edge of four":
            shown = published_by_the_rule(TWO, people, NarrowEdge())
        else:
            shown = masked_alone(people)
        shown = [figure for figure in shown if figure[1] == 3]
        verdicts.add(audit(TWO, people, shown).passed)
    assert False in verdicts


class NarrowEdge(Parameters):
    @property
    def edge(self):
        return self.c + 1


def masked_alone(people):
    shown = []
    totals = total_below(TWO, people)
    for team in TWO:
        size, used = sum(totals[team]), sum(totals[team][3:])
        if used < 5:
            shown.append((team, 3, 0, 4))
        elif used > size - 5:
            shown.append((team, 3, size - 4, size))
        else:
            shown.append((team, 3, used, used))
    return shown


def test_a_figure_that_is_not_true_is_refused():
    with pytest.raises(ValueError, match="not true"):
        audit(LONE, {"all": people_of(6, 6)}, [("all", 3, 7, 7)])


def test_a_loop_of_teams_is_refused():
    with pytest.raises(ValueError, match="below itself"):
        audit({"a": "b", "b": "a"}, {"a": people_of(6, 6)}, [])


def test_what_is_left_out_is_counted():
    people = {"a": people_of(6, 9), "b": people_of(7, 7)}
    whole = audit(TWO, people, published_by_the_rule(TWO, people))
    part = audit(TWO, people, published_by_the_rule(TWO, people), most_coalitions=2)
    assert whole.coalitions_left_out == 0
    assert part.coalitions_tried == 2
    assert part.coalitions_left_out == whole.coalitions_tried - 2


def test_where_not_all_can_be_tried_the_use_of_every_team_comes_before_other_levels():
    parents = {"all": None} | {f"team {n}": "all" for n in range(8)}
    people = {team: [4, 3, 3, 3, 3] for team in parents if team != "all"}
    people["team 7"] = people_of(3, 13)
    shown = [
        figure
        for figure in published_by_the_rule(parents, people)
        if figure[0] not in ("team 7", "all")
    ]
    assert {level for _, level, _, _ in shown} == {1, 2, 3, 4}
    narrow = [*shown, ("team 7", 3, 0, 3)]
    result = audit(parents, people, narrow, most_coalitions=1 + 3 * len(parents))
    assert {finding.group for finding in result.findings} == {"team 7"}


def test_the_same_publication_gives_the_same_findings():
    people = {"a": people_of(6, 9), "b": people_of(0, 4)}
    shown = [("a", 3, 6, 6), ("all", 3, 6, 6)]
    first, second = audit(TWO, people, shown), audit(TWO, people, shown)
    assert replace(first, seconds=0) == replace(second, seconds=0)
