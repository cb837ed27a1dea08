"""Two campaigns over twelve months, whose staff list is in the hands of somebody who is after one person.

Every page of a campaign is read by each who may, and the figures beside them; whatever they show is what was published, or
is nobody’s use. Then a solver looks for a world in which the target, and others, have each value: none is to be fixed.
"""

import itertools
import re
from collections import defaultdict
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.utils import translation

from adoption.foundation.periods import Month, Quarter
from adoption.foundation.words.months import quarter_in_words
from adoption.publishing.disclosure.further import SERVICE
from adoption.publishing.models import Figure, OrganisationFigure, PartFigure, Publication
from adoption.publishing.queries.earlier_publications import team_by_member
from cms.models import PortalService
from tests.adoption.attacks.campaign_lists import INVENTED, MONTHS, READERS, TARGET, TEN
from tests.adoption.attacks.campaigns import FUND, LANDLORD, WRITTEN, CampaignYear
from tests.adoption.attacks.checks import inconsistent_counts, more_precise_than_counts, named
from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.programme_reading import ServiceUse
from tests.adoption.attacks.readers import facts_and_results_of
from tests.adoption.attacks.reading import ROOT, UnattributedNumber, place_of, rows_of
from tests.adoption.attacks.solving import fixed_for, planted
from tests.adoption.attacks.test_everything_is_read import name_at
from tests.adoption.attacks.use_program import USES, true_use, use_of


pytestmark = pytest.mark.django_db
FIRST_PLACE = place_of(MONTHS[0])
NEW = {
    "job_changes:index",
    "job_changes:job",
    "commitments:index",
    "cases:index",
    "cases:case",
    "learning:portal_changes",
    "releases_admin:releases",
    "releases_admin:release",
    "wagtailsnippets_cms_portal:edit",
}


@pytest.fixture(scope="module", params=[LANDLORD, FUND], ids=lambda campaign: campaign.name)
def year(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield CampaignYear(request.param)
        transaction.set_rollback(True)


# --- What is read --------------------------------------------------------------------------------------------------


def test_the_list_is_as_hostile_as_it_can_be_and_all_months_are_out(year):
    [target] = year.keys(TARGET)
    publications = year.publications(year.portals[0])
    rolls = [team_by_member(publication.roll.members) for publication in publications]
    homes = [roll[target] for roll in rolls]
    sizes = [list(roll.values()).count(home) for roll, home in zip(rolls, homes, strict=True)]

    assert set(Publication.objects.values_list("status", flat=True)) == {"published"}
    assert [publication.month for publication in publications] == [
        month.first_day for month in MONTHS
    ]
    assert len(set(homes)) == 2
    assert all(one != other for one, other in itertools.pairwise(homes))
    assert TEN in sizes
    assert all(set(rolls[0]) - set(roll) and set(roll) - set(rolls[0]) for roll in rolls[1:])
    invented = year.keys(*(f"INV{number:02}" for number in range(INVENTED)))
    assert not any(set(invented) & set(roll) for roll in rolls)


def test_every_new_page_is_read_by_whoever_may(year):
    opened = defaultdict(set)
    for (place, name), found in year.found.items():
        if place >= WRITTEN:
            opened[name] |= {
                name_at(address) for address, answer in found.items() if answer.status == 200
            }

    assert opened["editor"] >= NEW
    assert opened["training manager"] >= NEW - {"wagtailsnippets_cms_portal:edit"}
    for name in ("manager", "officer", "staff"):
        readable = {route for route in NEW if not route.startswith(("releases_", "wagtail"))}
        assert opened[name] >= readable, name


def tool_of(year, address):
    named = parse_qs(urlsplit(address).query).get("portail")
    tools = zip(year.campaign.tools, year.portals, strict=True)
    return next((tool, portal) for tool, portal in tools if not named or portal.slug == named[0])


def in_words_of_a_portal(answer):
    """The words follow the kind of a tool, and nothing else does."""
    content = answer.content.replace(b"the AI assistant", b"the portal")
    return replace(answer, content=content)


def told(year):
    """(portal, month in which it was read, what is said) of every page."""
    for (place, _name), found in year.found.items():
        for address, answer in found.items():
            _tool, portal = tool_of(year, address)
            try:
                facts = facts_and_results_of({address: in_words_of_a_portal(answer)})
            except UnattributedNumber as number:
                facts = [number]
            yield from ((portal, place, fact) for fact in facts)


class Sizes:
    """Sizes of populations by month, as the checks ask an organisation for them."""

    def __init__(self, sizes):
        self.names = [name for _month, name in sizes]
        self.classes = [
            (size, [name if at == month else None for at in range(len(MONTHS))])
            for (month, name), size in sizes.items()
        ]

    def holding(self, _month, number):
        return {named(self.names[number], ROOT)}


def published_of(portal):
    """(low and high by month, population and count; the sizes)."""
    counts, sizes = {}, {}
    for model, of in ((Figure, "team_name"), (PartFigure, "name")):
        rows = model.objects.filter(publication__portal=portal)
        for row in rows.select_related("publication"):
            key = MONTHS.index(Month.containing(row.publication.month)), getattr(row, of)
            sizes[key] = row.population
            if row.low is not None:
                counts[*key, getattr(row, "indicator", USES)] = row.low, row.high
    return counts, Sizes(sizes)


def test_no_page_says_more_than_what_was_published_and_all_of_that_is_read(year):
    read, others = defaultdict(set), []
    for portal, place, told_of in told(year):
        if isinstance(told_of, Fact):
            month = told_of.month - FIRST_PLACE
            assert month <= place
            read[portal].add(replace(told_of, month=month))
        elif not (isinstance(told_of, ServiceUse) and is_published(told_of, portal)):
            others.append(told_of)

    assert others == []
    for portal in year.portals:
        counts, sizes = published_of(portal)
        assert more_precise_than_counts(read[portal], counts, ROOT, sizes) == []
        assert inconsistent_counts(read[portal]) == []
        exact = {(fact.month, fact.population, fact.part) for fact in read[portal]}
        assert {key for key in counts if key[2] == USES} - exact == set()


def is_published(use, portal):
    service = PortalService.objects.get(portal=portal, name=use.service)
    rows = OrganisationFigure.objects.filter(
        publication__portal=portal, indicator=SERVICE, part=service.slug, low=use.low, high=use.high
    ).select_related("publication")
    quarters = [Quarter.containing(row.publication.month) for row in rows]
    with translation.override("en"):
        return use.quarter in [
            quarter_in_words(quarter).removeprefix("the ") for quarter in quarters
        ]


def test_an_estimate_is_made_of_what_was_typed_in(year):
    """Contacts of this year and the one before, and the minutes of that month."""
    read = 0
    for (place, name), found in year.found.items():
        for address, answer in found.items():
            if name == "training manager" and address.startswith("/usage/programme/rapport/"):
                page = BeautifulSoup(answer.content, "lxml")
                table = page.find(id="worth").find_parent("section").table
                _headings, calls, *rest = rows_of(table)
                assert calls == estimated(year.campaign, place), (place, calls)
                assert not any(re.search(r"\d", " ".join(row[1:2])) for row in rest)
                read += 1
    assert read == len(MONTHS) * len(year.portals)


def estimated(campaign, place):
    months = MONTHS[: place + 1]
    before = sum(campaign.calls(month.shifted(-12)) for month in months)
    after = sum(campaign.calls(month) for month in months)
    low, high, _cost = campaign.minutes(place)
    ends = outwards((before - after) * low / 60, (before - after) * high / 60)
    return ["Phone", f"{before:,} contacts, then {after:,}", ends, "–"]


def outwards(low, high):
    """Two significant figures."""
    down = low - low % step_of(low)
    up = high + -high % step_of(high)
    return f"{down:,.0f}" if down == up else f"{down:,.0f} to {up:,.0f}"


def step_of(value):
    return max(1, 10 ** (len(str(int(value))) - 2))


def test_a_release_that_is_called_off_leaves_no_trace_of_who_chose_its_service(year):
    """The target alone had; what stays in the catalogue is that of a portal that sends days, whoever uses what."""
    left = set(
        PortalService.objects.filter(name="Rendez-vous").values_list("portal__slug", flat=True)
    )
    assert left == {tool.slug for tool in year.campaign.tools if tool.is_linked}


# --- What is deduced -----------------------------------------------------------------------------------------------


def test_nobody_is_fixed_by_twelve_months_nor_by_three_who_sit_beside_the_target(year):
    [target], coalition = year.keys(TARGET), year.keys(*READERS)
    for portal in year.portals:
        publications = year.publications(portal)
        program = use_of(publications, {"attestation"})
        cells = [name for name in program.names if name[2] != "ever"]
        truth = true_use(portal, publications)
        truth = {name: truth.get(name, 0) for name in cells}
        assert program.world(truth) is not None

        free = neighbours(publications, target) - set(coalition)
        asked = [name for name in cells if name[0] in {target, max(free)}]
        kept = {name: value for name, value in truth.items() if name[0] not in free}
        assert fixed_for(program, asked, coalition, truth, kept) == set(), portal
        place = next(name[1] for name in cells if name[0] == target and name[2] == USES)
        assert planted(program, coalition, target, (place, USES), truth)


def neighbours(publications, target):
    """Whoever ever sat where the target sat in some month, then or not: worlds in which they lived otherwise are tried first."""
    rolls = [team_by_member(publication.roll.members) for publication in publications]
    where = {roll.get(target) for roll in rolls} - {None}
    return {key for roll in rolls for key, team in roll.items() if team in where}
