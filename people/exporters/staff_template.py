"""Writes an empty staff list, with the organisation's own teams, jobs and sites beside it."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from core.opendocument import SPREADSHEET_TYPE, opendocument_bytes
from core.spreadsheets import CSV_TYPE, WORKBOOK_TYPE, csv_bytes, workbook_bytes
from people.models import Job, Site, Team
from people.queries.teams import team_parents
from people.staff_fields import COLUMN_FIELDS


KINDS = ("csv", "xlsx", "ods", "equipes.csv")
Table = list[Sequence[str]]


def staff_template(kind: str) -> tuple[bytes, str]:
    """Return (an empty list of that kind, its type). A CSV file has one table: `equipes.csv` is the other."""
    headings: Table = [[declared.heading for declared in COLUMN_FIELDS]]
    if kind == "csv":
        return csv_bytes(headings), CSV_TYPE
    beside = list(_known())
    if kind == "equipes.csv":
        return csv_bytes(beside), CSV_TYPE
    sheets = {_("agents"): headings, _("teams and jobs"): beside}
    texts = [at for at, declared in enumerate(COLUMN_FIELDS, start=1) if declared.longest]
    if kind == "ods":
        table = opendocument_bytes(sheets, columns=len(COLUMN_FIELDS), text_columns=texts)
        return table, SPREADSHEET_TYPE
    (sheet, rows), *more = sheets.items()
    return workbook_bytes(rows, sheet=sheet, more=dict(more), text_columns=texts), WORKBOOK_TYPE


def _known() -> Iterator[Sequence[str]]:
    """Yield what the list may name: its column, the value to write, what it stands for, what is above."""
    parents = team_parents()
    yield [_("Column"), _("To write"), _("Name"), _("Above it")]
    teams = Team.objects.open().exclude(code=Team.ROOT_CODE).order_by("path")
    for code, name in teams.values_list("code", "name"):
        yield ["equipe", code, name, parents.get(code, "")]
    for name, family in Job.objects.order_by("name").values_list("name", "family__name"):
        yield ["metier", name, name, family or ""]
    for name in Site.objects.order_by("name").values_list("name", flat=True):
        yield ["site", name, name, ""]
