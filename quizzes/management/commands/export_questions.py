from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand, replace_file
from quizzes.exporters.gift import export_gift
from quizzes.models import Category


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Write the question bank, or a category of it, to a file or to standard output."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", required=True, choices=["gift"])
        parser.add_argument("--category", metavar="NAME", help=_("this one and those below it"))
        parser.add_argument("--output", metavar="FILE", help=_("else standard output"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = export_gift(category=options["category"])
        except Category.DoesNotExist as error:
            message = _("No category is called %(name)s.") % {"name": options["category"]}
            raise CommandError(message, returncode=2) from error
        if not options["output"]:
            self.stdout.write(written, ending="")
            return
        replace_file(options["output"], written.encode())
