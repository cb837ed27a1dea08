"""Quarter by quarter: the table of who is still there, by the quarter of the first use."""

import pytest
from django.utils.translation import override

from adoption.doings import Expected, Service
from adoption.further import ACTIVE, COHORT_GONE, COHORT_KEPT, IDLE, KEPT, NEW_KEPT, NEW_STOPPED
from adoption.periods import Quarter
from adoption.quarter_words import cohort_table, file_table, quarter_lines
from adoption.queries.further import services_of
from adoption.queries.further_published import Further
from adoption.rates import Measure
from cms.enums import Cadence, Tier
from cms.models import Portal
from tests.adoption.factories import PortalFactory, PortalServiceFactory


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def told(quarter, **counts):
    keys = {
        "new_kept": (NEW_KEPT, ""),
        "new_stopped": (NEW_STOPPED, ""),
        "kept_2": (COHORT_KEPT, "2"),
        "gone_2": (COHORT_GONE, "2"),
    }
    found = {keys[name]: Measure(*bounds, 400) for name, bounds in counts.items()}
    whole = {(ACTIVE, ""): (150, 150), (IDLE, ""): (90, 90), (KEPT, ""): (100, 100)}
    found |= {key: Measure(*bounds, 400) for key, bounds in whole.items()}
    return Further(None, quarter, None, found, (), ())


@pytest.fixture
def quarters():
    return quarter_lines(
        [
            told(Quarter(2026, 1)),
            told(Quarter(2026, 2), new_kept=(30, 30), new_stopped=(10, 10)),
            told(
                Quarter(2026, 3),
                new_kept=(24, 24),
                new_stopped=(0, 3),
                kept_2=(20, 20),
                gone_2=(20, 20),
            ),
        ]
    )


def test_each_cell_is_of_the_quarter_that_tells_it(quarters):
    headings, rows = cohort_table(quarters)

    assert headings[1:] == ["One quarter later", "Two quarters later", "Three quarters later"]
    assert rows == [
        ["Q1 2026", "75% (30 of 400)", "50% (20 of 400)", "–"],
        ["Q2 2026", "88–100% (24 of 400)", "–", "–"],
    ]


def test_the_file_tells_the_same_by_the_quarter_that_tells_it(quarters):
    _headings, rows = file_table(quarters)

    told_later = {row[0]: row[1:] for row in rows[-3:]}
    two = told_later["began two quarters before, and used it in this one"]
    assert two == ["hidden", "hidden", "50% (20 of 400)"]


@pytest.mark.django_db
def test_services_are_read_in_the_order_of_the_catalogue():
    portal = PortalFactory()
    for place, slug in enumerate(("quittance", "compte")):
        PortalServiceFactory(
            portal=portal,
            slug=slug,
            name=slug,
            tier=Tier.ESSENTIAL,
            cadence=Cadence.YEARLY,
            sort_order=1 - place,
        )

    first, _name = services_of(Portal.objects.get(pk=portal.pk))[0]

    assert first == Service("compte", is_advanced=False, expected=Expected.YEARLY)
