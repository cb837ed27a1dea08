from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand
from core.web_fonts import FAMILIES, font_faces, make_fonts


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Write the fonts of static/fonts and static/css/fonts.css from a folder of their originals."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        packages = ", ".join(family.package for family in FAMILIES)
        parser.add_argument(
            "originals",
            type=Path,
            help=_(
                "where these packages of npm are unpacked, each in a folder of its name: %(packages)s"
            )
            % {"packages": packages},
        )

    def handle(self, *args, originals, **options):
        static = Path(settings.BASE_DIR) / "static"
        try:
            written = make_fonts(originals, static / "fonts")
        except FileNotFoundError as error:
            raise CommandError(_("There is no %(file)s.") % {"file": error.filename}) from error
        (static / "css" / "fonts.css").write_text(font_faces(static / "fonts"), encoding="utf-8")
        for path in written:
            size = path.stat().st_size
            self.stdout.write(_("%(name)s: %(size)s bytes") % {"name": path.name, "size": size})
