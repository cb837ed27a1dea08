from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import SHOWN, TranslatedCommand, replace_file
from quizzes.exporters.questions import QuestionsFile, export_questions
from quizzes.formats import FORMATS
from quizzes.models import Category


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Write the question bank, or a category of it, to a file or to standard output."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", required=True, choices=list(FORMATS))
        parser.add_argument("--category", metavar="NAME", help=_("this one and those below it"))
        parser.add_argument("--output", metavar="FILE", help=_("else standard output"))

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["output"] and not FORMATS[options["format"]].is_text:
            raise CommandError(_("A workbook needs --output FILE."), returncode=2)
        try:
            export = export_questions(format_name=options["format"], category=options["category"])
        except Category.DoesNotExist as error:
            message = _("No category is called %(name)s.") % {"name": options["category"]}
            raise CommandError(message, returncode=2) from error
        self._tell(export)
        if not options["output"]:
            self.stdout.write(export.data.decode(), ending="")
            return
        replace_file(options["output"], export.data)

    def _tell(self, made: QuestionsFile) -> None:
        """Say what was lost, beside the questions, which a program may read."""
        if made.left_out:
            self.stderr.write(
                _("Left out, as the format cannot hold them: %s") % _listed(made.left_out)
            )
        for what, titles in made.losses.items():
            self.stderr.write(
                _("Not kept by the format: %(what)s, in %(titles)s")
                % {"what": what, "titles": _listed(titles)}
            )


def _listed(titles: list[str]) -> str:
    shown = [f"“{title}”" for title in titles[:SHOWN]]
    more = len(titles) - len(shown)
    return get_text_list([*shown, *([_("%d more") % more] if more else [])], _("and"))
