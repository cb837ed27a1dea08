"""A file for a spreadsheet: what would be computed stays text."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.spreadsheets import csv_bytes, escape_formula


def cells(data):
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+33 1",
        "-2+3",
        "@SUM(A1)",
        "  =1+1",
        "\t=1",
        "\r=1",
        "＝1+1",
        '"=1',
        "|cmd",
        "%0A",
        "@a",
        "＋1",
        "－1",
        "\u00a0=1",
    ],
)
def test_a_formula_is_written_as_text(text):
    [[cell]] = cells(csv_bytes([[text]]))

    assert cell == f"'{text}"


@pytest.mark.parametrize("text", ["Benali", "-", "é", "", "a=b", "Le Goff", "00123"])
def test_other_text_is_left_alone(text):
    assert cells(csv_bytes([[text, "x"]])) == [[text, "x"]]


def test_a_number_below_nothing_is_a_number():
    assert cells(csv_bytes([[-6, -0.5, "-6"]])) == [["-6", "-0.5", "'-6"]]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
@example("\x1f@0")
def test_no_cell_begins_as_a_formula(text):
    [[cell, _x]] = cells(csv_bytes([[text, "x"]]))

    assert not (cell.lstrip().startswith(("=", "+", "@")) and len(cell.strip()) > 1)


@given(st.text(st.characters(categories=["L", "N"])))
def test_words_and_numbers_are_left_alone(text):
    assert escape_formula(text) == text
