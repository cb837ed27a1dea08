"""Real staff of a company over eight months, through the ordinary importer with a saved mapping."""

import os
from datetime import date
from pathlib import Path

import pytest

from people.importers.staff import import_staff
from people.models import ImportMapping, Person, Position
from people.staff_fields import COLUMNS
from tests.people.staff_lists import ANSWERED


ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared")
SAMPLE = SAMPLE / "data" / "adoption-hr" / "ready"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not SAMPLE.is_dir(),
        reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/adoption-hr",
    ),
]

START, END = date(2024, 4, 1), date(2024, 12, 1)


@pytest.fixture
def mapping():
    columns = {name: heading for name, heading in COLUMNS.items() if heading in HEADINGS}
    return ImportMapping.objects.create(
        kind="staff", name="adoption-hr", columns=columns, separator=";"
    )


HEADINGS = (
    (SAMPLE / "staff-start.csv").read_text().splitlines()[0].split(";") if (SAMPLE.is_dir()) else []
)


def load(name, mapping, **options):
    return import_staff((SAMPLE / name).read_bytes(), mapping=mapping, answers=ANSWERED, **options)


def test_eight_months_of_real_staff_keep_their_history(mapping, record_property):
    first = load("staff-start.csv", mapping, as_of=START)
    second = load("staff-end.csv", mapping, as_of=END, full=True)

    record_property("changed", second.changed)
    assert (first.created, first.refused) == (194, [])
    assert (second.created, second.refused, second.leavers) == (0, [], [])
    assert second.changed > 0
    moved = Position.objects.filter(started_on=END)
    assert moved.count() == second.changed
    assert Position.objects.filter(ended_on=date(2024, 11, 30)).count() == second.changed
    assert Position.objects.filter(ended_on=None).count() == 194


def test_the_same_files_again_change_nothing(mapping):
    load("staff-start.csv", mapping, as_of=START)
    load("staff-end.csv", mapping, as_of=END)
    before = list(Position.objects.order_by("pk").values()), Person.objects.count()

    again = load("staff-end.csv", mapping, as_of=END, full=True)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 194)
    assert (list(Position.objects.order_by("pk").values()), Person.objects.count()) == before
