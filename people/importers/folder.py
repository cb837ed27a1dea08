"""Imports staff files that another system drops into a folder: each is taken once, applied, and put away.

`in-hand/` holds the file that is being worked on, locked by the process that does; `done/`, `refused/` and
`held/` those put away, each with a report beside it.
"""

import fcntl
import json
import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.tabular import workbook_name_problem
from people.actions.imports import digest_of, notify_administrators, open_import
from people.enums import ImportSource, ImportState
from people.importers.runs import check_run, record_unattended_import, staff_mapping
from people.importers.staff import import_staff
from people.importers.staff_diff import StaffReport
from people.models import ImportMapping, ImportRun, StagedFile
from people.staffing import ANY, CLEAR, KEEP, StaffAnswers


logger = logging.getLogger(__name__)
ENDINGS = frozenset({".csv", ".txt", ".xlsx", ".ods"})
QUIET_SECONDS = 60  # a file that was written to since may not be whole yet
IN_HAND, DONE, REFUSED, HELD = "in-hand", "done", "refused", "held"
_DAY = re.compile(r"(20\d\d)-?([01]\d)-?([0-3]\d)")


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file in hand. `name`: the one it came with. `day`: the day of the list."""

    path: Path
    name: str
    day: date

    @property
    def run_uuid(self) -> UUID:
        """Return the key of its one run, however often the process is killed before the file is put away."""
        return uuid5(NAMESPACE_URL, self.path.name)


def pick_up_staff_files() -> int:
    """Import what lies in STAFF_IMPORT_FOLDER and no longer changes, the oldest list first. Returns how many."""
    if not settings.STAFF_IMPORT_FOLDER:
        return 0
    folder = Path(settings.STAFF_IMPORT_FOLDER)
    for name in (IN_HAND, DONE, REFUSED, HELD):
        (folder / name).mkdir(exist_ok=True)
    _claim_quiet_files(folder)
    taken = 0
    with translation.override(settings.LANGUAGE_CODE):
        for file_in_hand in sorted(_in_hand(folder), key=lambda file: (file.day, file.name)):
            with _locked(file_in_hand.path) as is_ours:
                if is_ours:
                    _take_in(file_in_hand, folder)
                    taken += 1
    return taken


def _claim_quiet_files(folder: Path) -> None:
    """Claim files by renaming them: of two that try, one succeeds."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in ENDINGS or path.name.startswith("."):
            continue
        if path.is_symlink() or not path.is_file() or not _is_quiet(path):
            continue
        target = folder / IN_HAND / f"{timezone.now():%Y%m%dT%H%M%S%f}_{path.name}"
        try:
            path.rename(target)
        except FileNotFoundError:
            logger.info("staff file was taken by another process")


def _is_quiet(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime >= QUIET_SECONDS
    except FileNotFoundError:
        return False


def _in_hand(folder: Path) -> Iterator[FolderFile]:
    """Return the files just claimed, and those whose process was killed."""
    for path in (folder / IN_HAND).iterdir():
        name = path.name.partition("_")[2]
        written = datetime.fromtimestamp(path.stat().st_mtime, timezone.get_current_timezone())
        yield FolderFile(path, name, _day_in(name) or written.date())


def _day_in(name: str) -> date | None:
    """Return the day that a name tells, as in agents-2026-11-01.csv."""
    for year, month, day in _DAY.findall(name):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Whether the file is ours alone. The lock goes with the process, however that ends."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:  # put away meanwhile
        yield False
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield path.exists()
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def _take_in(found: FolderFile, folder: Path) -> None:
    """Import one file; the administrators are notified of one refused, held or failed."""
    if found.path.stat().st_size > settings.IMPORT_MAX_BYTES:
        report = StaffReport()
        report.refuse(0, _("This file is too large."), "")
        _settle(found, report, b"", folder)
        return
    data = found.path.read_bytes()
    done = ImportRun.objects.filter(
        source=ImportSource.FOLDER, state=ImportState.APPLIED, digest=digest_of(data, found.day)
    )
    if done.exists():  # applied, and the process was killed before it could put the file away
        report = StaffReport(applied=True, notes=[_("This file was applied before.")])
        _put_away(found, folder / DONE, report)
        return
    _settle(found, _imported(found, data), data, folder)


def _imported(found: FolderFile, data: bytes) -> StaffReport:
    belied = workbook_name_problem(found.name, data)
    if belied:
        report = StaffReport()
        report.refuse(0, belied, "")
        return report
    try:
        mapping = staff_mapping(settings.STAFF_IMPORT_MAPPING)
    except ImportMapping.DoesNotExist:
        report = StaffReport()
        report.refuse(0, _("The mapping that STAFF_IMPORT_MAPPING names is not there."), "")
        return report

    def applied(report: StaffReport) -> None:
        _record(found, data, report)

    return import_staff(
        data,
        mapping=mapping,
        as_of=found.day,
        full=settings.STAFF_IMPORT_FULL,
        answers=StaffAnswers.from_options(_standing_answers()),
        applied=applied,
    )


def _standing_answers() -> dict[str, Any]:
    """Return what the settings answer each night, as the options of a run."""
    empty = settings.STAFF_IMPORT_EMPTY_CELLS
    return {"answers": {"empty": {ANY: empty}}} if empty in {KEEP, CLEAR} else {}


def _record(found: FolderFile, data: bytes, report: StaffReport) -> ImportRun:
    return record_unattended_import(
        report,
        source=ImportSource.FOLDER,
        name=found.name,
        data=data,
        as_of=found.day,
        is_full=settings.STAFF_IMPORT_FULL,
        uuid=found.run_uuid,
    )


def _settle(found: FolderFile, report: StaffReport, data: bytes, folder: Path) -> None:
    if report.applied:
        _put_away(found, folder / DONE, report)
        return
    needs_eyes = report.is_held or report.is_asking or report.lines_refused
    run = _hold(found, data) if needs_eyes else _record(found, data, report)
    if run.state == ImportState.REFUSED:
        StagedFile.objects.filter(run=run).delete()
    notify_administrators(run=run)
    _put_away(found, folder / (REFUSED if run.state == ImportState.REFUSED else HELD), report)


def _hold(found: FolderFile, data: bytes) -> ImportRun:
    """Keep the file for the screen, where somebody answers, confirms, or sets wrong lines aside."""
    run = ImportRun.objects.filter(uuid=found.run_uuid).first() or open_import(
        sender=None,
        source=ImportSource.FOLDER,
        name=found.name,
        data=data,
        options={
            "as_of": found.day.isoformat(),
            "full": settings.STAFF_IMPORT_FULL,
            "mapping": settings.STAFF_IMPORT_MAPPING,
            "language": settings.LANGUAGE_CODE,
            **_standing_answers(),
        },
        uuid=found.run_uuid,
    )
    check_run(run)
    run.refresh_from_db()
    return run


def _put_away(found: FolderFile, folder: Path, report: StaffReport) -> None:
    """Write the report, then move the file: a file that is put away has one."""
    target = folder / found.path.name
    text = json.dumps(report.as_dict(), ensure_ascii=False, indent=2)
    target.with_name(f"{target.name}.report.json").write_text(text, encoding="utf-8")
    found.path.rename(target)
