"""Eight months of use by 194 real people (simulated by their publisher), from files to publications."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from adoption.foundation.periods import Month, months_between
from adoption.publishing.actions.publications import audit_again, publish
from adoption.publishing.enums import PublicationStatus
from adoption.publishing.models import Figure, Publication
from adoption.usage.importers.links import import_links
from adoption.usage.importers.usage import import_usage
from adoption.usage.models import PortalLink, UsageDay
from cms.models import Portal, PortalService
from people.importers.staff import import_staff
from people.models import ImportMapping, Person, Team
from people.staff_fields import COLUMNS
from tests.people.factories import prove_everybody
from tests.people.staff_lists import ANSWERED


ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared")
SAMPLE = SHARED / "data" / "adoption-hr" / "ready"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not SAMPLE.is_dir(),
        reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/adoption-hr",
    ),
]

START, END = date(2024, 4, 1), date(2024, 12, 1)
MONTHS = list(months_between(Month(2024, 4), Month(2024, 11)))


@pytest.fixture
def portal():
    portal = Portal.objects.create(name="Mon espace", slug="mon-espace", opened_on=START)
    services = sorted({line.split(",")[1] for line in lines_of("usage.csv")})
    for place, slug in enumerate(services):
        PortalService.objects.create(portal=portal, slug=slug, name=slug, sort_order=place)
    return portal


@pytest.fixture
def staff(db):
    headings = (SAMPLE / "staff-start.csv").read_text(encoding="utf-8").splitlines()[0].split(";")
    mapping = ImportMapping.objects.create(
        kind="staff",
        name="adoption-hr",
        columns={name: heading for name, heading in COLUMNS.items() if heading in headings},
        separator=";",
    )
    for name, day in (("staff-start.csv", START), ("staff-end.csv", END)):
        report = import_staff(
            (SAMPLE / name).read_bytes(), mapping=mapping, as_of=day, full=True, answers=ANSWERED
        )
        assert report.applied
    prove_everybody()


def lines_of(name):
    return (SAMPLE / name).read_text(encoding="utf-8").splitlines()[1:]


def bring_in(portal):
    links = import_links((SAMPLE / "links.csv").read_bytes(), portal=portal, linked_on=START)
    usage = import_usage((SAMPLE / "usage.csv").read_bytes(), portal=portal)
    return links, usage


def test_the_files_come_in_whole_and_a_second_time_change_nothing(portal, staff):
    links, usage = bring_in(portal)
    again = bring_in(portal)

    assert (links.created, links.refused) == (len(lines_of("links.csv")), [])
    assert (usage.created, usage.refused) == (len(set(lines_of("usage.csv"))), [])
    assert [(each.created, each.applied) for each in again] == [(0, True), (0, True)]
    assert UsageDay.objects.count() == usage.created


def test_eight_months_are_published_and_fix_nobody(portal, staff, record_property):
    bring_in(portal)

    for month in MONTHS:
        publication = publish(portal=portal, month=month)
        assert publication.status == PublicationStatus.PUBLISHED
        assert publication.audit["findings"] == 0
        assert audit_again(publication=publication).passed

    for month, kinds, width in losses():
        record_property(str(month), f"{kinds}, mean width {width:.0%}")
    assert Publication.objects.count() == len(MONTHS)
    assert (
        not Figure.objects.filter(indicator="used", population__lt=10)
        .exclude(kind="hidden")
        .exists()
    )


def test_the_figures_hold_what_the_files_say(portal, staff):
    """Each used count lies between its published bounds, counted from the files by themselves."""
    bring_in(portal)
    of_pseudonym = dict(line.split(",") for line in lines_of("links.csv"))
    team_of = {
        person.staff_number: person.positions.get(started_on__lt=END).team_id
        for person in Person.objects.all()
    }
    parents = {team.pk: team.get_parent() for team in Team.objects.all()}
    for month in MONTHS[:3]:
        publication = publish(portal=portal, month=month)
        users = {
            of_pseudonym[who]
            for who, _service, day in (line.split(",") for line in lines_of("usage.csv"))
            if day.startswith(str(month)) and who in of_pseudonym
        }
        counts = Counter()
        for number in users:
            team = team_of[number]
            while team is not None:
                counts[team] += 1
                team = parents[team].pk if parents[team] else None
        shown = publication.figures.filter(indicator="used").exclude(low=None)
        assert shown
        for figure in shown:
            assert figure.low <= counts[figure.team_id] <= figure.high
    assert PortalLink.objects.count() == len(of_pseudonym)


def losses():
    """By month, how the used counts came out, and how wide they are among all people, on average."""
    for month in MONTHS:
        figures = list(Figure.objects.filter(publication__month=month.first_day, indicator="used"))
        kinds = Counter(figure.kind for figure in figures)
        widths = [
            (figure.high - figure.low) / figure.population
            for figure in figures
            if figure.low is not None
        ]
        yield month, dict(kinds), sum(widths) / len(widths) if widths else 0
