"""Files of unknown manners: read as they are, or refused with the line and what was expected."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.tabular import ENCODINGS, TableFormat, Unreadable, decode_strictly, parsed_date, read_rows


TABLE = TableFormat(
    columns={"number": "matricule", "name": "nom", "site": "site"},
    required=frozenset({"number", "name"}),
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def rows(text, **changes):
    data = text.encode() if isinstance(text, str) else text
    table = TableFormat(**{**{name: getattr(TABLE, name) for name in FIELDS}, **changes})
    return [(row.line, row.values) for row in read_rows(data, table)]


FIELDS = ("columns", "required")


def refusal(text, **changes):
    with pytest.raises(Unreadable) as refused:
        rows(text, **changes)
    return refused.value.refusal


ADA = {"number": "1", "name": "Ada"}


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separator_is_found_from_the_heading_line(separator):
    assert rows(f"nom{separator}matricule\nAda{separator}1\n") == [(2, ADA)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(ending):
    text = ending.join(["matricule;nom", "1;Ada", "", "2;Zoé"])
    assert rows(text) == [(2, ADA), (4, {"number": "2", "name": "Zoé"})]


def test_a_heading_after_blank_lines_and_quoted_cells_over_lines_keep_their_numbers():
    text = '\n\nmatricule;"nom";site\n1;Ada;"a\nb"\n2;"Z ""é""";\n'
    assert rows(text) == [
        (4, {**ADA, "site": "a\nb"}),
        (6, {"number": "2", "name": 'Z "é"', "site": ""}),
    ]


def test_a_column_that_the_file_has_not_is_absent_from_its_rows():
    assert "site" not in rows("matricule;nom\n1;Ada")[0][1]


def test_a_byte_order_mark_is_no_part_of_the_first_heading():
    assert rows(b"\xef\xbb\xbfmatricule;nom\n1;Ada") == [(2, ADA)]


def test_another_encoding_is_refused_with_the_line_of_its_first_byte():
    problem = refusal("matricule;nom\n1;Ada\n2;Zoé\n".encode("cp1252"))
    assert problem.line == 3
    assert "0xE9" in problem.reason
    assert "UTF-8" in problem.expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf_16_is_refused_by_its_name_or_for_its_nul(encoding):
    problem = refusal("matricule;nom\n1;Ada\n".encode(encoding))
    assert problem.line == 1
    assert "UTF-16" in problem.reason or "NUL" in problem.reason


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_that_the_mapping_names_is_read(encoding):
    assert rows("matricule;nom\n1;Zoé".encode(encoding), encoding=encoding)[0][1]["name"] == "Zoé"


@pytest.mark.parametrize("encoding", ["klingon", "hex", "idna", "", "a\0b"])
def test_an_encoding_that_is_none_is_refused(encoding):
    assert refusal("matricule;nom\n1;Ada", encoding=encoding).line == 0


def test_a_separator_that_cannot_be_one_is_refused():
    assert refusal("matricule;nom\n1;Ada", separator=";;").line == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("\n\n", 1),
        ("matricule\n1", 1),
        ("matricule;nom;nom\n1;Ada;Ada", 1),
        ("matricule;nom\n1;Ada\n2", 3),
        ("matricule;nom\n1;Ada;3", 2),
        ('matricule;nom\n1;Ada\n2;"open\n3;Eve', 3),
        ('matricule;nom\n1;"A"da', 2),
        ("matricule;nom\n1;A\0da", 2),
        (f"matricule;nom\n1;{'x' * 70_000}", 2),
        ('matricule;nom\n1;"' + "x\n" * 140_000 + '"', 2),
    ],
)
def test_what_is_no_row_is_refused_with_its_line(text, line):
    assert refusal(text).line == line


def test_missing_columns_are_named_beside_those_found():
    problem = refusal("prenom;site\nAda;Angers")
    assert "matricule, nom" in problem.reason
    assert "prenom, site" in problem.reason


def test_a_strict_table_refuses_columns_that_nobody_named():
    text = "matricule;nom;salaire\n1;Ada;9"
    assert "salaire" in refusal(text, strict=True).reason
    assert rows(text, strict=True, ignored=frozenset({"salaire"})) == [(2, ADA)]


def test_a_date_says_how_it_should_be_written():
    french = TableFormat(columns={}, required=frozenset(), date_format="%d/%m/%Y")
    assert parsed_date("02/03/2020", french) == date(2020, 3, 2)
    with pytest.raises(ValueError, match="24/11/2026"):
        parsed_date("2020-03-02", french)


def likely_bytes():
    """Any bytes, and such as stand behind a heading that is read, so that rows come out too."""
    behind = st.text(st.sampled_from('1;"\n\r\té \0'), max_size=60).map(str.encode)
    heading = b"matricule;nom\n"
    return st.binary(max_size=300) | st.builds(heading.__add__, behind | st.binary(max_size=100))


@given(likely_bytes())
def test_any_bytes_are_rows_or_one_refusal(data):
    """Each row has what the table asks for, on a line of the file that comes after the one before."""
    lines = len(re.split(rb"\r\n|\r|\n", data))
    read, refused = [], None
    try:
        read.extend(read_rows(data, TABLE))  # those before the refusal stay
    except Unreadable as error:
        refused = error.refusal
    numbers = [row.line for row in read]
    assert all(first < second for first, second in pairwise([1, *numbers, lines + 1]))
    assert all(TABLE.required <= row.values.keys() <= TABLE.columns.keys() for row in read)
    assert refused is None or (refused.reason and 0 <= refused.line <= lines)
    assert not read or refused is None or refused.line > numbers[-1]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=80))
def test_text_comes_back_as_it_was_written(text):
    assert decode_strictly(text.encode()) == text.removeprefix("\ufeff")
