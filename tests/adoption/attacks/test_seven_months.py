"""Seven months in which an effect has numbers, a forecast is told and others are compared with: read, tied, and solved.

Of two organisations of which the same is published: where the same sums came out of an evaluation as well, which noise
without a bound allows, nothing whatever tells them apart. What the sums themselves tell is counted in
test_mechanism_attacked.py.
"""

from dataclasses import replace
from itertools import chain, islice

import pytest

from adoption.dashboards.mails import FALL
from adoption.experiments.evaluation import build_design
from adoption.experiments.evaluation.estimate import point_estimate, team_gaps
from adoption.experiments.evaluation.panel import panel_usage_rates
from tests.adoption.attacks.checks import (
    coalitions,
    counts_alone,
    disclosed_values,
    inconsistent_counts,
    masked_differently,
    more_precise_than_counts,
    too_narrow,
    too_small,
)
from tests.adoption.attacks.crawl import comparable_content
from tests.adoption.attacks.deducing import Fact, Reader
from tests.adoption.attacks.mail_reading import numbers_of_mail
from tests.adoption.attacks.other_organisations import NAMED, SAID
from tests.adoption.attacks.planted_experiments import (
    AGAIN,
    EARLY,
    PLANNED,
    POSTER,
    TUESDAYS,
    WAITING,
)
from tests.adoption.attacks.planted_results import PLANTS
from tests.adoption.attacks.planted_targets import LONGER
from tests.adoption.attacks.readers import facts_and_results_of
from tests.adoption.attacks.reading import ROOT, UnattributedNumber
from tests.adoption.attacks.results_checks import (
    forecasts_of,
    numbers_not_stored,
    stored_of,
    unexpected_forecasts,
    unexpected_verdicts,
)
from tests.adoption.attacks.results_reading import ReadResult, ReadVerdict
from tests.adoption.attacks.seven_month_staff import FIRST_PLACE, ORGANISATION
from tests.adoption.attacks.seven_months import BOTH
from tests.adoption.attacks.three_month_staff import world_of
from tests.adoption.attacks.three_months import READERS, published_facts
from tests.adoption.attacks.worlds import ALL


pytestmark = pytest.mark.django_db


def in_place(each):
    """A fact of this story’s months, of which the first is 0."""
    return replace(each, month=each.month - FIRST_PLACE) if isinstance(each, Fact) else each


def read_from(found):
    return {in_place(each) for each in facts_and_results_of(found)}


def facts_in(read):
    return {each for each in read if isinstance(each, Fact)}


@pytest.fixture(scope="module")
def read(longer):
    return {name: read_from(found) for name, found in longer[0].found.items()}


def wrong(world, found):
    """All that is told of attempts, forecasts and counts and is not as it was stored, published or sent."""
    try:
        everything = read_from(found)
    except UnattributedNumber as number:
        return [number]
    counts = {
        (each.month, each.population, each.part): (each.low, each.high)
        for each in published_facts(world)
    }
    return [
        *numbers_not_stored(everything, world),
        *unexpected_forecasts(everything, world.figures),
        *unexpected_verdicts(everything, world.figures),
        *more_precise_than_counts(facts_in(everything), counts, ROOT, ORGANISATION),
    ]


# --- What there is, is read ------------------------------------------------------------------------------------------


def test_attempts_are_evaluated_with_numbers_and_once_for_each_comparison(longer):
    told_of_them = longer[0].evaluations

    assert {title for title, row in told_of_them.items() if row.estimate is not None} == {
        TUESDAYS,
        AGAIN,
        POSTER,
    }
    assert told_of_them[EARLY].outcome == "few_before"
    assert WAITING not in told_of_them
    assert len(longer[0].sums) == 2
    assert told_of_them[AGAIN].design == told_of_them[TUESDAYS].design


@pytest.mark.parametrize("name", BOTH)
def test_every_number_of_an_evaluation_is_read(longer, read, name):
    stored = stored_of(longer[0].evaluations)
    of_attempts = {
        each for each in read[name] if isinstance(each, ReadResult) and each.whose[0] == "attempt"
    }

    # One that is not told says what was before alone.
    assert {each.name for each in stored - of_attempts} <= {"estimate", "low", "high"}
    assert {each.whose[1] for each in stored & of_attempts} == {TUESDAYS, AGAIN, POSTER}
    left = {each for each in of_attempts if each.name in ("taken", "left")}
    assert {each.whose[1] for each in left} >= {WAITING, PLANNED}
    assert ReadResult(("attempt", PLANNED), "smallest", longer[0].smallest) in of_attempts


def test_every_forecast_and_all_that_others_sent_is_read(longer, read):
    told_likely = {each.whose for each in read["training manager"] if isinstance(each, ReadResult)}
    likely = {whose[1:3] for whose in told_likely if whose[0] == "likely"}

    assert likely == forecasts_of(longer[0].figures, longer[0].last) != set()
    [page] = [
        answer.text
        for address, answer in longer[0].found["training manager"].items()
        if address.startswith("/usage/comparaison.csv")
    ]
    assert page.count(NAMED) == len({month for name, month, _rate in SAID if name == NAMED}) - 1


def test_every_verdict_of_the_report_is_read(read):
    verdicts = {fact for fact in read["training manager"] if isinstance(fact, ReadVerdict)}

    assert {(verdict.population, verdict.code) for verdict in verdicts} == {
        (ROOT if team == ALL else team, str(indicator)) for team, indicator, *_rest in LONGER
    }


@pytest.mark.parametrize("name", READERS)
def test_nothing_is_told_that_was_not_stored_published_or_sent(longer, name):
    assert wrong(longer[0], longer[0].found[name]) == []


def test_what_is_read_is_true_of_people_and_teams_as_everybody_knows_them(longer, read):
    first = longer[0]
    everything = set().union(*read.values())
    assert Reader(ORGANISATION, facts_in(everything), ROOT).is_true(
        world_of(first.levels, ORGANISATION)
    )
    assert {each.month for each in facts_in(everything)} == set(ORGANISATION.months)
    window, _panel = first.panels
    design = build_design(window.sizes, window.starts, window.lives)
    row = first.evaluations[TUESDAYS]
    assert (row.treated_teams, row.compared_teams) == (len(design.treated), len(design.compared))
    assert (row.treated_people, row.compared_people) == (
        design.treated_people,
        design.compared_people,
    )


def test_no_result_is_told_without_noise(longer):
    """The sum that came out is the true one and a draw, another for each comparison."""
    first = longer[0]
    window, panel = first.panels
    design = build_design(window.sizes, window.starts, window.lives)
    true = point_estimate(design, team_gaps(design, design.gaps_of, panel_usage_rates(panel)))

    noise = first.sums[1]["estimate"] - true
    assert noise != 0
    assert first.sums[0] != first.sums[1]


# --- Nobody is fixed -------------------------------------------------------------------------------------------------


def test_nobody_is_deduced_with_two_colleagues_by_all_that_the_five_have_read(longer, read):
    first = longer[0]
    counts = counts_alone(facts_in(set().union(*read.values()))) | set(published_facts(first))
    tried = islice(coalitions(first.cells, first.levels, ORGANISATION), 5, None, 8)
    assert disclosed_values(counts, ROOT, tried, ORGANISATION) == []


@pytest.mark.parametrize("name", READERS)
def test_nothing_small_or_narrow_is_shown_and_every_door_says_the_same(longer, read, name):
    facts = facts_in(read[name])
    assert too_small(facts, ROOT, organisation=ORGANISATION) == []
    assert too_narrow(facts, ROOT, ORGANISATION) == []
    assert inconsistent_counts(facts) == []
    assert masked_differently(longer[0].found[name]) == []


# --- Two organisations of which the same came out --------------------------------------------------------------------


def test_the_two_organisations_differ_in_most_people_and_in_no_figure(longer):
    first, second = longer
    pairs = zip(chain(*first.levels), chain(*second.levels), strict=True)

    assert sum(one != two for one, two in pairs) > 90
    assert (first.figures, first.parts, first.further) == (
        second.figures,
        second.parts,
        second.further,
    )
    assert len(first.sums) == len(second.sums) == 2
    assert all(one != two for one, two in zip(first.sums, second.sums, strict=True))


@pytest.mark.parametrize("name", BOTH)
def test_no_page_tells_them_apart(longer, name):
    first, second = (world.found[name] for world in longer)

    assert first.keys() == second.keys()
    assert [
        address
        for address in first
        if comparable_content(first, address) != comparable_content(second, address)
    ] == []


def test_no_mail_tells_them_apart_and_none_holds_a_number_that_is_not_published(longer):
    first, second = longer
    assert first.mails == second.mails
    assert FALL in {kind for _person, kind, *_ in first.mails}
    allowed = first.sizes | {
        number
        for _month, _team, _indicator, low, high in first.figures
        if low is not None
        for number in (low - 1, low, high, high + 1)
    }
    for _person, kind, subject, body, _pages in first.mails:
        assert numbers_of_mail(subject, body, first) <= allowed, (kind, body)


# --- What is planted is found ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("leak", PLANTS)
def test_a_leak_that_is_planted_is_found(longer, leak):
    assert longer[0].leaked[leak]
    assert wrong(longer[0], longer[0].leaked[leak]) != []
