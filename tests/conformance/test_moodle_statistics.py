"""Moodle’s own marks of a walk through a quiz, put through our statistics.

The sample has marks and sums, and no statistics of them: these are computed here a second time, from the file.
"""

import csv
import os
import statistics
from pathlib import Path

import numpy as np
import pytest

from quizzes.statistics.measures import Answers, measure_items, measure_test


ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared")
MARKS = SHARED / "data" / "moodle" / "mod" / "quiz" / "tests" / "fixtures" / "results00.csv"

pytestmark = pytest.mark.skipif(
    not MARKS.is_file(),
    reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/moodle",
)


@pytest.fixture(scope="module")
def rows():
    with MARKS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def marks(rows):
    slots = [name for name in rows[0] if name.endswith(".mark")]
    return [[float(row[slot]) for slot in slots] for row in rows]


def test_scores_are_those_that_moodle_adds_up(rows, marks):
    measured = measure_test(Answers(np.array(marks), np.ones(len(marks[0]))))
    sums = [float(row["summarks"]) for row in rows]
    items = len(marks[0])
    assert measured.attempts == len(sums) == 10
    assert measured.mean * items == pytest.approx(statistics.mean(sums), abs=1e-5)
    assert measured.median * items == pytest.approx(statistics.median(sums), abs=1e-5)
    assert measured.deviation * items == pytest.approx(statistics.stdev(sums), abs=1e-5)


def test_each_item_goes_with_the_rest_as_a_second_computation_says(marks):
    measured = measure_items(Answers(np.array(marks), np.ones(len(marks[0]))))
    for index, item in enumerate(measured):
        own = [row[index] for row in marks]
        rest = [sum(row) - row[index] for row in marks]
        assert item.facility == pytest.approx(statistics.mean(own))
        assert item.deviation == pytest.approx(statistics.stdev(own))
        assert item.discrimination == pytest.approx(statistics.correlation(own, rest))
        best = statistics.covariance(sorted(own), sorted(rest))
        assert item.efficiency == pytest.approx(statistics.covariance(own, rest) / best)
