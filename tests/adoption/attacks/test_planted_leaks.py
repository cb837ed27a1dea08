"""A leak put into our own code on purpose is found by the checks of the crawl.

Each case breaks one thing in the product as it runs, reads some pages, and asks a check that must find it; without
the leak the same check finds nothing. The auditor, which would withhold some of these months, is held open: it is
the last gate, and not what is tried here.
"""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from adoption.dashboards import segments
from adoption.dashboards.views import team as views
from adoption.foundation.periods import Month
from adoption.foundation.rates import Measure, Rate
from adoption.publishing.actions import publications as publishing
from adoption.publishing.actions.publications import publish
from adoption.publishing.charts.drawing_cache import drawing_cache
from adoption.publishing.disclosure import drafting
from adoption.publishing.disclosure.auditor import AuditResult
from adoption.publishing.disclosure.history import ChainFigures, Witness
from adoption.publishing.disclosure.protection import HIDDEN, Parameters, protect
from adoption.publishing.models import Figure as Published
from adoption.publishing.models import PartFigure
from adoption.publishing.queries import published as queries
from adoption.publishing.queries.facts import month_facts
from adoption.publishing.words import presentation
from adoption.report.sections import overview
from adoption.targets import words as target_words
from adoption.team_actions import words as steps
from adoption.usage.actions.declarations import forget_declarations
from adoption.usage.models import Declaration, Objection, PortalLink, UsageDay
from cms.models import Portal
from tests.adoption.attacks import checks
from tests.adoption.attacks.crawl import comparable_content as without_tokens
from tests.adoption.attacks.crawl import crawl
from tests.adoption.attacks.deducing import Fact, Reader, lower_bounds_of_people
from tests.adoption.attacks.planted_targets import set_targets
from tests.adoption.attacks.readers import facts_of
from tests.adoption.attacks.reading import ROOT, UnattributedNumber, place_of
from tests.adoption.attacks.three_month_staff import (
    FAMILIES,
    MONTHS,
    NONE,
    ORGANISATION,
    build_staff,
    levels_for,
    linked_in,
    say,
    true_levels,
    try_something,
    world_of,
)
from tests.adoption.attacks.worlds import ALL, COUNTS


pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
AUGUST = MONTHS[0]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        time_machine.travel(WHEN, tick=False),
        transaction.atomic(),
    ):
        staff = build_staff()
        try_something(staff)
        levels = true_levels()
        linked = linked_in(staff, levels)
        say(staff, levels, linked)
        root = staff.teams[ALL].name
        yield SimpleNamespace(staff=staff, levels=levels, linked=linked, root=root)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def gate_held_open(monkeypatch):
    passed = AuditResult((), 0, 0, 0, 0.0)
    monkeypatch.setattr(drafting, "audit", lambda **_given: passed)


def read(built, name="training manager", only=r"^/usage/equipe/(\?|usage|light\.svg)"):
    """Every page, file and wide drawing of the populations that the reader may open."""
    cache.clear()
    shutil.rmtree(drawing_cache().folder, ignore_errors=True)
    return crawl(
        built.staff.cast[name],
        starts=["/usage/equipe/"],
        is_followed=lambda address: bool(re.search(only, address)),
    )


def pages_only(built, name="training manager"):
    return read(built, name, r"^/usage/equipe/\?")


def august(built):
    return publish(portal=built.staff.portal, month=AUGUST)


# --- Each leak, and the check that has to find it ----------------------------------------------------------------


def k_off_by_one(patch):
    """Thirteen is the threshold in force; Quai has twelve people."""
    patch.setattr(publishing, "parameters_in_force", lambda: Parameters(12, 3, 12))


def small_teams(built):
    august(built)
    return checks.too_small(
        facts_of(pages_only(built)), built.root, threshold=settings.PUBLICATION_THRESHOLD
    )


def edge_of_four(patch):
    patch.setattr(Parameters, "edge", property(lambda self: self.c + 1))


def narrow_cells(built):
    august(built)
    return checks.too_narrow(facts_of(pages_only(built)), built.root)


def counts_not_linked(patch):
    def unlinked(staff, _earlier, counts, parameters, **_options):
        chain = (counts.known, counts.account, counts.used, counts.habit)
        return ChainFigures(*(protect(staff.tree.order, each, parameters) for each in chain))

    def nobody(staff, _chain):
        return Witness({}, dict.fromkeys(staff.tree.direct, 0), dict.fromkeys(staff.tree.direct, 0))

    patch.setattr(drafting, "protect_chain", unlinked)
    # Nobody can have such a chain, which would stop the month with an error.
    patch.setattr(drafting, "witness_of", nobody)


def values_ruled_out(built):
    august(built)
    pages = read(built, only=r"^/usage/(equipe/\?|programme/(\?|$))")
    return checks.ruled_out(facts_of(pages), built.root)


def unprotected_export(patch):
    """The file has the counts themselves."""
    answer = views.table_response

    def with_the_counts(name, headings, rows, *, sheet):
        counts = counts_of(AUGUST)
        teams = [heading for heading in headings if heading in counts]
        bare = [
            [
                row[0],
                *(
                    cell
                    for team in teams
                    for cell in (f"{counts[team]} of 9", *[counts[team]] * 2, 9)
                ),
            ]
            for row in rows
        ]
        return answer(name, headings, bare, sheet=sheet)

    patch.setattr(views, "table_response", with_the_counts)


def counts_of(month):
    """Used, by the name of the team: what nobody may see."""
    facts = month_facts(Portal.objects.get(), month)
    made = drafting.draft(
        month=month, people=facts.people, parents=facts.parents, earlier=(), parameters=Bare()
    )
    return {
        facts.names[team]: figure.low
        for (code, team), figure in made.figures.items()
        if code == "used"
    }


class Bare(Parameters):
    """Everything exactly."""

    def __init__(self):
        super().__init__(1, 1)

    @property
    def edge(self):
        return 1


def doors_that_disagree(built):
    august(built)
    return checks.inconsistent_counts(facts_of(read(built, only=r"^/usage/equipe/(\?|usage)")))


def anothers_team_by_a_parameter(patch):
    own = views.figure_access_of

    def of_everybody(person, *, on):
        return replace(own(person, on=on), is_of_all=True)

    patch.setattr(views, "figure_access_of", of_everybody)


def others_teams(built):
    august(built)
    allowed = {"Accueil", "Nord", built.root, *FAMILIES}
    return checks.of_others(facts_of(pages_only(built, "manager")), allowed)


def hidden_in_two_lengths(patch):
    """A count that is hidden keeps how many people it is of, and a space gives that away."""
    patch.setattr(publishing, "parameters_in_force", lambda: Parameters(13, 3))
    measures = queries.shown_figures

    def with_sizes(publications, teams):
        found = measures(publications, teams)
        for row in Published.objects.filter(
            publication__in=publications, team__in=teams, low=None
        ).order_by("pk"):
            key = row.publication_id, row.team_id, row.indicator
            found[key] = Measure(None, None, row.counted)
        return found

    text = presentation.least_cell_text
    for module in (queries, views):
        patch.setattr(module, "shown_figures", with_sizes)
    patch.setattr(
        "adoption.publishing.words.presentation.least_cell_text",
        lambda measure: (
            text(measure) + ("\u00a0" if measure.is_hidden and measure.population else "")
        ),
    )


def hidden_cells(built):
    """Quai, of which nothing is said in August, beside Suivi, where nobody was."""
    august(built)
    publish(portal=built.staff.portal, month=MONTHS[1])
    return checks.masked_differently(pages_only(built))


def report_of_a_small_team(patch):
    """The committee’s report tells how many of a group used the portal of which nothing is published."""
    patch.setattr(
        overview, "_in_short", lambda read: f"In Quai, {counts_of(AUGUST)['Quai']} used the portal."
    )


def numbers_of_nobody(built):
    august(built)
    pages = read(built, only=r"^/usage/(equipe/\?|programme/(rapport/)?(\?|$))")
    try:
        return checks.inconsistent_counts(facts_of(pages))
    except UnattributedNumber as found:
        return [found]


def segments_told_exactly(patch):
    """The least that the published counts leave, as if that were the number."""

    def least(outer, inner):
        return Measure(*[max(0, outer.low - inner.high)] * 2, outer.population)

    patch.setattr(segments, "_difference", least)


def more_than_published(built):
    """In September, which ends a quarter: before, not all counts of the chain are out."""
    august(built)
    publish(portal=built.staff.portal, month=MONTHS[1])
    counts = {
        (place_of(Month.containing(month)), name, indicator): (low, high)
        for month, name, indicator, low, high in Published.objects.exclude(low=None).values_list(
            "publication__month", "team_name", "indicator", "low", "high"
        )
    }
    counts |= {
        (place_of(Month.containing(month)), name or NONE, "used"): (low, high)
        for month, name, low, high in PartFigure.objects.exclude(low=None).values_list(
            "publication__month", "name", "low", "high"
        )
    }
    pages = read(built, only=r"^/usage/programme/(\?|$|situations)")
    return checks.more_precise_than_counts(facts_of(pages), counts, built.root)


def trajectory_of_the_counts(patch):
    """The way to the target leaves from a count that nobody may see, and not from the published rate."""

    def planned(goal, course, month):
        begun = 100 * counts_of(AUGUST)[ROOT] / 107
        return Rate(begun, begun)

    patch.setattr(target_words, "planned_rate", planned)


def targets_of_nobody(built):
    august(built)
    set_targets(built.staff)
    pages = read(built, only=r"^/usage/programme/(\?|$|cibles)")
    try:
        return checks.inconsistent_counts(facts_of(pages))
    except UnattributedNumber as found:
        return [found]


FOUND = {
    "k off by one": (k_off_by_one, small_teams),
    "an edge of four": (edge_of_four, narrow_cells),
    "counts that are not linked": (counts_not_linked, values_ruled_out),
    "an unprotected export": (unprotected_export, doors_that_disagree),
    "another’s team by a parameter": (anothers_team_by_a_parameter, others_teams),
    "a report on a small team": (report_of_a_small_team, numbers_of_nobody),
    "segments told exactly": (segments_told_exactly, more_than_published),
    "a trajectory of the counts": (trajectory_of_the_counts, targets_of_nobody),
    "hidden cells of two lengths": (hidden_in_two_lengths, hidden_cells),
}


@pytest.mark.parametrize(("plant", "check"), FOUND.values(), ids=FOUND)
def test_the_check_finds_the_leak_and_nothing_without_it(
    built, plant, check, monkeypatch, settings
):
    if plant is k_off_by_one:
        settings.PUBLICATION_THRESHOLD = 13
    with transaction.atomic():
        assert check(built) == []
        transaction.set_rollback(True)
    plant(monkeypatch)
    assert check(built) != []


# --- Leaks that show only beside another organisation, or another day ---------------------------------------------


def choice_by_a_hidden_count(patch):
    protected = drafting.protect_chain

    def hides_nobody(staff, earlier, counts, parameters, **options):
        chain = protected(staff, earlier, counts, parameters)
        used = {
            team: HIDDEN if counts.used[team] == 0 else figure
            for team, figure in chain.used.items()
        }
        return ChainFigures(chain.known, chain.account, used, chain.habit)

    patch.setattr(drafting, "protect_chain", hides_nobody)


def tag_of_hidden_counts(patch):
    answer = views.chart_file
    patch.setattr(
        views,
        "chart_file",
        lambda request, variant, drawn, draw: answer(
            request, variant, (*drawn, sum(counts_of(AUGUST).values())), draw
        ),
    )


def advice_of_hidden_counts(patch):
    """Teams are advised by who uses the portal in Courrier, of which nothing is shown."""
    own = steps.advice_facts

    def knows(*given, **more):
        return replace(own(*given, **more), gap=None, barrier="desire" if unused() else "ability")

    def unused():
        return counts_of(AUGUST)["Courrier"] == 0

    patch.setattr(steps, "advice_facts", knows)


def told(built):
    """What the division reads, without what is drawn anew for each answer."""
    found = read(built, "division")
    return {address: without_tokens(found, address) for address in found}


def of_another_world(built):
    """Before and after everybody but the readers did something else, of which the same is published."""
    with transaction.atomic():
        august(built)
        facts = [
            Fact(0, each.team_name, each.indicator, each.low, each.high)
            for each in Published.objects.exclude(low=None)
        ]
        facts += [
            Fact(0, each.name or NONE, "used", each.low, each.high)
            for each in PartFigure.objects.exclude(low=None)
        ]
        before = told(built)
        transaction.set_rollback(True)
    keep = {built.staff.place_of(person) for person in built.staff.cast.values()} | built.linked
    kept = [ORGANISATION.cells.index((number, built.levels[number][n])) for number, n in keep]
    own = lower_bounds_of_people(ORGANISATION, kept)
    reader = Reader(ORGANISATION, facts, built.root)
    somebody_uses = 20 * ORGANISATION.row(0, "Courrier", COUNTS["used"])  # nobody does, really
    world = reader.find(own, somebody_uses - np.array(world_of(built.levels), float))
    with transaction.atomic():
        forget_everything()
        say(built.staff, levels_for(world, built.levels, keep), built.linked)
        august(built)
        after = told(built)
        transaction.set_rollback(True)
    return before != after


def forget_everything():
    for model in (Declaration, Objection, PortalLink, UsageDay):
        model.objects.all().delete()


def recomputed(patch):
    """Pages count again what is out already."""

    def again(publications, teams):
        wanted, found = {team.pk for team in teams}, {}
        for each in publications:
            month = Month.containing(each.month)
            facts = month_facts(each.portal, month)
            made = drafting.draft(
                month=month,
                people=facts.people,
                parents=facts.parents,
                earlier=(),
                parameters=Parameters(),
            )
            sizes = {population.id: population.size for population in made.tree.order}
            for (code, team), figure in made.figures.items():
                if team in wanted and figure.low is not None:
                    found[each.pk, team, code] = Measure(figure.low, figure.high, sizes[team])
        return found

    for module in (queries, views):
        patch.setattr(module, "shown_figures", again)


def of_a_closed_month(built, happen):
    august(built)
    before = told(built)
    happen(built)
    return before != told(built)


def some_erase_their_answers(built):
    for person in built.staff.members[3][1:9]:
        forget_declarations(person=person, portal=built.staff.portal)


def late_days_come_in(built):
    """For everybody who has a link, in August."""
    links = built.staff.portal.links.order_by("pk")
    UsageDay.objects.filter(day__lte=AUGUST.last_day).delete()
    UsageDay.objects.bulk_create(
        UsageDay(
            portal=built.staff.portal,
            service=built.staff.service,
            pseudonym=link.pseudonym,
            day=AUGUST.first_day.replace(day=day),
        )
        for link in links
        for day in (3, 10, 17, 24)
    )


OTHERWISE = {
    "a choice by a hidden count": (choice_by_a_hidden_count, of_another_world),
    "a tag made of hidden counts": (tag_of_hidden_counts, of_another_world),
    "advice by a hidden count": (advice_of_hidden_counts, of_another_world),
    "a closed month counted again after an erasure": (
        recomputed,
        lambda built: of_a_closed_month(built, some_erase_their_answers),
    ),
    "a late row that changes a figure": (
        recomputed,
        lambda built: of_a_closed_month(built, late_days_come_in),
    ),
}


@pytest.mark.parametrize(("plant", "differs"), OTHERWISE.values(), ids=OTHERWISE)
def test_the_same_pages_are_no_longer_the_same(built, plant, differs, monkeypatch):
    with transaction.atomic():
        assert not differs(built)
        transaction.set_rollback(True)
    plant(monkeypatch)
    assert differs(built)
