from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand
from core.stylesheets import BUNDLE, bundled_css, is_bundle_current


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Write static/css/bundle.css from its sources. With --check, only say whether it is stale."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help=_("exit 1 when the bundle is stale")
        )

    def handle(self, *args, check, **options):
        folder = Path(settings.BASE_DIR) / "static" / "css"
        if check and not is_bundle_current(folder):
            raise CommandError(_("static/css/bundle.css is stale: run manage.py build_css"))
        if not check:
            (folder / BUNDLE).write_text(bundled_css(folder), encoding="utf-8")
            size = (folder / BUNDLE).stat().st_size
            self.stdout.write(_("%(name)s: %(size)s bytes") % {"name": BUNDLE, "size": size})
