"""Changes Wagtail and wagtail-localize where they offer no hook: exports, the order of a report, stored strings, who approves."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import pre_save
from django.forms import HiddenInput
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import GroupApprovalTask
from wagtail_localize.models import StringTranslation
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms.policies import approves_alone, may_approve_review
from core.html import SEGMENT, clean_to_store
from core.spreadsheets import escape_formula
from core.typography import day_text


def escape_exported_formulas() -> None:
    """Escape formulas in reports and listings, by the table that Wagtail keeps for this.

    Workbooks need none of it: there Wagtail itself marks what looks like a formula as a text.
    """
    written = {SpreadsheetExportMixin.FORMAT_CSV: escape_formula}
    SpreadsheetExportMixin.custom_value_preprocess[(str, Promise, Model)] = written


def order_report_rows() -> None:
    """Sort the report by date, the latest first: it has no order of its own, so its pages would repeat rows."""
    unordered = TranslationsReportView.get_queryset
    TranslationsReportView.get_queryset = lambda view: unordered(view).order_by("-pk")


def keep_own_submissions_from_approval() -> None:
    """Offer nobody to approve what they sent for review: every view and menu asks the task what may be done."""
    offered = GroupApprovalTask.get_actions

    def get_actions(task: Any, page: Any, person: Any) -> list[tuple[str, str, bool]]:
        actions = offered(task, page, person)
        if not may_approve_review(person, page, task):
            return [action for action in actions if action[0] != "approve"]
        if not approves_alone(person, page, task):
            return actions
        return [
            (
                name,
                _("%(act)s (nobody else may)") % {"act": label} if name == "approve" else label,
                asks,
            )
            for name, label, asks in actions
        ]

    GroupApprovalTask.get_actions = get_actions


def update_translations_as_drafts() -> None:
    """Bring a source's changes to its translations, and leave publishing to each: where what is untranslated is said."""
    asked = UpdateTranslationsView.get_form

    def get_form(view: Any) -> Any:
        form = asked(view)
        form.fields["publish_translations"].disabled = True
        form.fields["publish_translations"].widget = HiddenInput()
        return form

    UpdateTranslationsView.get_form = get_form


def date_translations_in_words() -> None:
    """Say in the reader's language when a passage was translated: wagtail-localize names the month in English."""
    commented = StringTranslation.get_comment

    def get_comment(said: StringTranslation) -> str | None:
        date = day_text(said.updated_at)
        if said.tool_name:
            values = {"tool_name": said.tool_name, "date": date}
            return _("Translated with {tool_name} on {date}").format(**values)
        if said.translation_type == StringTranslation.TRANSLATION_TYPE_MANUAL:
            return _("Translated manually on {date}").format(date=date)
        return commented(said)

    StringTranslation.get_comment = get_comment


def register_cleaning() -> None:
    """Clean a string whatever stores it: the editor as one types, a PO file, a machine. See core.html.

    The model is not ours, and all of its own ways in end in `save`; a signal is the one place before it.
    """
    pre_save.connect(_clean, sender=StringTranslation, dispatch_uid="cms.translations")


def _clean(instance: StringTranslation, **_kwargs: object) -> None:
    instance.data = clean_to_store(instance.data, SEGMENT)
