"""What a unit reports, bounded: without a database."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.scorm.runtime import (
    MOST_TEXT,
    StateRefused,
    UnitOutcome,
    clean_state,
    initial_data,
    unit_outcome,
)


VERSIONS = ("1.2", "2004")
NAMES = [
    "cmi.core.lesson_status",
    "cmi.core.score.raw",
    "cmi.suspend_data",
    "cmi.completion_status",
    "cmi.score.scaled",
    "cmi.objectives.0.id",
    "cmi.objectives.999.id",
    "cmi.interactions.3.learner_response",
    "__proto__.polluted",
    "constructor",
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
reports = st.dictionaries(
    st.sampled_from(NAMES) | st.text(max_size=40), st.text(max_size=80) | anything
)


@given(st.sampled_from(VERSIONS), reports | anything)
def test_whatever_comes_is_refused_or_becomes_short_texts_that_a_database_keeps(version, sent):
    try:
        cleaned = clean_state(version, sent)
    except StateRefused:
        return
    assert all(isinstance(value, str) and value and "\0" not in value for value in cleaned.values())
    assert all(name.startswith("cmi.") for name in cleaned)
    assert sum(map(len, cleaned.values())) <= MOST_TEXT
    json.dumps(cleaned, ensure_ascii=False).encode()
    assert clean_state(version, cleaned) == cleaned


@given(st.sampled_from(VERSIONS), reports)
def test_a_score_is_a_percentage_or_nothing(version, sent):
    try:
        outcome = unit_outcome(version, clean_state(version, sent))
    except StateRefused:
        return
    assert outcome.percent is None or 0 <= outcome.percent <= 100


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, UnitOutcome(False, None)),
        ({"lesson_status": "completed"}, UnitOutcome(True, None)),
        ({"lesson_status": "passed", "score.raw": "85"}, UnitOutcome(True, 85)),
        ({"lesson_status": "failed", "score.raw": "40"}, UnitOutcome(False, 40)),
        ({"lesson_status": "browsed"}, UnitOutcome(False, None)),
        ({"score.raw": "15", "score.min": "10", "score.max": "20"}, UnitOutcome(False, 50)),
        ({"score.raw": "7", "score.max": "20"}, UnitOutcome(False, 35)),
        ({"score.raw": "500"}, UnitOutcome(False, 100)),
        ({"score.raw": "-5"}, UnitOutcome(False, 0)),
        ({"score.raw": "5", "score.min": "10", "score.max": "10"}, UnitOutcome(False, None)),
    ],
)
def test_what_a_unit_of_1_2_says_of_completion_and_score(data, expected):
    data = {f"cmi.core.{name}": value for name, value in data.items()}
    assert unit_outcome("1.2", clean_state("1.2", data)) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"completion_status": "completed"}, UnitOutcome(True, None)),
        ({"completion_status": "completed", "success_status": "passed"}, UnitOutcome(True, None)),
        ({"completion_status": "completed", "success_status": "failed"}, UnitOutcome(False, None)),
        ({"completion_status": "incomplete", "success_status": "passed"}, UnitOutcome(False, None)),
        ({"success_status": "passed", "score.scaled": "0.875"}, UnitOutcome(True, 88)),
        ({"score.scaled": "-0.5"}, UnitOutcome(False, 0)),
        ({"score.raw": "3", "score.min": "0", "score.max": "4"}, UnitOutcome(False, 75)),
    ],
)
def test_what_a_unit_of_2004_says_of_completion_and_score(data, expected):
    data = {f"cmi.{name}": value for name, value in data.items()}
    assert unit_outcome("2004", clean_state("2004", data)) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"completion_status": "incomplete", "progress_measure": "0.9"}, True),
        ({"completion_status": "completed", "progress_measure": "0.5"}, False),
        ({"completion_status": "completed"}, True),
        ({"completion_status": "completed", "score.scaled": "0.5"}, False),
        ({"completion_status": "completed", "score.scaled": "0.6"}, True),
    ],
)
def test_a_threshold_of_2004_decides_where_a_unit_gives_a_measure(data, expected):
    thresholds = {"cmi.completion_threshold": "0.8", "cmi.scaled_passing_score": "0.6"}
    data = {f"cmi.{name}": value for name, value in data.items()}
    assert unit_outcome("2004", clean_state("2004", data), thresholds).is_completed is expected


@pytest.mark.parametrize(
    "value", ["0.8571428571428571", "-0.5", "7.", ".5", "100", "33.33333333333333"]
)
def test_a_score_is_kept_however_long_its_decimals_are(value):
    data = {"cmi.core.score.raw": value}
    assert clean_state("1.2", data) == data
    assert unit_outcome("1.2", data).percent is not None


@pytest.mark.parametrize(
    ("version", "dropped"),
    [
        ("1.2", "cmi.core.session_time"),
        ("1.2", "cmi.core.total_time"),
        ("1.2", "cmi.core.student_id"),
        ("1.2", "cmi.core.student_name"),
        ("1.2", "cmi.interactions.0.student_response"),
        ("2004", "cmi.session_time"),
        ("2004", "cmi.total_time"),
        ("2004", "cmi.learner_name"),
        ("2004", "cmi.interactions.0.timestamp"),
        ("2004", "cmi.interactions.0.latency"),
    ],
)
def test_neither_times_nor_who_it_is_are_kept(version, dropped):
    assert clean_state(version, {dropped: "0001:00:00"}) == {}


@pytest.mark.parametrize(
    ("version", "name", "value"),
    [
        ("1.2", "cmi.core.lesson_status", "done"),
        ("1.2", "cmi.core.score.raw", "beaucoup"),
        ("1.2", "cmi.core.score.raw", "1e9"),
        ("1.2", "cmi.core.score.raw", "NaN"),
        ("1.2", "cmi.core.score.raw", "."),
        ("1.2", "cmi.core.score.raw", "1" * 13),
        ("1.2", "cmi.core.lesson_location", 3),
        ("1.2", "cmi.suspend_data", "x" * 64_001),
        ("2004", "cmi.suspend_data", "x" * 64_001),
        ("2004", "cmi.completion_status", ["completed"]),
        ("2004", "cmi.location", "x" * 1_001),
    ],
)
def test_a_wrong_value_refuses_the_whole(version, name, value):
    with pytest.raises(StateRefused):
        clean_state(version, {name: value})


def test_the_longest_data_of_a_unit_are_kept_whole():
    assert (
        clean_state("2004", {"cmi.suspend_data": "é" * 64_000})["cmi.suspend_data"] == "é" * 64_000
    )


def test_answers_are_left_out_before_a_unit_loses_its_place():
    answers = {f"cmi.interactions.{n}.learner_response": "x" * 1_000 for n in range(100)}
    assert clean_state("2004", answers | {"cmi.location": "7"}) == {"cmi.location": "7"}


@pytest.mark.parametrize(
    ("data", "entry"),
    [({}, "ab-initio"), ({"cmi.core.exit": "suspend"}, "resume"), ({"cmi.suspend_data": "x"}, "")],
)
def test_a_unit_is_told_whether_it_is_taken_up_again(data, entry):
    initial = initial_data("1.2", data, {"cmi.launch_data": "d"}, "ab12", "Apprenant")

    assert initial["cmi.core.entry"] == entry
    assert initial["cmi.core.student_id"] == "ab12"
    assert initial["cmi.launch_data"] == "d"
    assert "cmi.core.exit" not in initial
