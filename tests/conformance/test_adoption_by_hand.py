"""Use as others recorded it: our counts against counts by hand, and a tree of 958 agencies."""

import csv
from collections import Counter, defaultdict

import pytest

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.disclosure.drafting import LEVEL_OF, is_last_of_quarter, levels_by_team
from adoption.publishing.models import Figure
from adoption.publishing.queries.facts import month_facts
from adoption.usage.importers.links import import_links
from adoption.usage.importers.usage import import_usage
from cms.models import Portal, PortalService
from people.importers.staff import import_staff
from people.models import ImportMapping, Person, Position, Team
from people.staff_fields import COLUMNS
from tests.adoption.attacks.deducing import Fact, Reader, lower_bounds_of_people
from tests.adoption.attacks.worlds import ALL, Organisation
from tests.conformance.by_hand import counts_by_hand
from tests.conformance.test_adoption_hr import (
    END,
    MONTHS,
    SAMPLE,
    SHARED,
    START,
    bring_in,
    lines_of,
)
from tests.people.factories import prove_everybody
from tests.people.staff_lists import ANSWERED


AGENCIES = SHARED / "data" / "org-fr" / "pole_emploi_agencies.csv"
APRIL = Month(2024, 4)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (SAMPLE.is_dir() and AGENCIES.is_file()),
        reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/",
    ),
]


@pytest.fixture
def portal():
    portal = Portal.objects.create(name="Mon espace", slug="mon-espace", opened_on=START)
    slugs = sorted({line.split(",")[1] for line in lines_of("usage.csv")})
    for place, slug in enumerate(slugs):
        PortalService.objects.create(portal=portal, slug=slug, name=slug, sort_order=place)
    return portal


@pytest.fixture
def staff(portal):
    with (SAMPLE / "staff-start.csv").open(encoding="utf-8") as file:
        headings = file.readline().strip().split(";")
    mapping = ImportMapping.objects.create(
        kind="staff",
        name="adoption-hr",
        columns={name: heading for name, heading in COLUMNS.items() if heading in headings},
        separator=";",
    )
    for name, day in (("staff-start.csv", START), ("staff-end.csv", END)):
        assert import_staff(
            (SAMPLE / name).read_bytes(), mapping=mapping, as_of=day, full=True, answers=ANSWERED
        ).applied
    prove_everybody()
    bring_in(portal)


def before_protection(portal, month):
    """By name of the team, the root’s under “”: how many of it and below reach each level."""
    facts = month_facts(portal, month)
    found = Counter()
    for team, levels in levels_by_team(facts.people.values(), month).items():
        above = team
        while above is not None:
            name = "" if facts.parents[above] is None else facts.names[above]
            for code, level in LEVEL_OF.items():
                found[name, code] += sum(levels[level:])
            above = facts.parents[above]
    return found


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_the_counts_before_protection_are_those_of_the_raw_rows(portal, staff, month):
    counts, _sizes = counts_by_hand(SAMPLE, month.year, month.month)

    assert {key: n for key, n in before_protection(portal, month).items() if n} == {
        key: n for key, n in counts.items() if n
    }


def test_every_published_bound_holds_the_count_by_hand(portal, staff):
    for month in MONTHS[:2]:
        publication = publish(portal=portal, month=month)
        counts, sizes = counts_by_hand(SAMPLE, month.year, month.month)
        figures = list(publication.figures.select_related("team"))
        left_out = set() if is_last_of_quarter(month) else {"known"}
        shown = {figure.indicator for figure in figures if figure.low is not None}
        assert shown == {*LEVEL_OF} - left_out
        for each in figures:
            name = "" if each.team.code == Team.ROOT_CODE else each.team.name
            assert each.population == sizes[name]
            if each.low is not None:
                assert each.low <= counts[name, each.indicator] <= each.high


# --- 958 agencies ------------------------------------------------------------------------------------------------


def agencies():
    with AGENCIES.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture
def network(portal):
    """Regions, départements, agencies; in one agency of forty twelve people, in another a single one."""
    root, above, teams = Team.objects.organisation(), {}, []
    for row in agencies():
        region, area = (
            row["LIBELLE_REGION"],
            row["CODE_POSTAL"][: 3 if row["CODE_POSTAL"] > "97" else 2],
        )
        for key, name, parent in (
            ((region,), region, ()),
            ((region, area), f"{region} {area}", (region,)),
        ):
            if key not in above:
                over = Team.objects.get(pk=above[parent]) if parent else root
                above[key] = over.add_child(instance=Team(code=name, name=name)).pk
                root = Team.objects.organisation()
        over = Team.objects.get(pk=above[region, area])
        code = row["REFERENCE_PE"]
        teams.append(over.add_child(instance=Team(code=code, name=row["NOM"])))
        root = Team.objects.organisation()
    return teams


def staffed(teams):
    """Staff numbers of the sample, each over again, with their agency."""
    numbers = [
        line.split(";")[0]
        for line in (SAMPLE / "staff-start.csv").read_text("utf-8").splitlines()[1:]
    ]
    places = [
        team for n, team in enumerate(teams) for _ in range(12 if n % 40 == 0 else n % 40 == 5)
    ]
    return [
        (f"{numbers[n % len(numbers)]}-{n // len(numbers)}", team) for n, team in enumerate(places)
    ]


def test_a_network_of_958_agencies_goes_through_and_gives_nobody_away(portal, network):
    assert len(network) == sum(1 for _ in agencies())
    hired = staffed(network)
    people = Person.objects.bulk_create(
        Person(staff_number=number, first_name="Camille", last_name="Durand", employed_from=START)
        for number, _ in hired
    )
    prove_everybody()
    Position.objects.bulk_create(
        Position(person=person, team=team, started_on=START)
        for person, (_, team) in zip(people, hired, strict=True)
    )
    copies = range(len(hired) // 194 + 1)
    there = {number for number, _ in hired}
    links, usage = ["pseudonyme,matricule"], ["pseudonyme,service,jour"]
    for line in lines_of("links.csv"):
        pseudonym, number = line.split(",")
        links += [f"{pseudonym}-{n},{number}-{n}" for n in copies if f"{number}-{n}" in there]
    linked = {line.split(",")[0] for line in links}
    for line in lines_of("usage.csv"):
        pseudonym, service, day = line.split(",")
        if day.startswith(str(APRIL)):
            usage += [
                f"{pseudonym}-{n},{service},{day}" for n in copies if f"{pseudonym}-{n}" in linked
            ]

    assert import_links("\n".join(links).encode(), portal=portal, linked_on=START).refused == []
    assert import_usage("\n".join(usage).encode(), portal=portal).refused == []
    publication = publish(portal=portal, month=APRIL)

    assert publication.status == "published"
    assert publication.audit["findings"] == 0
    assert deduced(publication, hired) == []


def deduced(publication, hired):
    """By a solver of the tests’ own: alone, and with three who share the rarer value of an agency."""
    parents = {int(team): above for team, above in publication.parameters["parents"].items()}
    root = next(team for team, above in parents.items() if above is None)
    names = {team: ALL if team == root else str(team) for team in parents}
    sizes = Counter(team.pk for _, team in hired)
    organisation = Organisation(
        tuple((size, (names[team],)) for team, size in sorted(sizes.items())),
        (tuple((names[team], names[above]) for team, above in parents.items() if above),),
    )
    facts = [
        Fact(0, names[each.team_id], each.indicator, each.low, each.high)
        for each in Figure.objects.filter(publication=publication).exclude(low=None)
    ]
    assert len(facts) > 40
    reader = Reader(organisation, facts)
    found = reader.given_away(lower_bounds_of_people(organisation, []))
    cells = defaultdict(list)
    for place, (number, history) in enumerate(organisation.cells):
        cells[number].append((history[0], place))
    largest = max(cells, key=lambda number: organisation.classes[number][0])
    for level in (0, 4):
        place = dict(cells[largest])[level]
        found += reader.given_away(lower_bounds_of_people(organisation, [place] * 3))
    return found
