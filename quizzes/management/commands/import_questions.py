from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import ImportCommand
from core.reports import ImportReport
from quizzes.formats import FORMATS
from quizzes.importers.questions import import_questions


class Command(ImportCommand):
    purpose = gettext_lazy("Take questions into the question bank.")
    may_skip = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--format", required=True, choices=list(FORMATS))
        parser.add_argument(
            "--category", metavar="NAME", help=_("put all of them there, whatever the file says")
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help=_("give known questions the content of the file, as a new version"),
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        return import_questions(
            data,
            format_name=options["format"],
            category=options["category"],
            replace=options["replace"],
            dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
        )
