from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Cms(AppConfig):
    name = "cms"
    verbose_name = _("contents")

    def ready(self):
        from cms import frame, site_settings, wagtail_extensions  # noqa: PLC0415 - models load after the app's configuration
        from cms.search import kinds  # noqa: PLC0415

        frame.register()
        site_settings.register()
        kinds.register()
        wagtail_extensions.escape_exported_formulas()
        wagtail_extensions.order_report_rows()
        wagtail_extensions.register_cleaning()
        wagtail_extensions.date_translations_in_words()
        wagtail_extensions.part_titles_in_words()
        wagtail_extensions.update_translations_as_drafts()
        wagtail_extensions.keep_own_submissions_from_approval()
        wagtail_extensions.guard_publishing()
        wagtail_extensions.publish_translations_by_name()
        wagtail_extensions.keep_history_to_authors()
        wagtail_extensions.draw_fields_of_editors_once()
