"""A table as a file for a spreadsheet, in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable


FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")
LONGEST_DASH = 1  # a dash alone says “nothing” and computes nothing


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """UTF-8 with its mark and semicolons, as a French spreadsheet opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([plain_cell(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def plain_cell(text: str) -> str:
    """The same text, with an apostrophe in front where a spreadsheet would compute it."""
    bare = text.lstrip().lstrip("\"'").lstrip()
    computes = bare.startswith(FORMULA_SIGNS) and len(bare) > LONGEST_DASH
    return f"'{text}" if computes or text[:1] in ("\t", "\r", "\n") else text
