from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import ImportCommand, read_file
from core.reports import ImportReport
from learning.importers.scorm import import_package


class Command(ImportCommand):
    purpose = gettext_lazy("Import a SCORM 1.2 or 2004 package as its authoring tool publishes it.")
    takes_file = False  # not whole into memory: a package may be big
    nothing_done = gettext_lazy("Nothing was kept: publish the package again and send that file.")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "file", metavar="FILE", help=_("a file’s path, or - for standard input")
        )
        parser.add_argument(
            "--title", default="", help=_("in the place of the package’s own title")
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        with _opened(options["file"]) as file:
            return import_package(file, title=options["title"], dry_run=options["dry_run"])


def _opened(name: str) -> BinaryIO:
    if name == "-":
        return BytesIO(read_file(name))
    try:
        return Path(name).open("rb")
    except FileNotFoundError as error:
        raise CommandError(_("%(name)s: no such file") % {"name": name}, returncode=2) from error
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}", returncode=2) from error
