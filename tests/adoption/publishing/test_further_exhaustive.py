"""Figures of the whole organisation: a reader who knows the program, and every truth.

Here the reader even knows who uses the portal and who only has an account, so that the margins for the
chain are of no use and left out; what remains is how the counts lie in one another.
"""

import numpy as np
import pytest

from adoption.publishing.disclosure import further
from adoption.publishing.disclosure.further import (
    ACTIVE,
    ADVANCED,
    BEGAN,
    COHORT_GONE,
    COHORT_KEPT,
    IDLE,
    KEPT,
    NEVER,
    NEW_KEPT,
    NEW_STOPPED,
    SERVICE,
    STOPPED,
    UNUSED,
    USED,
    MonthBounds,
    protect_quarter,
)
from adoption.publishing.disclosure.protection import Parameters
from adoption.publishing.disclosure.quarterly_activity import ExpectedFrequency, Service
from tests.adoption.publishing.exhaustive_reader import (
    labels,
    share_ruling_out,
    somebody_fixed,
    truths_of,
)


pytestmark = pytest.mark.full

SMALL = Parameters(k=2, c=1)
A, B, C = (SERVICE, "a"), (SERVICE, "b"), (SERVICE, "c")
ONE = [Service("a", is_advanced=False, expected=ExpectedFrequency.YEARLY)]
TWO_TIERS = [
    Service("a", is_advanced=False, expected=ExpectedFrequency.YEARLY),
    Service("b", is_advanced=False, expected=ExpectedFrequency.YEARLY),
    Service("c", is_advanced=True, expected=ExpectedFrequency.YEARLY),
]
NOT_LINKED = frozenset()


def kind(*codes):
    return frozenset(code if isinstance(code, tuple) else (code, "") for code in codes)


LINKED_LATE = kind(USED)
USERS = {
    "kept or began": [
        NOT_LINKED,
        LINKED_LATE,
        kind(USED, ACTIVE, KEPT, A),
        kind(USED, ACTIVE, BEGAN, A),
        kind(USED, ACTIVE, A),
    ],
    "services": [
        NOT_LINKED,
        LINKED_LATE,
        kind(USED, ACTIVE, A),
        kind(USED, ACTIVE, B),
        kind(USED, ACTIVE, ADVANCED, C),
        kind(USED, ACTIVE, A, B),
        kind(USED, ACTIVE, ADVANCED, A, C),
        kind(USED, ACTIVE, ADVANCED, B, C),
        kind(USED, ACTIVE, ADVANCED, A, B, C),
    ],
}
KEPT_2, KEPT_3, GONE_2 = (COHORT_KEPT, "2"), (COHORT_KEPT, "3"), (COHORT_GONE, "2")
COHORT_USERS = [
    NOT_LINKED,
    LINKED_LATE,
    kind(USED, ACTIVE, BEGAN, A),
    kind(USED, ACTIVE, KEPT, NEW_KEPT, A),
    kind(USED, ACTIVE, KEPT, KEPT_2, A),
    kind(USED, ACTIVE, KEPT, KEPT_3, A),
    kind(USED, ACTIVE, KEPT_2, A),
    kind(USED, ACTIVE, KEPT_3, A),
    kind(USED, ACTIVE, KEPT, A),
    kind(USED, ACTIVE, A),
]
COHORT_OTHERS = [
    NOT_LINKED,
    kind(UNUSED),
    kind(UNUSED, IDLE, NEVER),
    kind(UNUSED, IDLE, STOPPED, NEW_STOPPED),
    kind(UNUSED, IDLE, STOPPED, GONE_2),
    kind(UNUSED, IDLE, GONE_2),
    kind(UNUSED, IDLE, STOPPED),
    kind(UNUSED, IDLE),
]
OTHERS = [
    NOT_LINKED,
    kind(UNUSED),
    kind(UNUSED, IDLE, STOPPED),
    kind(UNUSED, IDLE, NEVER),
    kind(UNUSED, ACTIVE, KEPT, A),
]


class Case:
    """users, others: how many; and which kinds there are of each."""

    def __init__(self, users, others, of_users, services, of_others=OTHERS, cohorts=()):
        self.sizes = users, others
        self.kinds = [*of_users, *of_others]
        self.services = services
        self.cohorts = cohorts
        spread = truths_of([users], len(of_users)), truths_of([others], len(of_others))
        self.truths = self._joined(*spread, len(of_users))
        self.codes = sorted({code for each in self.kinds for code in each})
        self.is_in = np.array([[code in each for each in self.kinds] for code in self.codes])

    def _joined(self, users, others, first):
        """A truth for each pair; a class has only kinds of its own."""
        left = np.repeat(users[:, 0], len(others), axis=0)
        right = np.tile(others[:, 0], (len(users), 1))
        truths = np.zeros((len(left), 2, len(self.kinds)), dtype=np.int8)
        truths[:, 0, :first] = left
        truths[:, 1, first:] = right
        return truths

    def published(self):
        users, others = self.sizes
        everybody = users + others
        room = MonthBounds(everybody, everybody, users, users, everybody, users)

        def page(row):
            counts = dict(zip(self.codes, row, strict=True))
            figures = protect_quarter(
                counts, room, self.services, SMALL, least=2, cohorts=self.cohorts
            )
            return tuple((key, each.low, each.high) for key, each in figures.items())

        rows = self.truths.sum(axis=1, dtype=int) @ self.is_in.T
        return labels(rows, page)


@pytest.fixture(autouse=True)
def _users_are_known(monkeypatch):
    monkeypatch.setattr(further, "CHANGED", 1)


CASES = {
    "kept or began": Case(14, 0, USERS["kept or began"], ONE),
    "idle or not": Case(3, 14, USERS["kept or began"][:3], ONE),
    "services of two tiers": Case(12, 0, USERS["services"], TWO_TIERS),
    "cohorts of the active": Case(10, 0, COHORT_USERS, ONE, cohorts=(2, 3)),
    "cohorts of the idle": Case(2, 12, [NOT_LINKED], ONE, COHORT_OTHERS, cohorts=(2,)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_any_lives_of_two_people_fit_whatever_the_truth(case):
    published = case.published()
    assert published.max() > 20
    assert share_ruling_out(case.truths, published, SMALL.c + 1) == 0


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_no_truth_fixes_anybody_for_one_who_knows_their_own(case):
    values = [row for row in case.is_in if row.any()]
    assert somebody_fixed(case.truths, case.published(), values, SMALL.c) == 0


@pytest.mark.parametrize(
    ("name", "leak"),
    [
        ("kept or began", "parts"),
        ("services of two tiers", "cover"),
        ("kept or began", "edge"),
        ("cohorts of the active", "cohorts"),
        ("cohorts of the idle", "cohorts"),
    ],
)
def test_a_weaker_rule_is_found(monkeypatch, name, leak):
    case = CASES[name]
    if leak == "parts":
        monkeypatch.setattr(further._Page, "whole", beside_nothing)
    elif leak == "cover":
        monkeypatch.setattr(further, "_tier", each_service_alone)
    elif leak == "cohorts":
        monkeypatch.setattr(further, "_cohorts", each_cohort_alone)
    else:
        monkeypatch.setattr(Parameters, "edge", property(lambda self: self.c + 1))
    assert share_ruling_out(case.truths, case.published(), SMALL.c + 1) > 0


def beside_nothing(page, code, *, of, beside=None):
    page.cut((code, ""), page.low(of) - page.s, page.high(of))


def each_service_alone(page, services, *, within, beside=None):
    """Everybody active used something; this rule forgets it."""
    for each in services:
        page.cut((SERVICE, each.slug), page.low(within) - page.s, page.high(within))


def each_cohort_alone(page, cohorts):
    """As if whoever began later or never could be in it as well."""
    for code, whole in ((COHORT_KEPT, ACTIVE), (COHORT_GONE, IDLE)):
        for back in cohorts:
            page.cut((code, str(back)), page.low(whole) - page.s, page.high(whole))
