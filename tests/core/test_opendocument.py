"""OpenDocument spreadsheets: the same rows as the same workbook in .xlsx, and as strictly refused."""

import contextlib
import tracemalloc
from datetime import datetime

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from core.tabular import Unreadable, archive, workbook_name_problem
from tests.core.opendocuments import sheet, shown_as, spreadsheet
from tests.core.test_workbook import ADA, HEADINGS, TABLE, read, refusal, values
from tests.core.workbooks import repacked, workbook


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def typed(kind, text, more=""):
    return (
        f'<table:table-cell {more} office:value-type="{kind}"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def in_a_row(cells, repeated=1):
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


SAME_ROWS = [
    [],
    HEADINGS,
    ADA,
    [],
    ["00123", "Zoé", datetime(2021, 12, 31, 23, 59)],  # noqa: DTZ001
    [123, "  é ", None],
    [1.5, "a & b", None],
    [-7, "=", None],
    [0.00001, "x", None],
    [True, "y", None],
    [False, "z", None],
]


def test_the_rows_of_a_workbook_are_the_same_in_both_formats():
    rows = read(spreadsheet(*SAME_ROWS), date_format="%d/%m/%Y")

    assert rows == read(workbook(*SAME_ROWS), date_format="%d/%m/%Y")
    assert len(rows) == 8


def test_zeros_that_a_number_is_shown_with_are_kept():
    shown = [(123, "00123"), (0, "000"), (123, "123"), (0, ""), (1.5, "1,50"), (1234, "1 234")]
    data = spreadsheet(HEADINGS, *[[shown_as(*cell), "Ada", None] for cell in shown])

    rows = [(row.values["number"], bool(row.numbers)) for row in read(data)]

    plain = [("123", True), ("0", True), ("1.5", True), ("1234", True)]
    assert rows == [("00123", False), ("000", False), *plain]


def test_repeated_cells_and_rows_are_read_as_often_as_they_stand_there():
    twice = in_a_row(typed("string", "a", 'table:number-columns-repeated="2"'), repeated=2)
    data = spreadsheet(HEADINGS, twice, ["3", "b", None])

    assert values(data) == [(2, "a", "a", ""), (3, "a", "a", ""), (4, "3", "b", "")]


def test_a_text_is_what_the_cell_shows_without_its_comment():
    name = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>nota</text:p>'
        "</office:annotation><text:p>A<text:span>da</text:span>\n <text:s text:c='2'/>"
        "L<text:ruby-text>el</text:ruby-text></text:p><text:p>B</text:p></table:table-cell>"
    )

    assert values(spreadsheet(HEADINGS, ["1", name, None])) == [(2, "1", "Ada   L\nB", "")]


def test_the_first_sheet_that_is_shown_is_read_or_the_one_that_is_named():
    others = [
        sheet(["secret"], title="Cachée", is_shown=False),
        sheet(HEADINGS, ["1", "Eve", None], title="Ancienne"),
    ]
    data = spreadsheet(HEADINGS, ADA, others=others)

    assert values(data) == [(2, "1", "Eve", "")]
    assert values(data, sheet="Agents")[0][2] == "Ada"
    assert "Cachée, Ancienne, Agents" in refusal(data, sheet="Autre").reason


@pytest.mark.parametrize(
    ("number", "name", "cell"),
    [
        (typed("string", "#REF!", 'calcext:value-type="error"'), "Ada", "A2"),
        ("1", typed("string", "#N/A", 'table:formula="of:=A1"'), "B2"),
        ("1", '<table:table-cell table:formula="of:=A1"/>', "B2"),
        ("1", typed("date", "hier", 'office:date-value="hier"'), "B2"),
        (12345678901234567, "Ada", "A2"),
    ],
)
def test_what_cannot_be_a_value_is_refused_with_its_cell(number, name, cell):
    problem = refusal(spreadsheet(HEADINGS, [number, name, None]))

    assert (problem.line, problem.reason.split()[:2]) == (2, ["Cell", cell])


def test_a_computed_value_is_taken():
    computed = typed("string", "Léo", 'table:formula="of:=A1"')

    assert values(spreadsheet(HEADINGS, ["1", computed, None])) == [(2, "1", "Léo", "")]


@pytest.mark.parametrize(
    "row",
    [
        in_a_row("", repeated=9_999_999),
        in_a_row("", repeated=-1),
        in_a_row('<table:table-cell table:number-columns-repeated="99999"/>'),
        in_a_row(typed("string", "x" * 70_000)),
        in_a_row(typed("string", "x" * 60_000, 'table:number-columns-repeated="9"')),
        in_a_row(typed("float", "1")),
        in_a_row(typed("float", "1", 'office:value="nan"')),
        in_a_row("<text:a>" * 300 + "</text:a>" * 300),
    ],
)
def test_a_sheet_of_odd_cells_is_refused(row):
    refusal(spreadsheet(HEADINGS, row))


def test_a_million_repeated_rows_are_not_held():
    cells = typed("string", "a", 'table:number-columns-repeated="3"')
    data = spreadsheet(HEADINGS, in_a_row(cells, repeated=1_000_000), in_a_row(cells, 1_000_000))

    tracemalloc.start()
    refusal(data)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 16 * 1024 * 1024


def test_a_bomb_is_refused_by_its_size_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1024 * 1024)
    grown = repacked(
        spreadsheet(HEADINGS, ADA), replace={"content.xml": lambda part: part + b" " * 4_000_000}
    )

    assert "unpacked" in refusal(grown).reason


@pytest.mark.parametrize("part", ["content.xml", "META-INF/manifest.xml"])
def test_a_document_type_is_refused(part):
    entity = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    infected = repacked(
        spreadsheet(HEADINGS, ADA),
        replace={part: lambda old: entity + old[old.find(b"?>") + 2 if b"?>" in old else 0 :]},
    )

    assert "damaged" in refusal(infected).reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (spreadsheet(kind="application/vnd.oasis.opendocument.text"), "no spreadsheet"),
        (spreadsheet(manifest="<m><f><encryption-data/></f></m>"), "password"),
        (repacked(spreadsheet(), add={"encrypted-package": b"?"}), "password"),
        (repacked(spreadsheet(), drop=["content.xml"]), "damaged"),
    ],
)
def test_other_files_are_called_by_their_name(data, reason):
    assert reason in refusal(data).reason


def test_a_name_in_ods_announces_a_workbook():
    assert workbook_name_problem("agents.ods", spreadsheet(HEADINGS)[:8]) == ""
    assert "PDF" in workbook_name_problem("agents.ods", b"%PDF-1.7")


@given(st.binary(max_size=60), st.integers(0, 4000))
@example(noise=b"c", at=804)  # a part that begins in front of the file
def test_a_spreadsheet_with_any_bytes_in_it_is_read_or_refused(noise, at):
    data = spreadsheet(HEADINGS, ADA)
    position = at % len(data)
    spoilt = data[:position] + noise + data[position + len(noise) :]
    with contextlib.suppress(Unreadable):
        assert all(set(row.values) == set(TABLE.columns) for row in read(spoilt))


@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]),
            min_size=1,
            max_size=12,
        ).filter(lambda text: not text.startswith(("<", "#"))),
        max_size=5,
    )
)
def test_text_comes_back_as_it_was_written(names):
    rows = read(spreadsheet(HEADINGS, *[["1", name, None] for name in names]))

    assert [row.values["name"] for row in rows] == [name.strip() for name in names]
