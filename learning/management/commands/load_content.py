from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import ImportCommand
from core.reports import ImportReport
from learning.importers.source_tracking import add_force_hint
from learning.importers.variants import load_variant


class Command(ImportCommand):
    purpose = gettext_lazy(
        "Load modules, lessons, quizzes, paths, articles and the glossary from a folder of text."
    )
    takes_file = False

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "path",
            nargs="?",
            metavar="PATH",
            default=str(Path(settings.BASE_DIR) / "content" / "fr"),
        )
        parser.add_argument(
            "--force", action="store_true", help=_("overwrite what was edited in the CMS since")
        )
        variant = parser.add_mutually_exclusive_group()
        variant.add_argument(
            "--variant",
            metavar="NAME",
            help=_("lay PATH/variants/NAME over the folder; else as in the last load"),
        )
        variant.add_argument(
            "--no-variant",
            dest="variant",
            action="store_const",
            const="",
            help=_("the folder alone, whatever the last load was"),
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        root = Path(options["path"])
        if not root.is_dir():
            raise CommandError(_("%(name)s: no such folder") % {"name": root}, returncode=2)
        report = load_variant(
            root, variant=options["variant"], force=options["force"], dry_run=options["dry_run"]
        )
        return add_force_hint(report)
