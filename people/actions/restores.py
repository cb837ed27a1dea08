"""Restores a backup, or tries it: nothing is changed before all of it was read and compared with its manifest."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from core.backups import databases
from core.backups.archive import DATABASE, About, Manifest, read_about, unpack
from core.backups.errors import BackupError
from core.backups.places import Place, StoredBackup, backup_name
from core.backups.sealing import opened_from
from core.backups.work_folder import work_folder
from people import erasure_journal
from people.actions.backups import STORAGES, BackupResult, applied_migrations, leave_check
from people.actions.erasure_collection import collected_journal, collected_until
from people.actions.erasures import ReplayResult, replay_erasures
from people.enums import MailStatus
from people.erasure_journal import ErasureLine
from people.models import OutgoingMail


Tell = Callable[[str], object]


@dataclass(slots=True)
class RestoreResult:
    """The outcome of a restore. `perhaps_sent`: mails that waited when the backup was made."""

    backup: str
    about: About
    rows: int = 0
    files: int = 0
    migrated: int = 0
    replayed: ReplayResult = field(default_factory=lambda: ReplayResult(0, 0, 0))
    perhaps_sent: int = 0
    seconds: float = 0.0


def newest(place: Place, name: str = "") -> StoredBackup:
    """Return the backup of this name, else the newest. Raises BackupError."""
    found = place.backups()
    chosen = [stored for stored in found if stored.name == name] if name else found[-1:]
    if not chosen:
        names = ", ".join(stored.name for stored in found[-5:]) or "–"
        raise BackupError(
            _("There is no such backup. Those that are there: %(names)s") % {"names": names}
        )
    return chosen[0]


# --- Restoring ----------------------------------------------------------------------------------------


def look_at(place: Place, name: str, identities: Sequence[Any]) -> About:
    """Read what a backup says of itself, and refuse what this code or database cannot take. Raises BackupError."""
    with place.reading(name) as source, opened_from(source, identities) as archive:
        about = read_about(archive)
    made_at = datetime.fromisoformat(about.made_at)
    if backup_name(made_at) != name or made_at > timezone.now():
        message = _("%(name)s says that it was made at %(moment)s: take another one.")
        raise BackupError(message % {"name": name, "moment": about.made_at})
    if about.engine != connection.vendor:
        message = _("The backup is of %(theirs)s, DATABASE_URL leads to %(ours)s.")
        raise BackupError(message % {"theirs": about.engine, "ours": connection.vendor})
    unknown = sorted(set(about.migrations) - _known_migrations())
    if unknown:
        raise BackupError(
            _("The backup is of a later version (%(version)s, %(migration)s): install that one.")
            % {"version": about.version, "migration": unknown[-1]}
        )
    return about


def _known_migrations() -> set[str]:
    """Return all that this code has; also what some have replaced."""
    loader = MigrationLoader(None)
    replaced = {name for each in loader.disk_migrations.values() for name in each.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def journal_lines(
    place: Place, files: Sequence[Path], *, may_lack: bool, skip_refused: bool
) -> list[ErasureLine]:
    """Return the lines of all journals, those collected first. Raises BackupError where there is none, unless it `may_lack`."""
    collected, until = collected_journal(place), collected_until(place)
    given = list(files) or [path for path in (settings.ERASURE_JOURNAL,) if path.exists()]
    if until is None and not given and not may_lack:
        message = _("There is no journal of erasures: what people erased since would come back. Give it with --journal FILE (%(name)s of each machine), or, if it is lost, --without-journal.")  # fmt: skip
        raise BackupError(message % {"name": settings.ERASURE_JOURNAL})
    lines = {line.uuid: line for line in collected.lines}
    unreadable = len(collected.unreadable)
    for path in given:
        try:
            own = erasure_journal.read_journal(path)
        except OSError as error:
            raise BackupError(f"{path}: {error.strerror}") from error
        unreadable += len(own.unreadable)
        lines |= {line.uuid: line for line in own.lines if line.uuid not in lines}
    if unreadable and not skip_refused:
        message = _("%(count)s lines of the journal of erasures cannot be read. Their erasures never took place: go on with --skip-refused.")  # fmt: skip
        raise BackupError(message % {"count": unreadable})
    if erasure_journal.another_key_wrote(lines.values()):
        raise BackupError(_("The journal of erasures was written under another PSEUDONYM_KEY."))
    return list(lines.values())


def restore_backup(
    *, place: Place, name: str, identities: Sequence[Any], lines: list[ErasureLine], replace: bool, tell: Tell
) -> RestoreResult:  # fmt: skip
    """Put a backup in place. Where something fails before, the database is as it was. Raises BackupError."""
    began = time.monotonic()
    result = RestoreResult(name, look_at(place, name, identities))
    if not replace and not databases.is_empty():
        message = _("The database is not empty: name an empty one in DATABASE_URL, or --replace what is there.")  # fmt: skip
        raise BackupError(message)
    with _unpacked(place, name, identities) as (folder, manifest):
        tell(
            _("Read and compared with its sums: %(count)s files.") % {"count": len(manifest.files)}
        )
        with databases.prepared(folder / DATABASE):
            _compare_rows(manifest)
            result.rows = sum(manifest.rows.values())
            tell(_("Loaded: %(count)s rows.") % {"count": result.rows})
            result.migrated = _migrate(result.about)
            result.replayed = replay_erasures(lines=lines, dry_run=False)
            result.perhaps_sent = _hold_mails()
            tell(_("Erased again: %(count)s.") % {"count": result.replayed.again})
            result.files = _put_files(folder)
    databases.analyse()
    result.seconds = round(time.monotonic() - began, 1)
    return result


@contextmanager
def _unpacked(
    place: Place, name: str, identities: Sequence[Any]
) -> Iterator[tuple[Path, Manifest]]:
    with work_folder() as folder:
        with place.reading(name) as source, opened_from(source, identities) as archive:
            _about, manifest = unpack(archive, folder)
        yield folder, manifest


def _compare_rows(manifest: Manifest) -> None:
    """Compare table by table. Raises BackupError."""
    found = databases.count_rows(manifest.left_out)
    wrong = [
        f"{table} {manifest.rows.get(table, 0)} → {found.get(table, 0)}"
        for table in sorted(manifest.rows.keys() | found.keys())
        if manifest.rows.get(table) != found.get(table)
    ]
    if wrong:
        raise BackupError(
            _("Rows differ from the manifest: %(tables)s") % {"tables": ", ".join(wrong)}
        )


def _migrate(about: About) -> int:
    call_command("migrate", verbosity=0, interactive=False)
    return len(set(applied_migrations()) - set(about.migrations))


def _hold_mails() -> int:
    """Leave unsent what waited when the backup was made: most of it has gone out since, and once is enough."""
    waiting = OutgoingMail.objects.filter(status__in=(MailStatus.WAITING, MailStatus.SENDING))
    return waiting.update(status=MailStatus.PERHAPS_SENT, content="")


def _put_files(folder: Path) -> int:
    count = 0
    for part, alias in STORAGES.items():
        top, storage = folder / part, storages[alias]
        for path in sorted(top.rglob("*")):
            if path.is_file():
                _put_file(storage, str(path.relative_to(top)), path)
                count += 1
    return count


def _put_file(storage: Any, name: str, path: Path) -> None:
    if storage.exists(name):
        storage.delete(name)
    with path.open("rb") as source:
        kept = storage.save(name, File(source))
    if kept != name:
        raise BackupError(_("%(name)s could not be put back.") % {"name": name})


# --- Trying -------------------------------------------------------------------------------------------


def check_backup(*, place: Place, name: str, identities: Sequence[Any]) -> BackupResult:
    """Restore a backup into a database of its own, count and drop it; leave the result beside it. Raises BackupError."""
    began = time.monotonic()
    stored = newest(place, name)
    result = BackupResult(stored.name, 0, stored.size, 0, 0, 0)
    try:
        result = _check(place, stored, identities, began)
    except Exception as error:  # a trial that ended otherwise is none that was good
        leave_check(place, result, str(error))
        raise
    leave_check(place, result)
    return result


def _check(
    place: Place, stored: StoredBackup, identities: Sequence[Any], began: float
) -> BackupResult:
    look_at(place, stored.name, identities)
    with (
        _unpacked(place, stored.name, identities) as (folder, manifest),
        databases.loaded_apart(folder / DATABASE),
    ):
        _compare_rows(manifest)
    return BackupResult(
        backup=stored.name,
        seconds=round(time.monotonic() - began, 1),
        size=stored.size,
        tables=len(manifest.rows),
        rows=sum(manifest.rows.values()),
        files=len(manifest.files) - 1,
    )
