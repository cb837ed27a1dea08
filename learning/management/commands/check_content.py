import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand
from core.icons import drawing_names
from learning.course_check.checking import check_courses
from learning.importers.addresses import is_address
from learning.importers.import_check import import_refusals


class Command(TranslatedCommand):
    """Checks courses, for those who write them. Its output is in English, as all that speaks to developers."""

    purpose = gettext_lazy(
        "Check the starter courses: level, typography, references, questions, translations."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path",
            nargs="*",
            metavar="PATH",
            help=_("tell what concerns these files or folders alone"),
        )
        parser.add_argument(
            "--content",
            metavar="FOLDER",
            default=str(Path(settings.BASE_DIR) / "content"),
            help=_("the folder with the courses of each language, fr/ and en/"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        content = Path(options["content"]).resolve()
        if not (content / "fr").is_dir():
            raise CommandError(
                _("%(name)s: no such folder") % {"name": content / "fr"}, returncode=2
            )
        paths = [Path(path).resolve() for path in options["path"]]
        checked = check_courses(content, is_address, drawing_names())
        all_findings = sorted({*checked.findings, *import_refusals(content)})
        findings = [
            finding
            for finding in all_findings
            if not paths
            or any(finding.path == wanted or wanted in finding.path.parents for wanted in paths)
        ]
        for finding in findings:
            warning = "warning: " if finding.is_warning else ""
            self.stdout.write(
                f"{os.path.relpath(finding.path)}:{finding.line}: {warning}{finding.message}"
            )
        wrong = sum(not finding.is_warning for finding in findings)
        for total in checked.totals:
            self.stdout.write(
                f"{total.language}: {total.modules} modules, {total.lessons} lessons, "
                f"{total.words} words, {total.questions} questions"
            )
        self.stdout.write(f"{wrong} errors, {len(findings) - wrong} warnings")
        if wrong:
            sys.exit(1)
