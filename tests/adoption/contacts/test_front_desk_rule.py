"""The rule for taps, tried on every truth of tiny organisations: no coalition learns of a further person."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.foundation.periods import Month
from adoption.publishing.disclosure import tally
from adoption.publishing.disclosure.protection import Parameters
from adoption.publishing.disclosure.tally import (
    HIDDEN_TAPS,
    TapRange,
    Week,
    least_desk_staff,
    most_taps_in_month,
    protect_taps,
    shown_sites,
    weeks_of_month,
)


K, C = 1, 1  # a coalition of one: F is two people
TINY = Parameters(K, C)
# People at each site that is shown, and at none; how often one may note.
ORGANISATIONS = [((), 6, 1), ((), 6, 2), ((5,), 0, 2), ((5,), 2, 1), ((3, 3), 0, 2), ((4,), 3, 1)]


def published(truth, places, sizes, most):
    counts = {
        site: sum(v for v, p in zip(truth, places, strict=True) if p == site) for site in sizes
    }
    return protect_taps(counts, sizes, (sum(truth), len(truth)), most, TINY)


@pytest.fixture
def however_small(monkeypatch):
    monkeypatch.setattr("adoption.publishing.disclosure.tally.LEAST_AT_SITE", 1)


def worlds(shape):
    sites, elsewhere, most = shape
    sizes = dict(enumerate(sites, start=1))
    places = [site for site, size in sizes.items() for _one in range(size)] + [0] * elsewhere
    found = {}
    for truth in product(range(most + 1), repeat=len(places)):
        said = published(truth, places, sizes, most)
        found.setdefault(repr(said), []).append(truth)
    return found, len(places), most


def ruled_out(shape):
    """Values of c + 1 people that some publication excludes."""
    found, people, most = worlds(shape)
    wanted = (most + 1) ** (C + 1)
    return [
        (said, pair)
        for said, truths in found.items()
        for pair in combinations(range(people), C + 1)
        if len({tuple(truth[each] for each in pair) for truth in truths}) < wanted
    ]


@pytest.mark.usefixtures("however_small")
@pytest.mark.parametrize("shape", ORGANISATIONS, ids=str)
def test_any_notes_of_any_two_people_fit_what_is_published(shape):
    assert ruled_out(shape) == []


@pytest.mark.usefixtures("however_small")
@pytest.mark.parametrize("shape", ORGANISATIONS, ids=str)
def test_whoever_knows_what_they_noted_themselves_fixes_nobody(shape):
    """Each other person may have noted nothing, or something."""
    found, people, _most = worlds(shape)
    for truths in found.values():
        for reader in range(people):
            by_own = {}
            for truth in truths:
                by_own.setdefault(truth[reader], []).append(truth)
            for left in by_own.values():
                for other in set(range(people)) - {reader}:
                    assert {bool(truth[other]) for truth in left} == {True, False}


@pytest.mark.usefixtures("however_small")
def test_something_is_published_at_all():
    said = set(worlds(((), 6, 2))[0])
    assert len(said) > 2


@pytest.mark.usefixtures("however_small")
def test_an_exact_count_everywhere_is_found(monkeypatch):
    monkeypatch.setattr(
        "adoption.publishing.disclosure.tally._cell",
        lambda count, _least, _greatest, _edge: TapRange(count, count),
    )
    assert ruled_out(((), 6, 1))


@pytest.mark.usefixtures("however_small")
def test_an_edge_that_forgets_how_often_one_may_note_is_found(monkeypatch):
    cell = tally._cell
    monkeypatch.setattr(
        tally, "_cell", lambda count, least, greatest, _edge: cell(count, least, greatest, C + 1)
    )
    assert ruled_out(((), 6, 2))


@pytest.mark.usefixtures("however_small")
def test_a_whole_that_forgets_its_sites_is_found(monkeypatch):
    cell = tally._cell
    monkeypatch.setattr(
        tally, "_cell", lambda count, _least, greatest, edge: cell(count, 0, greatest, edge)
    )
    assert ruled_out(((5,), 2, 1)) or ruled_out(((4,), 3, 1))


# --- Which sites are shown --------------------------------------------------------------------------


@given(
    sizes=st.dictionaries(st.integers(1, 40), st.integers(0, 40), max_size=12),
    elsewhere=st.integers(0, 30),
    k=st.integers(9, 20),
)
def test_each_site_shown_is_large_and_so_is_what_is_left(sizes, elsewhere, k):
    parameters = Parameters(k, 3)
    shown = shown_sites(sizes, elsewhere, parameters)

    least = least_desk_staff(parameters)
    left = elsewhere + sum(size for site, size in sizes.items() if site not in shown)
    assert all(sizes[site] >= least >= 10 for site in shown)
    assert left == 0 or left >= least or not shown


def test_one_small_site_takes_the_smallest_large_one_with_it():
    assert shown_sites({1: 30, 2: 12, 3: 4}, 0, Parameters()) == [1]


# --- One thing in one month -------------------------------------------------------------------------


@given(
    counts=st.lists(st.integers(0, 900), max_size=4),
    sizes=st.lists(st.integers(10, 40), min_size=4, max_size=4),
    rest=st.integers(0, 30),
    of_rest=st.integers(0, 900),
)
def test_what_is_said_is_true_and_nothing_counted_looks_like_little(counts, sizes, rest, of_rest):
    known = dict(enumerate(counts))
    people = {site: sizes[site] for site in known}
    whole = (sum(counts) + of_rest, sum(people.values()) + rest)
    sites, total = protect_taps(known, people, whole, 40, Parameters())

    counted = whole[0] if rest or not known else sum(counts)
    for figure, count in [*((sites[each], known[each]) for each in known), (total, counted)]:
        assert figure.low is None or figure.low <= count
        assert figure.high is None or figure.high >= count
    nothing, _total = protect_taps(dict.fromkeys(known, 0), people, (0, whole[1]), 40, Parameters())
    few, _total = protect_taps(dict.fromkeys(known, 9), people, (36, whole[1]), 40, Parameters())
    assert nothing == few


def test_a_site_of_twelve():
    def said(count):
        return protect_taps({1: count}, {1: 12}, (count, 12), 40, Parameters())[0][1]

    assert said(0) == said(160) == TapRange(0, 160)
    assert said(161) == TapRange(161, 161)
    assert said(320) == said(10_000) == TapRange(320)


def test_a_small_organisation_is_told_nothing():
    assert protect_taps({}, {}, (300, 9), 40, Parameters()) == ({}, HIDDEN_TAPS)


def test_a_site_that_is_more_than_the_whole_is_refused():
    with pytest.raises(ValueError, match="more than the whole"):
        protect_taps({1: 5}, {1: 12}, (4, 12), 40, Parameters())


@given(st.dates())
def test_every_day_is_in_one_week_of_one_month(day):
    if not 2 <= day.year <= 9997:
        return
    week = Week.containing(day)
    assert week.monday <= day <= week.last_day
    assert week in weeks_of_month(week.month)
    assert len(weeks_of_month(week.month)) in {4, 5}
    assert most_taps_in_month(Month.containing(day)) in {40, 50}


def test_where_everybody_stands_at_a_site_that_is_shown_the_whole_says_what_they_say():
    sites, whole = protect_taps({1: 300, 2: 7}, {1: 14, 2: 14}, (312, 28), 40, Parameters())
    assert sites == {1: TapRange(300, 300), 2: TapRange(0, 160)}
    assert whole == TapRange(300, 460)
