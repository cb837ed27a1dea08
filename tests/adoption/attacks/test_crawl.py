"""An opponent signs in, reads everything there is over three months, and solves.

P1-P5, P7, P8, P10 of RISKS.md by what is really on the pages; and two organisations that differ in what everybody but
the readers did, of which the same is published: no page, file, drawing, mail, header or length may tell them apart.

A page that is added is found by its link. One of adoption fails until its numbers are tied (readers.py); one of
another app fails if it depends on anybody’s use of the portal.
"""

from itertools import chain

import pytest

from adoption.dashboards.mails import TEAM_DIGEST
from adoption.foundation.rates import LEAST_FOR_RATES
from tests.adoption.attacks.checks import (
    coalitions,
    counts_alone,
    disclosed_values,
    inconsistent_counts,
    masked_differently,
    more_precise_than_counts,
    of_others,
    too_narrow,
    too_small,
)
from tests.adoption.attacks.crawl import comparable_content
from tests.adoption.attacks.deducing import Reader
from tests.adoption.attacks.mail_reading import numbers_of_mail
from tests.adoption.attacks.readers import facts_of
from tests.adoption.attacks.reading import UnattributedNumber
from tests.adoption.attacks.three_month_staff import (
    COUNSEL,
    FAMILIES,
    NONE,
    OFFICE,
    ORGANISATION,
    world_of,
)
from tests.adoption.attacks.three_months import BESIDE, BOTH, READERS, published_facts


pytestmark = pytest.mark.django_db

LINEAGE = {
    "manager": {"Accueil", "Nord"},
    "division": {"Nord", "Accueil", "Courrier", "Dossiers", "Suivi"},
    "other division": {"Sud", "Ville", "Quai"},
}


@pytest.fixture(scope="module")
def facts(worlds):
    return {name: facts_of(found) for name, found in worlds[0].found.items()}


def test_the_readers_find_what_there_is(worlds, facts):
    """The crawl reaches every population, month and count, or it would prove nothing."""
    first = worlds[0]
    assert first.statuses == {"published"}
    published = {
        (team, indicator)
        for _, team, indicator, low, _ in first.figures
        if low is not None and team != "Plaine"  # closed since: it is offered to nobody
    }
    of_parts = {(part or NONE, "used") for _, part, low, _ in first.parts if low is not None}
    assert {part for part, _ in of_parts} == {COUNSEL, OFFICE, NONE}
    read = {(fact.population, fact.part) for fact in facts["training manager"] if not fact.whole}

    assert (published | of_parts) - read == set()
    assert {fact.month for fact in facts["manager"]} == {0, 1, 2}
    assert {fact.month for fact in facts["two roles"] if fact.population == OFFICE} == {0, 1, 2}
    kinds = {answer.kind.split(";")[0] for answer in first.found["manager"].values()}
    assert kinds >= {"text/html", "text/csv", "image/svg+xml"}


@pytest.mark.parametrize("name", READERS)
def test_everything_read_is_true(worlds, facts, name):
    """A reader who reads wrongly would deduce nothing."""
    reader = Reader(ORGANISATION, facts[name], worlds[0].root)
    assert reader.is_true(world_of(worlds[0].levels))


def test_nobody_is_deduced_by_any_of_them_nor_with_colleagues_nor_by_all_who_share(worlds, facts):
    """P1-P3 at once: with all that the five have read, whoever reads, and whoever helps."""
    first = worlds[0]
    together = counts_alone(set().union(*facts.values())) | set(published_facts(first))
    tried = coalitions(first.cells, first.levels)
    assert disclosed_values(together, first.root, tried) == []


@pytest.mark.parametrize("name", READERS)
def test_nothing_small_or_narrow_is_shown_and_every_door_says_the_same(worlds, facts, name):
    root = worlds[0].root
    assert too_small(facts[name], root) == []
    assert too_narrow(facts[name], root) == []
    assert inconsistent_counts(facts[name]) == []


@pytest.mark.parametrize("name", READERS)
def test_no_segment_rate_or_sentence_says_more_than_the_published_counts(worlds, facts, name):
    first = worlds[0]
    counts = {
        (each.month, each.population, each.part): (each.low, each.high)
        for each in published_facts(first)
    }
    assert more_precise_than_counts(facts[name], counts, first.root) == []


@pytest.mark.parametrize("name", LINEAGE)
def test_a_manager_reads_of_nobody_else_s_team(worlds, facts, name):
    allowed = LINEAGE[name] | {worlds[0].root} | set(FAMILIES)  # everybody’s, whatever the team
    assert of_others(facts[name], allowed) == []


@pytest.mark.parametrize("name", READERS)
def test_hidden_cells_are_the_same_to_the_byte(worlds, name):
    assert masked_differently(worlds[0].found[name]) == []


# --- Two organisations of which the same is published ------------------------------------------------------------


def test_the_two_organisations_differ_in_nearly_everybody_and_in_no_figure(worlds):
    first, second = worlds
    pairs = zip(chain(*first.levels), chain(*second.levels), strict=True)
    assert sum(one != two for one, two in pairs) > 60
    assert first.figures == second.figures
    assert (first.parts, first.further) == (second.parts, second.further)


@pytest.mark.parametrize("name", [*BOTH, *BESIDE])
def test_no_page_tells_them_apart(worlds, name):
    """Not by a text, a choice of words, a header, a tag, a length, an address nor an error."""
    first, second = (world.found[name] for world in worlds)

    assert first.keys() == second.keys()
    assert [
        address
        for address in first
        if comparable_content(first, address) != comparable_content(second, address)
    ] == []


def test_the_mail_of_a_team_holds_no_number_that_was_not_published(worlds):
    """P7, P10. In whatever language: bounds, and one beside them for “fewer than”."""
    allowed = worlds[0].sizes | {
        number
        for _month, _team, indicator, low, high in worlds[0].figures
        if indicator == "used" and low is not None
        for number in (low - 1, low, high, high + 1)
    }
    told = [
        (subject, body)
        for _person, kind, subject, body, _pages in worlds[0].mails
        if kind == TEAM_DIGEST
    ]
    assert told
    for subject, body in told:
        assert numbers_of_mail(subject, body, worlds[0]) <= allowed, body


def test_a_rate_of_a_small_team_in_a_mail_is_found(worlds):
    """Nobody’s mail may hold the share of fewer than 50 people, published count or not."""
    world = worlds[0]
    subject, body = next(
        (subject, body)
        for _person, kind, subject, body, _pages in world.mails
        if kind == TEAM_DIGEST and subject.startswith("Accueil")
    )
    low, population = next(
        (low, world.populations[month, team])
        for month, team, indicator, low, _high in reversed(world.figures)
        if (team, indicator) == ("Accueil", "used") and low is not None
    )
    assert population < LEAST_FOR_RATES

    with pytest.raises(UnattributedNumber):
        numbers_of_mail(subject, f"{body} {round(100 * low / population)} %", world)


def test_no_mail_tells_them_apart(worlds):
    assert worlds[0].mails == worlds[1].mails
