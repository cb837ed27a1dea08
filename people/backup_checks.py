"""Tells which of what must lie apart lies together, as far as a process can see (decision 93)."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _


SMALL = 64 * 1024  # a file that may hold keys


def seen_together() -> list[str]:
    """Return a sentence for each thing. Asks no database."""
    found = [key_beside_backups(), identity_beside_key(), backups_beside_database()]
    return [warning for warning in found if warning]


def key_beside_backups() -> str:
    """Look into the folder of the backups and the one above for a file with PSEUDONYM_KEY."""
    folder = Path(settings.BACKUP_DESTINATION)
    if not folder.is_absolute():
        return ""
    for path in [*_files(folder), *_files(folder.parent)]:
        if _holds(path, settings.PSEUDONYM_KEY.encode()):
            words = _(
                "%(file)s holds PSEUDONYM_KEY beside the backups: whoever has both can tell who uses the portal."
            )
            return words % {"file": path}
    return ""


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_file()]
    except OSError:
        return []


def _holds(path: Path, key: bytes) -> bool:
    try:
        return path.stat().st_size <= SMALL and key in path.read_bytes()
    except OSError:
        return False


def identity_beside_key() -> str:
    if not settings.BACKUP_IDENTITY:
        return ""
    return _("BACKUP_IDENTITY: the key that opens backups lies with PSEUDONYM_KEY. Better try them on another machine.")  # fmt: skip


def backups_beside_database() -> str:
    folder = Path(settings.BACKUP_DESTINATION)
    try:
        is_one_disk = (
            folder.is_absolute() and folder.stat().st_dev == settings.VAR_DIR.stat().st_dev
        )
    except OSError:  # said when a backup is made
        return ""
    return (
        _("BACKUP_DESTINATION is on the disk of VAR_DIR: both would be lost together.")
        if is_one_disk
        else ""
    )


def archived_log() -> str:
    """Tell whether PostgreSQL keeps its write-ahead log for longer than it needs it. Asks the database."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('archive_mode')")
        if cursor.fetchone()[0] == "off":
            return ""
    return _(
        "PostgreSQL archives its write-ahead log, which tells whose answer was whose: see decision 93."
    )
