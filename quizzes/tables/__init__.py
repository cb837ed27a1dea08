"""Questions as a table, one a row: CSV and Excel, in and out.

What its own columns cannot say stands in the column of the whole content, so that every kind of
question comes back as it went.
"""

from quizzes.tables.reader import headings_known, read_table
from quizzes.tables.template import template_rows
from quizzes.tables.writer import csv_table, table_rows, workbook_of, workbook_table


__all__ = [
    "csv_table",
    "headings_known",
    "read_table",
    "table_rows",
    "template_rows",
    "workbook_of",
    "workbook_table",
]
