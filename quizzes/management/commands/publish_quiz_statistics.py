from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.commands import ReportingCommand
from quizzes.actions.statistics import publish_statistics
from quizzes.models import Quiz


class Command(ReportingCommand):
    purpose = gettext_lazy("Publish the statistics of quizzes that enough people answered.")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--quiz", metavar="SLUG", help=_("the quiz’s short name; else all"))

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        published = [
            quiz.slug
            for quiz in _quizzes(options["quiz"])
            for _snapshot in publish_statistics(quiz=quiz, dry_run=dry_run)
        ]
        self.write_result(
            options,
            content={"dry_run": dry_run, "published": published},
            text=_said(published, dry_run=dry_run),
        )


def _quizzes(slug: str | None) -> list[Quiz]:
    if not slug:
        return list(Quiz.objects.all())
    quizzes = list(Quiz.objects.filter(slug=slug))
    if not quizzes:
        message = _("There is no quiz “%(slug)s”.") % {"slug": slug}
        raise CommandError(message, returncode=2)
    return quizzes


def _said(published: list[str], *, dry_run: bool) -> str:
    count = ngettext(
        "%(count)d snapshot published", "%(count)d snapshots published", len(published)
    ) % {"count": len(published)}
    lines = [*published, count]
    if dry_run:
        lines.append(_("Dry run: nothing was changed."))
    return "\n".join(lines)
