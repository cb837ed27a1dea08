"""Words of a report that somebody put together, for its page and its files."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.dashboards.words.group_table import (
    NOTHING,
    column_title,
    figure_cell,
    file_cells,
    file_headings,
)
from adoption.foundation.indicators import Definition
from adoption.foundation.periods import Month, Quarter
from adoption.foundation.words.file_columns import FileTable
from adoption.foundation.words.months import month_text, quarter_in_words
from adoption.publishing.queries.register import PublishedRule
from adoption.report.queries.custom_reports import ReportRow
from adoption.report.report_months import ReportMonths


Columns = Sequence[Definition]


def screen_row(row: ReportRow, columns: Columns) -> dict[str, Any]:
    """A part of the staff is shown as a count whatever its size, as on its own page."""
    has_share = row.group.team is not None
    return {
        "name": row.group.name,
        "depth": row.group.depth or 1,
        "month": month_text(Month.containing(row.publication.month)),
        "population": row.population,
        "cells": [
            (column_title(column), figure_cell(column, row.count(column), has_share=has_share))
            for column in columns
        ],
    }


def report_file(rows: Sequence[ReportRow], columns: Columns) -> FileTable:
    """Return headings and lines; a line says which month it is of, when that was published, and by which rule."""
    headings = [
        _("Group"),
        _("Level"),
        pgettext("table", "Month"),
        _("Published on"),
        _("Staff"),
        *(heading for column in columns for heading in file_headings(column)),
        _("How to read it"),
    ]
    return headings, [_file_row(row, columns) for row in rows]


def _file_row(row: ReportRow, columns: Columns) -> list[object]:
    has_share = row.group.team is not None
    return [
        row.group.name,
        row.group.depth or NOTHING,
        month_text(Month.containing(row.publication.month)),
        date_format(localdate(row.publication.published_at), "Y-m-d"),
        row.population or NOTHING,
        *(
            cell
            for column in columns
            for cell in file_cells(column, row.count(column), has_share=has_share)
        ),
        rule_text(row.rule),
    ]


def rule_text(rule: PublishedRule) -> str:
    sentences = [
        _("A group has a figure from %(threshold)s people on.") % {"threshold": rule.threshold},
        _("Near nobody and near everybody, a range of %(edge)s numbers.") % {"edge": rule.edge},
    ]
    if rule.detail:
        sentences.append(
            _("Accounts and habits from %(detail)s people on.") % {"detail": rule.detail}
        )
    sentences.append(
        _(
            "Percentages are of the whole group, rounded outwards; whoever says nothing is not counted."
        )
    )
    return " ".join(sentences)


def month_choices(published: Sequence[date]) -> list[tuple[str, Any]]:
    """Return the choices among the published months, the latest first."""
    months = [Month.containing(day) for day in published]
    quarters = dict.fromkeys(Quarter.containing(day) for day in published)
    return [
        (
            _("The latest, whenever the report is opened"),
            [
                ("latest", _("The latest month")),
                ("last3", _("The last three months")),
                ("last12", _("The last twelve months")),
            ],
        ),
        (
            _("A year"),
            [(f"{y}", f"{y}") for y in dict.fromkeys(m.year for m in months)],
        ),
        (
            _("A quarter"),
            [(str(quarter), quarter_in_words(quarter)) for quarter in quarters],
        ),
        (_("A month"), [(str(month), month_text(month)) for month in months]),
    ]


def months_text(months: ReportMonths) -> str:
    """Return "the last three months", "2026", "October 2026"."""
    if months.starts_on is None:
        return str(months.period.label)
    written = str(months)
    if len(written) == 4:
        return written
    if "Q" in written:
        return quarter_in_words(Quarter.containing(months.starts_on))
    return month_text(Month.containing(months.starts_on))
