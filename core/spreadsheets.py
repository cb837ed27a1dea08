"""A table as a file for a spreadsheet, as French spreadsheets open it: semicolons, UTF-8 with its mark."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([plain(cell) for cell in row] for row in (headings, *rows))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def plain(cell: str) -> str:
    """A name that a spreadsheet would take for a formula stays a name."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
