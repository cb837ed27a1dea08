"""A table read bit by bit: what a file read whole gives, in the memory of a few lines."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tabular import TableFormat, Unreadable, read_rows, read_values, stream
from tests.core import workbooks


NAMES = ["who", "what"]
TABLE = TableFormat(columns={"who": "qui", "what": "quoi"}, required=frozenset(NAMES))
HEADING = "qui;quoi\n"


def whole(data, table=TABLE):
    return [(row.line, row.values["who"], row.values["what"]) for row in read_rows(data, table)]


def streamed(data, table=TABLE):
    rows = read_values(io.BytesIO(data), table, NAMES)
    return [(line, who.strip(), what.strip()) for line, who, what in rows]


def outcome(read, data):
    try:
        return read(data)
    except Unreadable as error:
        return type(error)


@pytest.fixture(params=[2, 3, 7, 64 * 1024])
def block(request, monkeypatch):
    """After a first block of any length, so many bytes at a time."""
    monkeypatch.setattr(stream, "BLOCK", request.param)
    monkeypatch.setattr("core.tabular.reading.BLOCK", request.param)
    monkeypatch.setattr(stream, "LONGEST_RECORD", 10_000)


TABLES = [
    "a;b\r\nc;d\r\n",
    "a;b\rc;d\r",
    "a;b\n\n\n c ; d \n",
    '"a\r\nb";c\r\n"d";"e""f"\n',
    "é;ł\n€;𝄞\n",
    "a\u2028b;c\x0bd\n\x85;e\n",
    "a;b",
    "",
]


@pytest.mark.parametrize("text", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_wherever_the_blocks_are_cut_the_rows_are_those_of_the_whole_file(block, text, encoding):
    table = TableFormat(
        columns=TABLE.columns,
        required=TABLE.required,
        encoding="utf-16" if encoding == "utf-16" else "utf-8",
        separator=";",
    )
    data = (HEADING + text).encode(encoding)

    assert streamed(data, table) == whole(data, table)
    assert streamed(gzip.compress(data), table) == whole(data, table)


@given(
    st.lists(st.sampled_from(["a", ";", '"', "\r", "\n", "é", "\x00", " ", "b;c\n"])).map("".join)
)
def test_any_text_is_the_same_rows_or_refused_either_way(text):
    data = (HEADING + text).encode()
    assert outcome(streamed, data) == outcome(whole, data) or (
        "\x00" in text and issubclass(outcome(streamed, data), Unreadable)
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_one_refusal(data):
    outcome(streamed, data)
    outcome(streamed, HEADING.encode() + data)
    outcome(streamed, b"\x1f\x8b" + data)
    outcome(streamed, gzip.compress(data))


@pytest.mark.parametrize(
    ("after", "line"),
    [("é;b\n".encode("cp1252"), 5), (b"a;\x00\n", 5), (b"x;y\n\n\x00", 7), (b"x" * 70_000, 5)],
)
def test_what_is_no_text_is_refused_by_its_line_wherever_the_blocks_are_cut(block, after, line):
    with pytest.raises(Unreadable) as refused:
        streamed(b"qui;quoi\r\na;b\rc;d\r\ne;f\n" + after)
    assert refused.value.refusal.line == line


def test_rows_before_the_fault_are_there_first():
    rows = read_values(io.BytesIO(HEADING.encode() + b"a;b\n" * 40_000 + b"\xff"), TABLE, NAMES)

    assert next(rows) == (2, "a", "b")
    with pytest.raises(Unreadable):
        list(rows)


def test_a_quotation_mark_left_open_does_not_swallow_the_file():
    lines = iter([HEADING.encode() + b'"a\n', *[b'";"\n' * 9000] * 1000])

    class Long(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            data = next(lines, b"")[: len(buffer)]
            buffer[: len(data)] = data
            Long.given += len(data)
            return len(data)

    with pytest.raises(Unreadable) as refused:
        list(read_values(Long(), TABLE, NAMES))

    assert refused.value.refusal.line == 2
    assert Long.given < 2**20


def test_a_workbook_is_read_from_a_stream_too(settings):
    data = workbooks.workbook(["qui", "quoi"], ["a", "b"])
    assert list(read_values(io.BytesIO(data), TABLE, NAMES)) == [(2, "a", "b")]

    settings.IMPORT_MAX_BYTES = 100
    with pytest.raises(Unreadable):
        list(read_values(io.BytesIO(data), TABLE, NAMES))


@pytest.mark.parametrize("cut", [1, 8, 20, 200])
def test_a_compressed_file_that_was_cut_off_is_refused(cut):
    packed = gzip.compress(HEADING.encode() + b"".join(b"a%d;b\n" % n for n in range(20_000)))

    with pytest.raises(Unreadable):
        streamed(packed[:-cut])


def test_the_source_is_left_open():
    source = io.BytesIO(HEADING.encode() + b"a;b\n")
    list(read_values(source, TABLE, NAMES))
    assert not source.closed
