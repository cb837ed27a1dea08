"""Quarter by quarter: the table of who is still there, by the quarter of the first use."""

import pytest
from django.utils.translation import override

from adoption.dashboards.words.quarters import (
    cohort_table,
    file_table,
    finding,
    flow_table,
    groups_without_figures,
    has_drawable_share,
    quarter_indicators,
)
from adoption.foundation.periods import Quarter
from adoption.foundation.rates import Measure
from adoption.publishing.disclosure.further import (
    ACTIVE,
    COHORT_GONE,
    COHORT_KEPT,
    IDLE,
    KEPT,
    NEW_KEPT,
    NEW_STOPPED,
)
from adoption.publishing.disclosure.quarterly_activity import ExpectedFrequency, Service
from adoption.publishing.queries.further import services_of
from adoption.publishing.queries.further_published import QuarterFigures
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
    return QuarterFigures(None, quarter, None, found, (), ())


@pytest.fixture
def quarters():
    return quarter_indicators(
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
        ["Q1 2026", "75% (30 of 40)", "50% (20 of 40)", "–"],
        ["Q2 2026", "88–100% (24; of how many: between 24 and 27)", "–", "–"],
    ]


def test_the_file_tells_the_same_by_the_quarter_that_tells_it(quarters):
    headings, rows = file_table(quarters)

    label = "began two quarters before, and used it in this one"
    hidden = ["too few people"] * 6
    assert len(headings) == 8
    assert [row for row in rows if row[1] == label] == [
        ["Q1 2026", label, *hidden],
        ["Q2 2026", label, *hidden],
        ["Q3 2026", label, 20, 20, 40, 40, 50, 50],
    ]


@pytest.mark.parametrize(
    ("kept", "stopped", "words"),
    [
        # Eleven to fourteen of fourteen: 23 points apart, so it is no share, here as on the other pages.
        (
            (11, 14),
            (0, 3),
            "Beginners who stay in Q3 2026: between 11 and 14; of how many: between 11 and 17",
        ),
        ((0, 4), (0, 4), "How many beginners stay in Q3 2026, these figures leave open"),
        ((30, 30), (10, 10), "75% of beginners (40) stay in Q3 2026"),
    ],
)
def test_a_share_is_the_headline_only_where_it_is_sure_enough(kept, stopped, words):
    found = quarter_indicators([told(Quarter(2026, 3), new_kept=kept, new_stopped=stopped)])

    assert finding(found) == words
    assert has_drawable_share(found) == words.startswith("75")


def test_groups_of_which_nothing_sure_is_known_are_one_sentence(quarters):
    headings, rows = flow_table(quarters)

    assert headings[1:] == [f"Q{number} 2026 (people: 240)" for number in (1, 2, 3)]
    assert [row[0] for row in rows] == ["kept on: used it in both"]
    assert rows[0][1] == "42% (100)"
    assert "never used it yet" in groups_without_figures(quarters)


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

    assert first == Service("compte", is_advanced=False, expected=ExpectedFrequency.YEARLY)
