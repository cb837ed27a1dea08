"""The cells of a file for a spreadsheet, whichever of the three it is."""

import csv
import io
import zipfile

from bs4 import BeautifulSoup
from openpyxl import load_workbook


def cells_of(answer):
    kind = getattr(answer, "kind", None) or answer.headers["content-type"]
    if "opendocument" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
            content = BeautifulSoup(parts.read("content.xml"), "xml")
        return [
            [cell.get_text() for cell in row.find_all("table-cell")]
            for row in content.find_all("table-row")
        ]
    if answer.content.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(answer.content), read_only=True).active
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
