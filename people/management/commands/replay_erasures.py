from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.backups.places import Place, backup_place
from core.commands import ImportCommand
from core.reports import ImportReport
from people import erasure_journal
from people.actions.erasure_collection import collected_journal, collected_until
from people.actions.erasures import replay_erasures
from people.erasure_journal import ErasureLine, Journal


class Command(ImportCommand):
    purpose = gettext_lazy(
        "After a restore: erase again what was erased since the backup was made."
    )
    takes_file = False

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--journal",
            metavar="FILE",
            action="append",
            help=_(
                "a journal of erasures, as often as there are; else that of ERASURE_JOURNAL; those collected beside the backups in any case"
            ),
        )
        parser.add_argument(
            "--skip-refused", action="store_true", help=_("pass over lines that cannot be read")
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        """Replay the journal. Counts lines: changed was erased again, unchanged was known, ignored is not
        in this copy."""
        report = ImportReport()
        place = backup_place() if settings.BACKUP_DESTINATION else None
        collected = collected_journal(place) if place else Journal((), ())
        lines = _checked(collected, settings.BACKUP_DESTINATION, report)
        for path in options["journal"] or _own_journal(place):
            lines |= _checked(_read(Path(path)), str(path), report)
        if report.refused and not options["skip_refused"]:
            return report
        done = replay_erasures(lines=list(lines.values()), dry_run=options["dry_run"])
        report.changed, report.unchanged, report.ignored = done.again, done.known, done.absent
        report.applied = not options["dry_run"]
        return report


def _own_journal(place: Place | None) -> list[Path]:
    """Return the journal of this machine, which may have none where the erasures of all are collected."""
    own = settings.ERASURE_JOURNAL
    return [] if place and collected_until(place) and not own.exists() else [own]


def _read(path: Path) -> Journal:
    try:
        return erasure_journal.read_journal(path)
    except FileNotFoundError as error:
        message = _("%(name)s: no such file") % {"name": path}
        raise CommandError(message, returncode=2) from error
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from error


def _checked(journal: Journal, name: str, report: ImportReport) -> dict[str, ErasureLine]:
    """Return the lines by uuid. Raises CommandError with returncode 2 where another key wrote one."""
    for number in journal.unreadable:
        report.refuse(number, _("This line cannot be read."), _("a line of a journal of erasures"))
    if erasure_journal.another_key_wrote(journal.lines):
        message = _("%(file)s was written under another PSEUDONYM_KEY.") % {"file": name}
        raise CommandError(message, returncode=2)
    return {line.uuid: line for line in journal.lines}
