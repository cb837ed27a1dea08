from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from quizzes.exporters.gift import export_gift
from quizzes.models import Category


class Command(BaseCommand):
    help = "Write the question bank, or a category of it, to a file or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", required=True, choices=["gift"])
        parser.add_argument("--category", metavar="NAME", help="this one and those below it")
        parser.add_argument("--output", metavar="FILE", help="else standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = export_gift(category=options["category"])
        except Category.DoesNotExist as error:
            message = _("No category is called %(name)s.") % {"name": options["category"]}
            raise CommandError(message, returncode=2) from error
        if not options["output"]:
            self.stdout.write(written, ending="")
            return
        try:
            Path(options["output"]).write_text(written, encoding="utf-8")
        except OSError as error:
            message = f"{options['output']}: {error.strerror}"
            raise CommandError(message, returncode=2) from error
