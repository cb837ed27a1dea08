from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.backups.errors import told_by_command
from core.backups.places import backup_place
from core.backups.sealing import recipients_of
from core.commands import ReportingCommand
from people.actions.backups import BackupResult, back_up
from people.backup_checks import archived_log


class Command(ReportingCommand):
    purpose = gettext_lazy(
        "Make a sealed backup of the database, the files and the packages, and forget those too old."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if archived := archived_log():
            self.stderr.write(archived)
        with told_by_command():
            if options["dry_run"]:
                self._look(options)
                return
            result = back_up()
        self.write_result(options, content=asdict(result), text=_made(result))

    def _look(self, options: dict[str, Any]) -> None:
        recipients_of(settings.BACKUP_RECIPIENTS)
        stored = backup_place().backups()
        names = [each.name for each in stored]
        text = "\n".join([*names, _("Dry run: nothing was changed.")])
        self.write_result(options, content={"backups": names}, text=text)


def _made(result: BackupResult) -> str:
    words = _("%(backup)s: %(rows)s rows of %(tables)s tables, %(files)s files, %(size)s, in %(seconds)s s.")  # fmt: skip
    made = words % (asdict(result) | {"size": filesizeformat(result.size)})
    forgotten = [_("Too old, and deleted: %(name)s") % {"name": name} for name in result.forgotten]
    return "\n".join([made, *forgotten])
