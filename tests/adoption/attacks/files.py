"""The cells of a file for a spreadsheet, whichever of the two it is."""

import csv
import io

from openpyxl import load_workbook


def cells_of(answer):
    if answer.content.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(answer.content), read_only=True).active
        return [
            ["" if each is None else str(each) for each in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
