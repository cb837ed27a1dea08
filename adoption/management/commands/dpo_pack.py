from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.report.pack.pdf import pack_pdf
from adoption.report.queries.pack import current_pack
from core.commands import TranslatedCommand, replace_file


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Write the file for the works council and the data protection officer, as an accessible PDF."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", metavar="FILE", required=True, help=_("the PDF to write"))
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pack = current_pack(options["language"])
        pdf = pack_pdf(pack.document, version=pack.version, day=pack.day, changes=pack.changes)
        replace_file(options["output"], pdf)
        self.stdout.write(_("Version %(version)s is written.") % {"version": pack.version})
