from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Cms(AppConfig):
    name = "cms"
    verbose_name = _("contents")

    def ready(self):
        from cms.exports import escape_exported_formulas  # noqa: PLC0415 - as below
        from cms.frame import register  # noqa: PLC0415 - models load after the app's configuration
        from cms.translation_report import order_report_rows  # noqa: PLC0415 - as above
        from cms.translations import register_cleaning  # noqa: PLC0415 - as above

        register()
        escape_exported_formulas()
        order_report_rows()
        register_cleaning()
