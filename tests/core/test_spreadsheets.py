import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets import as_text


@pytest.mark.parametrize(
    "text", ["=1+1", "+33", "-2", "@a", "\t=1", " =1", "＝1+1", "＋1", "－1", "＠a", "\u00a0=1"]
)
def test_what_a_spreadsheet_would_compute_is_written_as_a_text(text):
    assert as_text(text) == f"'{text}"


@given(st.text(st.characters(categories=["L", "N"])))
def test_words_and_numbers_are_left_alone(text):
    assert as_text(text) == text
