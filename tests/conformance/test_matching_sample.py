"""A real allocation of students to projects, put through the matching core.

Students rank projects; projects and their supervisors have capacities. The rows are raw, and the
dirty ones are named below. A guide has one capacity, so projects and supervisors are tried apart.
"""

import csv
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from ambassadors.help.matching import Guide, Mode, Seeker, match


ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared") / "data" / "matching"

pytestmark = pytest.mark.skipif(
    not SAMPLE.is_dir(),
    reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/matching",
)

NO_WISH = {"190041"}
FREE_OF_REPEATED_WISHES = {  # the other 43 students name a project more than once
    *("190003", "190007", "190016", "190017", "190022", "190025", "190026", "190027", "190031"),
    *("190033", "190034", "190040", "190041", "190042", "190044", "190047", "190049"),
}
LARGER_THAN_THEIR_SUPERVISOR = {
    *("B0", "B1", "B2", "E1", "E2", "F1", "I1", "I2", "M0", "O1"),
    *("Q0", "R0", "R2", "S1", "T2", "U0", "V1", "V2", "X0"),
}


def rows_of(name):
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def wishes():
    """Each student's projects as they stand in the file, the dearest first."""
    columns = [str(rank) for rank in range(25)]
    return {
        row["name"]: [row[column] for column in columns if row[column]]
        for row in rows_of("students.csv")
    }


@pytest.fixture(scope="module")
def projects():
    return {row["code"]: row for row in rows_of("projects.csv")}


@pytest.fixture(scope="module")
def supervisors():
    return {row["name"]: int(row["capacity"]) for row in rows_of("supervisors.csv")}


def sum_of_ranks(seekers, result):
    """From 0 for a first wish; a student who wished for nothing has no rank."""
    by_id = {seeker.id: seeker.wish_ranks() for seeker in seekers}
    return sum(by_id[pair.seeker].get(pair.guide, 0) for pair in result.pairs)


def least_sum_of_ranks(seekers, guides):
    """With everyone who wished placed where they wished, by a dense solver."""
    asking = [seeker for seeker in seekers if seeker.wishes]
    columns = [guide.id for guide in guides for _ in range(guide.capacity)]
    never = 10_000
    ranks = np.array([[s.wish_ranks().get(guide, never) for guide in columns] for s in asking])
    least = int(ranks[linear_sum_assignment(ranks)].sum())
    assert least < never
    return least


def within_capacity(guides, result):
    load = Counter(pair.guide for pair in result.pairs)
    return all(load[guide.id] <= guide.capacity for guide in guides)


def test_the_dirty_rows_are_the_ones_named_here(wishes, projects, supervisors):
    too_large = {
        code
        for code, row in projects.items()
        if int(row["capacity"]) > supervisors[row["supervisor"]]
    }

    assert {student for student, named in wishes.items() if not named} == NO_WISH
    once = {student for student, named in wishes.items() if len(named) == len(set(named))}
    assert once == FREE_OF_REPEATED_WISHES
    assert too_large == LARGER_THAN_THEIR_SUPERVISOR
    assert {project for named in wishes.values() for project in named} <= set(projects)


def test_students_are_placed_on_projects_with_the_least_sum_of_ranks(
    wishes, projects, supervisors, record_property
):
    seekers = [
        Seeker(id=student, topics=frozenset(named), wishes=tuple(named))
        for student, named in wishes.items()
    ]
    guides = [
        Guide(
            id=code,
            topics=frozenset({code}),
            capacity=min(int(row["capacity"]), supervisors[row["supervisor"]]),
        )
        for code, row in projects.items()
    ]

    result = match(seekers, guides, mode=Mode.MOST_PEOPLE)

    record_property("people placed", len(result.pairs))
    record_property("sum of ranks", sum_of_ranks(seekers, result))
    assert (len(result.pairs), result.unassigned, result.gap) == (60, (), 0)
    assert within_capacity(guides, result)
    assert {p.seeker for p in result.pairs if p.guide not in wishes[p.seeker]} == NO_WISH
    assert sum_of_ranks(seekers, result) == least_sum_of_ranks(seekers, guides) == 10


def test_students_are_placed_with_supervisors_with_the_least_sum_of_ranks(
    wishes, projects, supervisors, record_property
):
    named = {
        student: tuple(projects[code]["supervisor"] for code in codes)
        for student, codes in wishes.items()
    }
    seekers = [Seeker(id=s, topics=frozenset(names), wishes=names) for s, names in named.items()]
    guides = [
        Guide(id=name, topics=frozenset({name}), capacity=capacity)
        for name, capacity in supervisors.items()
    ]

    result = match(seekers, guides, mode=Mode.MOST_PEOPLE)

    record_property("people placed", len(result.pairs))
    record_property("sum of ranks", sum_of_ranks(seekers, result))
    assert (len(result.pairs), result.unassigned, result.gap) == (60, (), 0)
    assert within_capacity(guides, result)
    assert sum_of_ranks(seekers, result) == least_sum_of_ranks(seekers, guides) == 17
