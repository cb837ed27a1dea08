"""Makes a backup, forgets those that are too old, and notes what was made or tried."""

import json
import logging
import os
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core.backups import databases
from core.backups.archive import About, ArchiveWriter, Manifest
from core.backups.places import Place, backup_name, backup_place
from core.backups.registry import prepare_for_backup
from core.backups.sealing import recipients_of, sealed_into
from people.actions.erasure_collection import collect_erasures, write_all_erasures
from people.enums import BackupRunKind
from people.models import BackupRun
from people.queries.operations import versions


logger = logging.getLogger(__name__)
STORAGES = {"media": "default", "packages": "packages"}
LAST_CHECK = "last-check.json"
# Sessions beside moments of use tell whose it was; all of these end with a restore.
LEFT_OUT = (
    "django_session", "people_opensession", "people_pushdevice", "people_outgoingpush", "people_cacheentry",
    "wagtailadmin_editingsession", "account_emailconfirmation", "axes_accessattempt",
    "axes_accessattemptexpiration", "axes_accesslog", "axes_accessfailurelog",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup that was made, or tried. `forgotten`: names of those deleted for their age."""

    backup: str
    seconds: float
    size: int
    tables: int
    rows: int
    files: int
    forgotten: tuple[str, ...] = ()


def back_up(place: Place | None = None) -> BackupResult:
    """Make a backup; it is there whole, or not at all. Raises BackupError."""
    began, moment = time.monotonic(), timezone.now()
    place = place or backup_place()
    recipients = recipients_of(settings.BACKUP_RECIPIENTS)
    place.tidy()
    prepare_for_backup()
    collect_erasures(place)
    write_all_erasures(place)
    name = backup_name(moment)
    with (
        place.writing(name) as target,
        sealed_into(target, recipients) as plain,
        ArchiveWriter(plain) as archive,
    ):
        manifest = _write(archive, moment)
    result = BackupResult(
        backup=name,
        seconds=round(time.monotonic() - began, 1),
        size=place.sizes()[name],
        tables=len(manifest.rows),
        rows=sum(manifest.rows.values()),
        files=len(manifest.files) - 1,
    )
    logger.info("backup made size=%d rows=%d seconds=%s", result.size, result.rows, result.seconds)
    try:
        return _end(place, result, moment)
    except Exception:  # the backup is whole: another one would mend nothing
        logger.exception("what follows a backup failed")
        return result


def _end(place: Place, result: BackupResult, moment: datetime) -> BackupResult:
    _note(BackupRunKind.BACKUP, result, timezone.now())
    result = replace(result, forgotten=_forget_old(place, moment))
    if settings.BACKUP_STAMP:
        Path(settings.BACKUP_STAMP).touch()
        os.utime(settings.BACKUP_STAMP)
    return result


def _write(archive: ArchiveWriter, moment: datetime) -> Manifest:
    """Write the database as it is now, then the files: what it names is among them, unless deleted meanwhile."""
    with databases.snapshot(LEFT_OUT) as state:
        archive.add_about(
            About(
                made_at=moment.isoformat(),
                version=versions()["Passerelle"],
                engine=connection.vendor,
                migrations=applied_migrations(),
            )
        )
        archive.add_database(state.dump)
    for folder, alias in STORAGES.items():
        archive.add_files(folder, storages[alias])
    manifest = Manifest(rows=state.rows, left_out=list(LEFT_OUT))
    archive.finish(manifest)
    return manifest


def applied_migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _forget_old(place: Place, now: datetime) -> tuple[str, ...]:
    """Delete backups that are too old; the newest stays whatever its age."""
    limit = now - timedelta(days=settings.BACKUP_KEEP_DAYS)
    old = [stored.name for stored in place.backups()[:-1] if stored.made_at < limit]
    for name in old:
        place.delete(name)
    return tuple(old)


@transaction.atomic
def _note(kind: BackupRunKind, result: BackupResult, moment: datetime, error: str = "") -> None:
    values = {
        "backup": result.backup,
        "finished_at": moment,
        "seconds": result.seconds,
        "size": result.size,
        "rows": result.rows,
        "error": error[:200],
    }
    BackupRun.objects.update_or_create(kind=kind, defaults=values)


# --- Trials, of this machine or another ---------------------------------------------------------------


def leave_check(place: Place, result: BackupResult, error: str = "") -> None:
    """Leave the result of a trial beside the backups: the machine that tries them need not reach the site."""
    told = asdict(result) | {"finished_at": timezone.now().isoformat(), "error": error}
    place.write(LAST_CHECK, json.dumps(told).encode())


def note_check(place: Place) -> None:
    """Note the last trial, for administrators. What cannot be read is passed over: it comes from another machine."""
    try:
        told = json.loads(place.read(LAST_CHECK))
        moment, error = datetime.fromisoformat(told.pop("finished_at")), str(told.pop("error"))
        numbers = {name: float(told[name]) for name in ("seconds", "size", "rows")}
        result = BackupResult(**told | {"backup": str(told["backup"])[:100]} | numbers)
        if moment > timezone.now():
            raise ValueError(told)
        _note(BackupRunKind.CHECK, result, moment, error)
    except FileNotFoundError:
        return
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        logger.warning("the result of the last trial cannot be read")
