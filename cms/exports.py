"""Wagtail's own exports (reports, listings), which know no hook for what every cell goes through."""

from django.db.models import Model
from django.utils.functional import Promise
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from core.spreadsheets import as_text


def export_texts_as_texts() -> None:
    """In the table that Wagtail keeps for this: how a value is written, by its class.

    Workbooks need none of it: there Wagtail itself marks what looks like a formula as a text.
    """
    written = {SpreadsheetExportMixin.FORMAT_CSV: as_text}
    SpreadsheetExportMixin.custom_value_preprocess[(str, Promise, Model)] = written
