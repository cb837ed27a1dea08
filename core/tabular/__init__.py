"""Reads a table from a file written by another system, row by row, and says where it breaks.

A text file is expected in the encoding that its mapping names (UTF-8 by default; a byte-order mark
is accepted); a workbook (.xlsx, .ods) says itself how it is written. Anything else is refused with the
line and what was expected, never guessed in silence: a guess would turn « é » into « Ã© » in a
staff list.
"""

from core.tabular.reading import LONGEST_MARK, read_rows, read_values, workbook_name_problem
from core.tabular.shapes import Row, TableFormat, Undecodable, Unreadable, parsed_date
from core.tabular.text import ENCODINGS, SEPARATORS, decode_strictly
from core.tabular.workbook import is_opendocument, is_workbook


__all__ = [
    "ENCODINGS",
    "LONGEST_MARK",
    "SEPARATORS",
    "Row",
    "TableFormat",
    "Undecodable",
    "Unreadable",
    "decode_strictly",
    "is_opendocument",
    "is_workbook",
    "parsed_date",
    "read_rows",
    "read_values",
    "workbook_name_problem",
]
