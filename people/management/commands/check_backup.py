from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.backups.errors import told_by_command
from core.backups.places import backup_place
from core.backups.sealing import read_identities
from core.commands import ReportingCommand
from people.actions.restores import check_backup


class Command(ReportingCommand):
    purpose = gettext_lazy(
        "Try a backup: restore it into a database of its own, compare sums and rows, drop it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--backup", metavar="NAME", default="", help=_("else the newest"))
        parser.add_argument(
            "--identity", metavar="FILE", type=Path, required=True, help=_("the key that opens it")
        )
        parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        with told_by_command():
            result = check_backup(
                place=backup_place(),
                name=options["backup"],
                identities=read_identities(options["identity"]),
            )
        content = asdict(result)
        words = _("%(backup)s is good: %(rows)s rows of %(tables)s tables and %(files)s files compared, in %(seconds)s s.")  # fmt: skip
        self.write_result(options, content=content, text=words % content)
