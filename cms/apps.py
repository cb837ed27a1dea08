from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Cms(AppConfig):
    name = "cms"
    verbose_name = _("contents")

    def ready(self):
        from cms.exports import export_texts_as_texts  # noqa: PLC0415 - as below
        from cms.frame import register  # noqa: PLC0415 - models load after the app's configuration
        from cms.translation_report import put_in_an_order  # noqa: PLC0415 - as above
        from cms.translations import clean_when_stored  # noqa: PLC0415 - as above

        register()
        export_texts_as_texts()
        put_in_an_order()
        clean_when_stored()
