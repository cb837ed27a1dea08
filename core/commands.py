"""Base classes and arguments that our commands share: --dry-run, --json, questions, files, imports."""

import json
import os
import sys
from abc import ABC, abstractmethod
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.reports import ImportReport
from core.tabular import LONGEST_MARK, workbook_name_problem


SHOWN = 20
OURS_ALONE, OF_ALL = 0o600, 0o666


class TranslatedCommand(BaseCommand):
    """A command whose --help gives its `purpose` in the language of the installation."""

    purpose: Any

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        self.help = str(self.purpose)
        return super().create_parser(prog_name, subcommand, **options)


class ReportingCommand(TranslatedCommand):
    """A command with --dry-run, which prints its result as text or, with --json, for a program."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help=_("change nothing, say what would be")
        )
        parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))

    def write_result(
        self, options: Mapping[str, Any], *, content: Mapping[str, Any], text: str
    ) -> None:
        """Print `text` for a person or, with --json, `content` for a program."""
        self.stdout.write(
            json.dumps(content, ensure_ascii=False, indent=2) if options["json"] else text
        )

    def ask(self, question: str) -> str:
        """Ask on the error stream, beside the report; return "" where nobody can answer."""
        self.stderr.write(question, style_func=str, ending="")
        self.stderr.flush()
        try:
            return input()
        except (EOFError, KeyboardInterrupt, RuntimeError):  # the last: no standard input at all
            self.stderr.write("", style_func=str)
            return ""


class ImportCommand(ABC, ReportingCommand):
    """A command that reads FILE (`-` is standard input), calls `run`, prints its report and exits 1 if a
    line was refused.

    `may_skip`: the command can import a file without its refused lines. `streams`: `run` is given an open
    file, of any length. Wrong usage is a CommandError with returncode 2.
    """

    takes_file = True
    streams = False
    may_skip = False
    _has_bar = False
    nothing_done = gettext_lazy(
        "Nothing was applied: mend the lines above and send the file again."
    )

    @abstractmethod
    def run(self, data: Any, options: dict[str, Any]) -> ImportReport:
        """Import the file; change nothing when options["dry_run"]. Call `progress` now and then."""

    def add_arguments(self, parser: CommandParser) -> None:
        if self.takes_file:
            parser.add_argument(
                "file", metavar="FILE", help=_("a file’s path, or - for standard input")
            )
        super().add_arguments(parser)
        if self.may_skip:
            parser.add_argument(
                "--skip-refused",
                action="store_true",
                help=_("leave refused lines out and take in the others (still exits 1)"),
            )

    def handle(self, *args: Any, **options: Any) -> None:
        with self._file(options) as data:
            try:
                report = self.run(data, options)
            finally:
                self._leave_bar()
        summary = report_summary(
            report, dry_run=options["dry_run"], nothing_done=str(self.nothing_done)
        )
        self.write_result(options, content=report.as_dict(), text=summary)
        if report.refused:
            sys.exit(1)

    def _file(self, options: dict[str, Any]) -> AbstractContextManager[Any]:
        if not self.takes_file:
            return nullcontext(b"")
        name = options["file"]
        return open_file(name) if self.streams else nullcontext(read_file(name))

    def progress(self, done: int, total: int) -> None:
        """Rewrite the progress bar, on a terminal only."""
        if self.stderr.isatty() and total:
            bar = f"\r{done * 100 // total:3d} %  {done} / {total}"
            self.stderr.write(bar, style_func=str, ending="")
            self.stderr.flush()
            self._has_bar = True

    def _leave_bar(self) -> None:
        """End the line of the progress bar, also after an error, so that what follows has its own."""
        if self._has_bar:
            self.stderr.write("", style_func=str)
            self._has_bar = False


@contextmanager
def open_file(name: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input for `-`, to be read in parts. Raises CommandError with returncode 2."""
    if name == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            source = stack.enter_context(Path(name).open("rb"))
            beginning = source.peek(LONGEST_MARK)[:LONGEST_MARK]
        except OSError as error:
            raise _unread(name, error) from error
        _refuse_belied_name(name, beginning)
        yield source


def _unread(name: str, error: OSError) -> CommandError:
    message = f"{name}: {error.strerror}"
    if isinstance(error, FileNotFoundError):
        message = _("%(name)s: no such file") % {"name": name}
    return CommandError(message, returncode=2)


def read_file(name: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`. Raises CommandError with returncode 2."""
    limit = settings.IMPORT_MAX_BYTES
    if name == "-":
        data = sys.stdin.buffer.read(limit + 1)
    else:
        try:
            with Path(name).open("rb") as source:
                data = source.read(limit + 1)
        except OSError as error:
            raise _unread(name, error) from error
    if len(data) > limit:
        message = _("%(name)s: more than %(limit)s bytes") % {"name": name, "limit": limit}
        raise CommandError(message, returncode=2)
    _refuse_belied_name(name, data)
    return data


def _refuse_belied_name(name: str, beginning: bytes) -> None:
    if problem := workbook_name_problem(name, beginning):
        raise CommandError(f"{name}: {problem}", returncode=2)


def create_private_file(name: str | Path, data: bytes) -> None:
    """Create a file, whole or not at all, readable by its owner alone. Raises CommandError with returncode 2."""
    _write(Path(name), data, OURS_ALONE, _name_anew)


def replace_file(name: str | Path, data: bytes) -> None:
    """Write a file that may exist already, which stays as it was until the new one is whole."""
    target = Path(name)
    if target.exists() and not target.is_file():  # a pipe or a terminal
        target.write_bytes(data)
    else:
        _write(target.resolve(), data, OF_ALL, Path.replace)


def _write(target: Path, data: bytes, mode: int, name_it: Callable[[Path, Path], object]) -> None:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            _write_whole(part, data, mode)
            name_it(part, target)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError as error:
        message = _("%(name)s exists already, and is kept as it is: name another file.")
        raise CommandError(message % {"name": target}, returncode=2) from error
    except OSError as error:
        raise CommandError(f"{target}: {error.strerror}", returncode=2) from error


def _write_whole(part: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as target:
        target.write(data)
        target.flush()
        os.fsync(descriptor)


def _name_anew(part: Path, target: Path) -> None:
    """Give the written part its name, unless that exists: of two writers of one name, one succeeds."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as a memory stick's
        target.touch(OURS_ALONE, exist_ok=False)
        part.replace(target)


def parse_day(text: str) -> date:
    """Convert an argument of the command line to a date. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("“%(text)s” is not a day like 2026-11-24.") % {"text": text}
        raise ArgumentTypeError(message) from error


def integer_between(least: int, most: int) -> Callable[[str], int]:
    """Return the argparse type of a whole number from `least` to `most`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
            message = _("“%(text)s” is not a whole number from %(least)s to %(most)s.")
            raise ArgumentTypeError(message % {"text": text, "least": least, "most": most})
        return int(text)

    return read


def report_summary(report: ImportReport, *, dry_run: bool, nothing_done: str) -> str:
    """Return the report in lines: first refusals, notes, one line of counts, what became of the file."""
    lines = [str(refusal) for refusal in report.refused[:SHOWN]]
    hidden = len(report.refused) - SHOWN
    if hidden > 0:
        more = ngettext(
            "… and %(count)s more (see --json)", "… and %(count)s more (see --json)", hidden
        )
        lines.append(more % {"count": hidden})
    lines += [*report.notes, *map(str, report.outcomes_shown)]
    if report.outcomes_hidden:
        more = ngettext("… and %(count)s more", "… and %(count)s more", report.outcomes_hidden)
        lines.append(more % {"count": report.outcomes_hidden})
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
