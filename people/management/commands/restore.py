from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.backups.errors import told_by_command
from core.backups.places import Place, backup_place
from core.backups.sealing import read_identities
from core.commands import ReportingCommand
from people.actions.erasure_collection import collected_until
from people.actions.restores import (
    RestoreResult,
    journal_lines,
    look_at,
    newest,
    restore_backup,
)


class Command(ReportingCommand):
    purpose = gettext_lazy(
        "Restore a backup, and erase again what was erased since. The site, workers and beat are stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--backup", metavar="NAME", default="", help=_("else the newest"))
        parser.add_argument(
            "--identity", metavar="FILE", type=Path, required=True, help=_("the key that opens it")
        )
        parser.add_argument(
            "--journal", metavar="FILE", type=Path, action="append", default=[],
            help=_("a journal of erasures, as often as there are; else that of ERASURE_JOURNAL; those collected beside the backups in any case"),
        )  # fmt: skip
        for name, words in (
            ("--replace", _("in the place of what the database holds")),
            ("--without-journal", _("although no journal of erasures is left")),
            ("--skip-refused", _("pass over lines that cannot be read")),
        ):
            parser.add_argument(name, action="store_true", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        with told_by_command():
            self._restore(options)

    def _restore(self, options: dict[str, Any]) -> None:
        place, identities = backup_place(), read_identities(options["identity"])
        stored = newest(place, options["backup"])
        lines = journal_lines(
            place,
            options["journal"],
            may_lack=options["without_journal"],
            skip_refused=options["skip_refused"],
        )
        self._say_until(place)
        if options["dry_run"]:
            about = look_at(place, stored.name, identities)
            text = f"{stored.name}: {about.version}, {about.made_at}\n" + _("Dry run: nothing was changed.")  # fmt: skip
            self.write_result(options, content=asdict(about), text=text)
            return
        result = restore_backup(
            place=place, name=stored.name, identities=identities, lines=lines,
            replace=options["replace"], tell=self._tell,
        )  # fmt: skip
        self.write_result(options, content=asdict(result), text=_done(result))

    def _tell(self, words: str) -> None:
        self.stderr.write(words, style_func=str)

    def _say_until(self, place: Place) -> None:
        until = collected_until(place)
        if until:
            words = _("The journal beside the backups goes to %(moment)s. What was erased later stands in the ERASURE_JOURNAL of each machine: --journal.")  # fmt: skip
            self._tell(words % {"moment": f"{until:%Y-%m-%d %H:%M %Z}"})


def _done(result: RestoreResult) -> str:
    words = _(
        "%(backup)s is in place: %(rows)s rows, %(files)s files, %(migrated)s migrations, in %(seconds)s s.\n"
        "Erased again: %(again)s; known: %(known)s; not in it: %(absent)s.\n"
        "Everybody is signed out. %(mails)s mails that waited are not sent: they may have gone out since.\n"
        "Next: prepare_services --apply (PostgreSQL), then start beat, workers and site."
    )
    return words % {
        "backup": result.backup, "rows": result.rows, "files": result.files, "migrated": result.migrated,
        "seconds": result.seconds, "again": result.replayed.again, "known": result.replayed.known,
        "absent": result.replayed.absent, "mails": result.perhaps_sent,
    }  # fmt: skip
