from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import ImportCommand
from core.reports import ImportReport
from learning.importers.course_folder import import_folder
from learning.importers.markdown_course import import_module
from learning.importers.source_tracking import add_force_hint


class Command(ImportCommand):
    purpose = gettext_lazy(
        "Import a module from its folder of Markdown, or a course in one Markdown file."
    )
    takes_file = False

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "path", metavar="PATH", help=_("the module’s folder, or the course’s .md file")
        )
        parser.add_argument(
            "--skip-refused",
            action="store_true",
            help=_("of a single file: leave out the questions not understood"),
        )
        parser.add_argument("--draft", action="store_true", help=_("publish nothing new"))
        parser.add_argument(
            "--force", action="store_true", help=_("overwrite what was edited in the CMS since")
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        path = Path(options["path"])
        if path.is_dir():
            if options["skip_refused"]:
                raise CommandError(
                    _("A folder is taken in whole: --skip-refused is for a single file."),
                    returncode=2,
                )
            report = import_folder(
                path, force=options["force"], draft=options["draft"], dry_run=options["dry_run"]
            )
            return add_force_hint(report)
        if not path.is_file():
            raise CommandError(_("%(name)s: no such file") % {"name": path}, returncode=2)
        return import_module(
            path,
            draft=options["draft"],
            skip_refused=options["skip_refused"],
            dry_run=options["dry_run"],
        )
