"""Escapes formulas in Wagtail's own exports (reports, listings), which offer no hook for every cell."""

from django.db.models import Model
from django.utils.functional import Promise
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from core.spreadsheets import escape_formula


def escape_exported_formulas() -> None:
    """Register, in the table that Wagtail keeps for this, how texts are written.

    Workbooks need none of it: there Wagtail itself marks what looks like a formula as a text.
    """
    written = {SpreadsheetExportMixin.FORMAT_CSV: escape_formula}
    SpreadsheetExportMixin.custom_value_preprocess[(str, Promise, Model)] = written
