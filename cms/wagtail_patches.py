"""What Wagtail and wagtail-localize offer no hook for."""

from django.db.models import Model
from django.db.models.signals import pre_save
from django.utils.functional import Promise
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail_localize.models import StringTranslation
from wagtail_localize.views.report import TranslationsReportView

from core.html import SEGMENT, clean_to_store
from core.spreadsheets import as_text


def apply() -> None:
    _export_texts_as_texts()
    _order_translation_report()
    pre_save.connect(_clean_string, sender=StringTranslation, dispatch_uid="cms.translations")


def _export_texts_as_texts() -> None:
    """In the table that Wagtail keeps for this: how a value is written, by its class.

    Workbooks need none of it: there Wagtail itself marks what looks like a formula as a text.
    """
    written = {SpreadsheetExportMixin.FORMAT_CSV: as_text}
    SpreadsheetExportMixin.custom_value_preprocess[(str, Promise, Model)] = written


def _order_translation_report() -> None:
    """The latest first: without an order its pages could repeat one another."""
    unordered = TranslationsReportView.get_queryset
    TranslationsReportView.get_queryset = lambda view: unordered(view).order_by("-pk")


def _clean_string(instance: StringTranslation, **_kwargs: object) -> None:
    """Whatever stores it: the editor as one types, a PO file, a machine. wagtail-localize checks with
    html.parser (see core.html), and all of its own doors end in `save`; a signal is the one place before it."""
    instance.data = clean_to_store(instance.data, SEGMENT)
