import re
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import ImportCommand, read_file
from core.reports import ImportReport
from quizzes.importers.django_quiz import SOURCE, import_django_quiz


class Command(ImportCommand):
    purpose = gettext_lazy(
        "Take over questions, quizzes and results of django-quiz-app, from the JSON of its dumpdata."
    )
    may_skip = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--people",
            metavar="FILE",
            help=_("a table utilisateur;matricule: who is who; else by e-mail address"),
        )
        parser.add_argument(
            "--source",
            type=short_name,
            default=SOURCE,
            metavar="NAME",
            help=_("a name for the old site, always the same: tells two of them apart"),
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        return import_django_quiz(
            data,
            people=read_file(options["people"]) if options["people"] else None,
            source=options["source"],
            dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
        )


def short_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", text):
        message = _("“%(text)s” is not a short name: small letters, figures and hyphens.")
        raise ArgumentTypeError(message % {"text": text})
    return text
