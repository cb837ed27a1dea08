"""Changes Wagtail and wagtail-localize where they offer no hook: exports, the order of a report, stored strings, who approves and publishes."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import pre_save
from django.forms import HiddenInput
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.models import GroupApprovalTask
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import StringTranslation, TranslationSource
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms.models import BasePage
from cms.policies import approves_alone, check_approving, check_publishing, may_approve_review
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
    """Offer nobody to approve what they sent for review or wrote: every view and menu asks the task what may be done.

    What is approved is asked again as it happens: an editor's form may bring another text with the approval.
    """
    offered, done = GroupApprovalTask.get_actions, GroupApprovalTask.on_action

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

    def on_action(task: Any, task_state: Any, user: Any, action_name: str, **options: Any) -> None:
        if action_name == "approve":
            check_approving(user, task_state.workflow_state.content_object, task)
        done(task, task_state, user, action_name, **options)

    GroupApprovalTask.get_actions = get_actions
    GroupApprovalTask.on_action = on_action


def guard_publishing() -> None:
    """Ask before a person publishes or schedules a page, by whatever door: all of Wagtail's end in this action."""
    checked = PublishPageRevisionAction.check

    def check(action: Any, skip_permission_checks: bool = False) -> None:
        checked(action, skip_permission_checks)
        if action.user is not None and isinstance(action.object, BasePage):
            check_publishing(action.user, action.object)

    PublishPageRevisionAction.check = check


def publish_translations_by_name() -> None:
    """Publish a translated page as the person who asks for it, or store nothing: wagtail-localize publishes as nobody."""
    stored = TranslationSource.create_or_update_translation

    def create_or_update_translation(
        source: Any, locale: Any, user: Any = None, publish: bool = True, **options: Any
    ) -> tuple[Any, bool]:
        is_page = issubclass(source.specific_content_type.model_class(), BasePage)
        if user is None or not publish or not is_page:
            return stored(source, locale, user=user, publish=publish, **options)
        with transaction.atomic():
            target, created = stored(source, locale, user=user, publish=False, **options)
            target.get_latest_revision().publish(user=user)
        return target, created

    TranslationSource.create_or_update_translation = create_or_update_translation


def draw_fields_of_editors_once() -> None:
    """Leave out of an editor’s page the second drawing of each field, for scripts that would look one up: there are none."""
    described = Panel.BoundPanel.js_opts

    def js_opts(panel: Any) -> dict[str, Any]:
        return described(panel) | {"fieldName": panel.field_name, "widget": {}}

    FieldPanel.BoundPanel.js_opts = js_opts


def keep_history_to_authors() -> None:
    """Show the history of the site, which names who wrote, to those who see the other reports of pages."""
    LogEntriesView.permission_policy = page_permission_policy
    LogEntriesView.any_permission_required = ["add", "change", "publish"]


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


def part_titles_in_words() -> None:
    """Put the sign between a title and what it is about as the reader's language does: Wagtail writes ": " itself."""

    def get_header_title(view: Any) -> str:
        title, subtitle = view.get_page_title(), view.get_page_subtitle()
        if not subtitle:
            return title
        return _("%(title)s: %(subtitle)s") % {"title": title, "subtitle": subtitle}

    WagtailAdminTemplateMixin.get_header_title = get_header_title


def register_cleaning() -> None:
    """Clean a string whatever stores it: the editor as one types, a PO file, a machine. See core.html.

    The model is not ours, and all of its own ways in end in `save`; a signal is the one place before it.
    """
    pre_save.connect(_clean, sender=StringTranslation, dispatch_uid="cms.translations")


def _clean(instance: StringTranslation, **_kwargs: object) -> None:
    instance.data = clean_to_store(instance.data, SEGMENT)
