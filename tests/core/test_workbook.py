"""Workbooks: read as they show, or refused with the line and what to do; never a way to fill the memory."""

import contextlib
import io
import struct
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.tabular import TableFormat, Unreadable, archive, read_rows
from tests.core.workbooks import as_excel_writes, repacked, workbook


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
TABLE = TableFormat(
    columns={"number": "matricule", "name": "nom", "day": "entree"},
    required=frozenset({"number", "name"}),
)
HEADINGS = ["matricule", "nom", "entree"]
ADA = ["001", "Ada", date(2020, 3, 2)]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def read(data, **changes):
    table = TableFormat(columns=TABLE.columns, required=TABLE.required, **changes)
    return list(read_rows(data, table))


def values(data, **changes):
    return [(row.line, *row.values.values()) for row in read(data, **changes)]


def refusal(data, **changes):
    with pytest.raises(Unreadable) as refused:
        read(data, **changes)
    return refused.value.refusal


# --- What is read -----------------------------------------------------------------------------------


def test_rows_have_the_line_of_the_sheet_and_blank_ones_are_passed_over():
    data = workbook([], HEADINGS, ADA, [], ["002", "Zoé", None])

    assert values(data) == [(3, "001", "Ada", "2020-03-02"), (5, "002", "Zoé", "")]


def test_a_date_is_written_as_the_mapping_writes_its_dates():
    data = workbook(HEADINGS, ADA, ["2", "Eve", datetime(2021, 12, 31, 23, 59)])  # noqa: DTZ001

    days = [row[-1] for row in values(data, date_format="%d/%m/%Y")]

    assert days == ["02/03/2020", "31/12/2021"]


def test_a_workbook_that_counts_from_1904_has_the_same_days():
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    data = workbook(HEADINGS, ADA, before=lambda book: setattr(book, "epoch", CALENDAR_MAC_1904))

    assert values(data) == [(2, "001", "Ada", "2020-03-02")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (123, "123"),
        (123.0, "123"),
        (1.5, "1.5"),
        (0.00001, "0.00001"),
        (-7, "-7"),
        (True, "1"),
        (False, "0"),
        ("00123", "00123"),
        ("  é ", "é"),
        ("=", "="),
    ],
)
def test_a_number_is_written_as_people_write_it_and_a_text_is_left_alone(cell, text):
    [row] = read(workbook(HEADINGS, [cell, "Ada", None]))

    assert row.values["number"] == text


def test_a_cell_kept_as_a_number_is_known_for_one_unless_its_format_shows_the_zeros():
    def shown_with_zeros(book):
        book.active["A3"].number_format = "00000"

    data = workbook(HEADINGS, [123, "Ada", None], [123, "Eve", None], before=shown_with_zeros)

    plain, padded = read(data)
    assert (plain.values["number"], plain.numbers) == ("123", {"number"})
    assert (padded.values["number"], padded.numbers) == ("00123", frozenset())


def test_the_first_sheet_that_is_shown_is_read_or_the_one_that_the_mapping_names():
    def more(book):
        book.active.sheet_state = "hidden"
        for title, name in (("Liste", "Ada"), ("Ancienne", "Eve")):
            sheet = book.create_sheet(title)
            sheet.append(HEADINGS)
            sheet.append(["1", name, None])

    data = workbook(["secret"], before=more)

    assert values(data) == [(2, "1", "Ada", "")]
    assert values(data, sheet="Ancienne") == [(2, "1", "Eve", "")]
    problem = refusal(data, sheet="Agents 2026")
    assert "Agents, Liste, Ancienne" in problem.reason


def test_texts_that_cells_share_are_read():
    data = as_excel_writes(workbook(HEADINGS, ADA, ["2", "Zoé & Léo", None]))

    assert values(data) == [(2, "001", "Ada", "2020-03-02"), (3, "2", "Zoé & Léo", "")]


def test_texts_written_in_the_cell_and_in_pieces_are_read():
    inline = (
        b'<c r="B2" t="inlineStr"><is><r><t>A</t></r><r><t>da</t></r><rPh><t>x</t></rPh></is></c>'
    )
    data = repacked(
        workbook(HEADINGS, ["1", None, None]),
        replace={
            SHEET: lambda part: part.replace(
                b"</c></row></sheetData>", b"</c>" + inline + b"</row></sheetData>"
            )
        },
    )

    assert values(data) == [(2, "1", "Ada", "")]


def test_a_computed_value_is_taken_and_a_formula_without_one_is_refused():
    data = workbook(HEADINGS, ["1", "=A2", None])
    repaired = repacked(
        data,
        replace={
            SHEET: lambda part: (
                part.replace(b"<v></v>", b"<v>7</v>")
                .replace(b"<v />", b"<v>7</v>")
                .replace(b"<v/>", b"<v>7</v>")
            )
        },
    )

    assert values(repaired) == [(2, "1", "7", "")]
    problem = refusal(
        repacked(
            data,
            replace={
                SHEET: lambda part: (
                    part.replace(b"<v></v>", b"").replace(b"<v />", b"").replace(b"<v/>", b"")
                )
            },
        )
    )
    assert (problem.line, "B2" in problem.reason) == (2, True)


@pytest.mark.parametrize(
    ("cell", "line"),
    [(["#REF!", "Ada", None], 2), ([12345678901234567, "Ada", None], 2), (["1", "A", "", "x"], 2)],
)
def test_what_cannot_be_a_value_is_refused_with_its_line(cell, line):
    assert refusal(workbook(HEADINGS, cell)).line == line


def test_a_missing_column_is_named_with_those_found_and_the_sheet():
    problem = refusal(workbook(["matricule", "Nom d’usage"], ["1", "Ada"]))

    assert "nom. Found: matricule, Nom d’usage (sheet “Agents”)" in problem.reason


# --- What is refused ---------------------------------------------------------------------------------


def member(name, data=b"x"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "with a password"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x1f\x8b\x08", ".gz"),
        (member("mimetype", b"application/vnd.oasis"), "OpenDocument"),
        (member("word/document.xml"), "text document"),
        (member("liste.csv"), "archive"),
        (b"PK\x03\x04 and then nothing", "damaged"),
    ],
)
def test_other_files_are_called_by_their_name(data, said):
    problem = refusal(data)

    assert (problem.line, problem.whole_file) == (0, True)
    assert said in problem.reason


def test_a_workbook_cut_off_anywhere_is_refused():
    data = workbook(HEADINGS, *[[str(n), "Ada", None] for n in range(50)])

    for end in range(4, len(data), 97):
        refusal(data[:end])


def test_a_damaged_part_is_refused():
    data = workbook(HEADINGS, ADA)
    position = data.index(b"xl/worksheets/sheet1.xml") + 40

    refusal(data[:position] + b"\0\0\0\0" + data[position + 4 :])


ENTITY = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "part", [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"]
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_wherever_it_stands_and_however_it_is_written(part, codec):
    def infected(old):
        body = old[old.index(b"?>") + 2 :] if old.startswith(b"<?xml") else old
        return (ENTITY + body).decode().encode(codec)

    problem = refusal(repacked(as_excel_writes(workbook(HEADINGS, ADA)), replace={part: infected}))

    assert "passwd" not in problem.reason


def grown(part, most):
    """A part that unpacks to far more than it takes."""
    return lambda old: old.replace(b"</sheetData>", b" " * most + b"</sheetData>").replace(
        b"</sst>", b"<si><t>aaaaaaaaaaaaaaaa</t></si>" * (most // 32) + b"</sst>"
    )


@pytest.mark.parametrize("part", [SHEET, STRINGS])
def test_a_bomb_is_refused_by_its_size_before_it_is_unpacked(part, monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1024 * 1024)
    data = repacked(
        as_excel_writes(workbook(HEADINGS, ADA)), replace={part: grown(part, 4 * 1024 * 1024)}
    )
    assert len(data) < 100_000

    tracemalloc.start()
    problem = refusal(data)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "unpacked" in problem.reason
    assert peak < 2 * 1024 * 1024


def test_a_part_that_lies_about_its_size_unpacks_to_what_it_said_at_most():
    data = bytearray(repacked(workbook(HEADINGS, ADA), replace={SHEET: grown(SHEET, 10**6)}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as old:
        size = struct.pack("<L", old.getinfo(SHEET).file_size)
    for position in (at for at in range(len(data) - 3) if data[at : at + 4] == size):
        data[position : position + 4] = struct.pack("<L", 300)

    assert "damaged" in refusal(bytes(data)).reason


def test_a_million_parts_are_refused_without_being_listed():
    data = bytearray(workbook(HEADINGS, ADA))
    data[-12:-8] = struct.pack("<HH", 65535, 65535)[:4]
    data[-14:-10] = struct.pack("<HH", 65535, 65535)

    assert "larger" in refusal(bytes(data)).reason
    many = repacked(workbook(HEADINGS, ADA), add={f"x/{n}": b"" for n in range(2_100)})
    assert "larger" in refusal(many).reason


def test_the_same_part_twice_is_refused():
    data = workbook(HEADINGS, ADA)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as new, pytest.warns(UserWarning, match="Duplicate"):
        new.writestr(SHEET, b"<worksheet/>")

    refusal(out.getvalue())


def test_a_part_with_a_password_is_refused():
    data = bytearray(workbook(HEADINGS, ADA))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1

    assert "password" in refusal(bytes(data)).reason


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        b'<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>',
        b'<row r="3"><c r="B3"><v>1</v></c><c r="A3"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row>',
        b'<row r="3"><c r="A3" t="s"><v>999999</v></c></row>',
        b'<row r="3"><c r="A3" t="s"><v>-1</v></c></row>',
        b'<row r="3"><c r="A3"><v>abc</v></c></row>',
        b'<row r="3"><c r="A3" t="d"><v>hier</v></c></row>',
        b'<row r="3"><c r="A3" s="x"><v>1</v></c></row>',
        b'<row r="3"><c r="A3"><v>nan</v></c></row>',
        b'<row r="3"><c r="A3"><v>1e999</v></c></row>',
        b'<row r="3"><c r="A3" t="str"><v>' + b"x" * 70_000 + b"</v></c></row>",
        b"<row>" + b"<a>" * 300 + b"</a>" * 300 + b"</row>",
        b'<row r="3" x="' + b"y" * (2 * 1024 * 1024) + b'"></row>',
    ],
)
def test_a_sheet_of_odd_cells_is_refused(row):
    data = repacked(
        workbook(HEADINGS, ADA),
        replace={SHEET: lambda part: part.replace(b"</sheetData>", row + b"</sheetData>")},
    )

    refusal(data)


def test_a_long_row_of_many_cells_is_not_held():
    """What stands beyond the last column is refused, however many cells a row pretends to have."""
    cells = b"<c><v>1</v></c>" * 200_000
    data = repacked(
        workbook(HEADINGS, ADA),
        replace={
            SHEET: lambda part: part.replace(
                b"</sheetData>", b'<row r="3">' + cells + b"</row></sheetData>"
            )
        },
    )

    tracemalloc.start()
    refusal(data)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


@given(st.binary(max_size=60), st.integers(0, 4000))
def test_a_workbook_with_any_bytes_in_it_is_read_or_refused(noise, at):
    data = workbook(HEADINGS, ADA)
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
        ).filter(lambda text: not text.startswith(("=", "#")) and "_x" not in text),
        max_size=5,
    )
)
def test_text_comes_back_as_it_was_written(names):
    rows = read(workbook(HEADINGS, *[["1", name, None] for name in names]))

    assert [row.values["name"] for row in rows] == [name.strip() for name in names]
