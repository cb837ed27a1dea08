"""Typeset the report as an accessible PDF; the same words on the same publication give the same bytes."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from adoption.publishing.charts.drawing_cache import drawing_cache, drawing_name
from adoption.publishing.charts.frame import PALETTES, paper_style
from adoption.report.blocks import Chart, Section, Table
from adoption.report.document import LoggedDecision, Report
from cms.logos import paper_logo
from core.colours import readable_accent
from core.file_cache import cache_key
from core.typesetting import typeset
from core.typography import day_text


TEMPLATE = Path(__file__).parent / "typeset" / "report.typ"
ON_PAPER = "paper"
OURS = PALETTES["light"].series[0]
MOST_COLUMNS_BESIDE, MOST_ROWS_BESIDE = 5, 32  # of a table that stands beside its drawing
Picture = Callable[[Chart, str], str]  # of a chart in a variant
MOST_LETTERS_BESIDE = 60  # of its widest cells, one from each column


def report_pdf(report: Report) -> bytes:
    """Return the report's file, made where it is not stored: seconds, for a worker."""
    values = _values(report, _draw)
    day = localdate(report.publication.published_at)
    return drawing_cache().get_or_make(
        _dependencies(report), lambda: typeset(TEMPLATE, values, day=day)
    )


def stored_report_pdf(report: Report) -> bytes | None:
    return drawing_cache().read(cache_key(_dependencies(report)))


def _dependencies(report: Report) -> tuple[str, ...]:
    """Return all that the file depends on; drawings by their names, so that none is drawn."""
    words = json.dumps(_values(report, _name_drawing), ensure_ascii=False, sort_keys=True)
    look = TEMPLATE.read_text(encoding="utf-8")
    return ("report", look, localdate(report.publication.published_at).isoformat(), words)


def _values(report: Report, picture: Picture) -> dict[str, Any]:
    with override(report.language):
        return _template_values(report, picture)


def _draw(chart: Chart, variant: str) -> str:
    def draw() -> bytes:
        with paper_style():
            return chart.draw(variant)

    name = _name_drawing(chart, variant)
    return drawing_cache().get_or_make((ON_PAPER, variant, name), draw).decode()


def _name_drawing(chart: Chart, variant: str) -> str:
    return drawing_name((chart.name, *chart.drawn))


def _template_values(report: Report, picture: Picture) -> dict[str, Any]:
    return {
        "language": report.language,
        "title": report.title,
        "organisation": report.settings.name,
        "logo": paper_logo(report.settings),
        "portal": report.portal,
        "month": report.month,
        "accent": readable_accent(report.settings.accent, "light")
        if report.settings.accent
        else OURS,
        "log": _log(report.log),
        "taken": _log(report.taken),
        "findings": list(report.findings),
        "lead": _lead(report.lead, picture) if report.lead else None,
        "decisions": [[decision.asked, decision.reason] for decision in report.decisions],
        "further": report.further,
        "sections": [_section(report, section, picture) for section in report.sections.values()],
        "method": _section(report, report.method, picture),
        "words": {
            "published": _("Figures published on %(day)s")
            % {"day": day_text(localdate(report.publication.published_at))},
            "log": _("What became of the decisions"),
            "taken": _("Decisions taken"),
            "findings": _("To remember"),
            "decisions": _("Decisions asked"),
            "no_decision": _("No decision is asked this month."),
            "page": _("Page {page} of {pages}"),
        },
    }


def _log(logged: Sequence[LoggedDecision]) -> list[list[str]]:
    return [[each.decision.text, each.decision.owner, each.standing] for each in logged]


def _section(report: Report, section: Section, picture: Picture) -> dict[str, Any]:
    return {
        "title": section.title,
        "findings": report.findings_of(section),
        "paragraphs": list(section.paragraphs),
        "charts": [_chart(chart, picture) for chart in report.charts_of(section)],
        "tables": [_table(table) for table in report.tables_of(section)],
    }


def _chart(chart: Chart, picture: Picture, *, is_beside: bool | None = None) -> dict[str, Any]:
    """Place a chart, drawn for a narrow column where its table is small enough to stand beside it."""
    if is_beside is None:
        is_beside = _is_small(chart.table)
    return {
        "is_beside": is_beside,
        "title": chart.title,
        "alt": alt_text(chart),
        "svg": picture(chart, "light-narrow" if is_beside else "light"),
        "table": _table(chart.table),
    }


def _lead(chart: Chart, picture: Picture) -> dict[str, Any]:
    """Place the first page's chart with its figures in words: its table opens its section instead."""
    return _chart(chart, picture, is_beside=False) | {
        "alt": full_alt_text(chart),
        "caption": chart.table.caption,
    }


def _is_small(table: Table) -> bool:
    if len(table.headings) > MOST_COLUMNS_BESIDE or len(table.rows) > MOST_ROWS_BESIDE:
        return False
    columns = zip(*table.rows, strict=True)
    return sum(max(map(len, cells)) for cells in columns) <= MOST_LETTERS_BESIDE


def alt_text(chart: Chart) -> str:
    """Alternative text of a chart; the table that follows has the rest."""
    return _("Chart: %(title)s. %(caption)s The figures are in the table that follows.") % {
        "title": chart.title.rstrip("."),
        "caption": chart.table.caption,
    }


def full_alt_text(chart: Chart) -> str:
    rows = [
        _("%(what)s: %(figure)s.") % {"what": ", ".join(row[:-1]), "figure": row[-1]}
        for row in chart.table.rows
    ]
    return " ".join([chart.title.rstrip(".") + ".", chart.table.caption, *rows])


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": str(table.caption),
        "headings": [str(heading) for heading in table.headings],
        "rows": [[str(cell) for cell in row] for row in table.rows],
    }
