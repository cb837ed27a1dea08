"""The one shape of our import commands: progress, summary, --json, --dry-run, exit codes 0, 1, 2."""

import json
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.reports import ImportReport
from core.tabular import what_a_name_belies


SHOWN = 20


class ImportCommand(ABC, BaseCommand):
    """Reads FILE (`-` is standard input), calls `run`, prints its report, exits 1 if any was refused.

    `may_skip`: the command can take in a file without its refused lines. Wrong usage is a CommandError
    with returncode 2.
    """

    takes_file = True
    may_skip = False
    nothing_done = gettext_lazy(
        "Nothing was applied: mend the lines above and send the file again."
    )

    @abstractmethod
    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        """Take the file in; change nothing when options["dry_run"]. Call `progress` now and then."""

    def add_arguments(self, parser: CommandParser) -> None:
        if self.takes_file:
            parser.add_argument(
                "file", metavar="FILE", help="a file's path, or - for standard input"
            )
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, say what would be"
        )
        if self.may_skip:
            parser.add_argument(
                "--skip-refused",
                action="store_true",
                help="leave refused lines out and take in the others (still exits 1)",
            )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        data = read_file(options["file"]) if self.takes_file else b""
        report = self.run(data, options)
        self.stdout.write(
            json.dumps(report.as_dict(), ensure_ascii=False, indent=2)
            if options["json"]
            else summary(report, dry_run=options["dry_run"], nothing_done=str(self.nothing_done))
        )
        if report.refused:
            sys.exit(1)

    def progress(self, done: int, total: int) -> None:
        """A line that rewrites itself, on a terminal only."""
        if sys.stderr.isatty() and total:
            ending = "\n" if done >= total else ""
            self.stderr.write(f"\r{done * 100 // total:3d} %  {done} / {total}", ending=ending)


def read_file(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises CommandError with returncode 2."""
    limit = settings.IMPORT_MAX_BYTES
    if name == "-":
        data = sys.stdin.buffer.read(limit + 1)
    else:
        try:
            with Path(name).open("rb") as source:
                data = source.read(limit + 1)
        except OSError as error:
            message = f"{name}: {error.strerror}"
            if isinstance(error, FileNotFoundError):
                message = _("%(name)s: no such file") % {"name": name}
            raise CommandError(message, returncode=2) from error
    if len(data) > limit:
        message = _("%(name)s: more than %(limit)s bytes") % {"name": name, "limit": limit}
        raise CommandError(message, returncode=2)
    belied = what_a_name_belies(name, data)
    if belied:
        raise CommandError(f"{name}: {belied}", returncode=2)
    return data


def summary(report: ImportReport, *, dry_run: bool, nothing_done: str) -> str:
    """The report in lines: the first refusals, the notes, one line of counts, what became of the file."""
    lines = [str(refusal) for refusal in report.refused[:SHOWN]]
    hidden = len(report.refused) - SHOWN
    if hidden > 0:
        more = ngettext(
            "… and %(count)s more (see --json)", "… and %(count)s more (see --json)", hidden
        )
        lines.append(more % {"count": hidden})
    lines += report.notes
    lines.append(
        _(
            "created %(created)s, changed %(changed)s, unchanged %(unchanged)s, "
            "ignored %(ignored)s, refused %(refused)s"
        )
        % {**report.as_dict(), "refused": len(report.refused)}
    )
    if dry_run:
        lines.append(_("Dry run: nothing was changed."))
    elif not report.applied:
        lines.append(nothing_done)
    elif report.refused:
        lines.append(_("The lines above were left out; the others are applied."))
    return "\n".join(lines)
