from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand
from core.drawings import SPRITE, drawing_sprite, is_sprite_current
from core.stylesheets import BUNDLES, bundled_css, is_bundle_current


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Write the bundles of static/css and static/drawings/sprite.svg from their sources. With --check, "
        "only say whether one is stale."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help=_("exit 1 when one is stale"))

    def handle(self, *args, check, **options):
        static = Path(settings.BASE_DIR) / "static"
        css, drawings = static / "css", static / "drawings"
        if check:
            for name in BUNDLES:
                self._refuse_stale(css / name, is_bundle_current(css, name))
            self._refuse_stale(drawings / SPRITE, is_sprite_current(drawings))
        else:
            for name, text in bundled_css(css).items():
                self._write(css / name, text)
            self._write(drawings / SPRITE, drawing_sprite(drawings))

    def _refuse_stale(self, path, is_current):
        if not is_current:
            values = {"name": path.relative_to(settings.BASE_DIR)}
            raise CommandError(_("%(name)s is stale: run manage.py build_css") % values)

    def _write(self, path, text):
        path.write_text(text, encoding="utf-8")
        size = path.stat().st_size
        self.stdout.write(_("%(name)s: %(size)s bytes") % {"name": path.name, "size": size})
