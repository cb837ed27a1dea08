"""Says in plain words why a task failed, and what to do about it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import OutboxTask


@dataclass(frozen=True, slots=True)
class Cause:
    what: Any
    remedy: Any


FOLDERS = {
    "STAFF_IMPORT_FOLDER": _("the folder of staff lists"),
    "MEDIA_ROOT": _("the folder of pictures and documents"),
    "PACKAGES_ROOT": _("the folder of packages"),
    "DRAWINGS_FOLDER": _("the folder of charts"),
    "VAR_DIR": _("Passerelle’s own folder"),
}
DATABASE = Cause(
    _("The database did not answer, or not in time."),
    _("Is PostgreSQL running, and reachable from here? Once it answers, run the task again."),
)
DISK = Cause(
    _("The disk is full."),
    _("Make room, on the disk that is full under “Machine” below, then run the task again."),
)
RIGHTS = Cause(
    _("A file or a folder may not be read or written."),
    _(
        "Let the account under which Passerelle runs write into its folders (VAR_DIR, MEDIA_ROOT), then run the "
        "task again."
    ),
)
MISSING = Cause(
    _("A file or a folder is not there."),
    _("Was it moved, or is its disk not mounted? Put it back, then run the task again."),
)
SERVER = Cause(
    _("Another server did not answer."),
    _(
        "Is the network up, and the server that this task writes to or asks? Once it answers, run the task again."
    ),
)
MAIL = Cause(
    _("The mail server refused."),
    _("See “Mails” below. Once it is put right, run the task again."),
)
TOO_LONG = Cause(
    _("It took too long, and was stopped."),
    _(
        "Run it again at a quiet hour. If it is stopped again, those who maintain Passerelle need the details below."
    ),
)
KILLED = Cause(
    _("The process that did it was ended each time, most often because memory ran out."),
    _("Give the worker more memory, or run fewer at once. Then run the task again."),
)
SETTING = Cause(
    _("A setting or a key is missing, or has changed."),
    _(
        "Have the environment variables of the worker compared with those of the site: both need the same. Then run "
        "the task again."
    ),
)
UNKNOWN_TASK = Cause(
    _("This version has no such task."),
    _("After an upgrade, restart every worker, then run it again. If it is of an earlier version, dismiss it."),
)  # fmt: skip
GONE = Cause(
    _("What it was about no longer exists."),
    _("There is nothing left to do: dismiss it."),
)
REFUSED = Cause(
    _("Passerelle refused what it was given."),
    _("See the page that it is about: an import says which lines it refused. Then run the task again, or dismiss it."),
)  # fmt: skip
BACKUP = Cause(
    _("No backup was made, or the one that was tried is not good."),
    _("The details below say why. Until it is put right, only earlier backups can be relied on."),
)
DEFECT = Cause(
    _("An error in Passerelle itself."),
    _(
        "Run it again once. If it fails again, those who maintain Passerelle need the details below; nothing in them "
        "names anybody."
    ),
)
CAUSES = {
    **dict.fromkeys(("OperationalError", "InterfaceError", "PoolTimeout"), DATABASE),
    **dict.fromkeys(("ENOSPC", "EDQUOT"), DISK),
    **dict.fromkeys(("EACCES", "EPERM", "EROFS", "PermissionError"), RIGHTS),
    **dict.fromkeys(("ENOENT", "FileNotFoundError", "NotADirectoryError"), MISSING),
    **dict.fromkeys(
        (
            "CacheUnavailable", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "ConnectTimeout", "ReadTimeout",
            "SMTPConnectError", "SMTPServerDisconnected", "TimeoutError", "gaierror", "SSLError",
        ),
        SERVER,
    ),
    **dict.fromkeys(
        (
            "SMTPAuthenticationError", "SMTPDataError", "SMTPRecipientsRefused", "SMTPSenderRefused",
        ),
        MAIL,
    ),
    **dict.fromkeys(("SoftTimeLimitExceeded", "TimeLimitExceeded"), TOO_LONG),
    **dict.fromkeys(("WorkerLost", "MemoryError", "ENOMEM"), KILLED),
    **dict.fromkeys(("ImproperlyConfigured", "InvalidToken", "InvalidKey", "InvalidTag"), SETTING),
    "NotRegistered": UNKNOWN_TASK,
    "ValidationError": REFUSED,
    "DoesNotExist": GONE,
    "BackupError": BACKUP,
}  # fmt: skip


def cause_of(row: OutboxTask) -> Cause:
    """Return the cause by what the system said, then by the class of the error, or of the first in a group."""
    said = row.detail.partition(":")[0]
    inner = row.detail.partition(",")[0] if row.error == "ExceptionGroup" else ""
    found = (CAUSES.get(name) for name in (said, inner, row.error))
    return next((cause for cause in found if cause), DEFECT)


def folder_text(row: OutboxTask) -> str:
    """Return which folder of the settings an error was about; "" where it was about none."""
    setting = row.detail.rpartition(", in ")[2]
    if setting not in FOLDERS:
        return ""
    return gettext("It is %(folder)s (%(setting)s).") % {
        "folder": FOLDERS[setting],
        "setting": setting,
    }
