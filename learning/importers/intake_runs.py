"""Checks and takes in the files that editors sent, which are kept as staff lists are until their sender decides."""

from dataclasses import asdict
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import Page

from core.reports import ImportReport, Refusal
from learning.enums import SentKind
from learning.importers.intake import Fault, Sent, Taken, Wish, take_in, try_file
from learning.importers.intake_kinds import Recognised, recognise
from learning.importers.safe_files import UnfitFile
from learning.policies import may_take_in
from people.actions.imports import (
    claim_check,
    open_run,
    record_applied,
    record_check,
    record_failure,
)
from people.enums import ImportKind, ImportSource, ImportState
from people.models import ImportRun, LinesToCorrect, Person, StagedFile
from people.queries.rights import may_come_in


CHECK, TAKE_IN = "learning.tasks.check_course_file_task", "learning.tasks.take_in_course_file_task"
IMPORTED = "learning.imported"


class OtherwiseByNow(Exception):
    """Raised where the file would do something else by now than what its sender was shown."""

    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self.taken = taken


def receive_file(*, sender: Person, name: str, data: bytes, wish: Wish, language: str) -> ImportRun:
    """Keep a file aside for its sender, and have it checked after the commit."""
    run = ImportRun(kind=ImportKind.COURSES, source=ImportSource.SCREEN, sender=sender, name=name)
    return open_run(run=run, data=data, options={"wish": asdict(wish), "language": language})


def check_file(run: ImportRun) -> None:
    """Record what the file would bring as things stand now. Called at any time, it ends as if called once."""
    if not claim_check(run=run):
        return
    staged = _staged(run, ImportState.CHECKING)
    if staged is None or run.sender is None:
        return
    with translation.override(staged.options["language"]):
        taken, found = _tried(staged, run)
        _record(run, ImportState.CHECKING, taken, found)


def take_in_file(run: ImportRun) -> None:
    """Take a file in, unless it was. Interrupted anywhere and called again, it ends as if called once."""
    run.refresh_from_db()
    if run.state == ImportState.FAILED:
        check_file(run)
    if run.state != ImportState.APPLYING:
        return
    staged = _staged(run, ImportState.APPLYING)
    if staged is None or run.sender is None:
        return
    with translation.override(staged.options["language"]):
        try:
            _guarded(run, ImportState.APPLYING, lambda: _take_in(run, staged))
        except OtherwiseByNow:
            taken, found = _tried(staged, run, ImportState.APPLYING)
            _record(run, ImportState.APPLYING, taken, found)


@transaction.atomic
def _take_in(run: ImportRun, staged: StagedFile) -> None:
    ImportRun.objects.select_for_update().filter(pk=run.pk, state=ImportState.APPLYING).get()
    wanted = staged.options.get("set_aside", [])
    found = _recognised(staged)
    if not _may_still(run, found):
        raise OtherwiseByNow(_refused())
    with LogContext(user=run.sender):  # by whom each page and question is, in its history
        taken = take_in(_sent(staged, run, found), set_aside=wanted)
    by_line = found.kind in (SentKind.QUESTIONS, SentKind.COURSE)
    if not taken.report.applied or not taken.is_possible or (by_line and taken.set_aside != wanted):
        raise OtherwiseByNow(taken)
    faults = (staged.preview or {}).get("faults", [])
    if not record_applied(run=run, report=taken.report, left=0):
        raise OtherwiseByNow(taken)
    counts = run_counts(taken, found) | {"set_aside": len(wanted)}
    ImportRun.objects.filter(pk=run.pk).update(counts=counts)
    if wanted:
        LinesToCorrect.objects.create(run=run, table=faults_table(faults))
    if found.kind in (SentKind.LESSON, SentKind.COURSE, SentKind.MODULES) and taken.place:
        page = Page.objects.filter(pk=taken.place).first()
        if page is not None:
            log(page, IMPORTED, user=run.sender)


def run_counts(taken: Taken, found: Recognised) -> dict[str, Any]:
    """Return what is kept of a run once its file is gone: numbers alone, and the kind of file."""
    report = taken.report
    return {
        "created": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "ignored": report.ignored,
        "refused": len(taken.faults),
        "place": taken.place or 0,
        "kind": found.kind.value,
    }


def faults_table(faults: list[dict[str, Any]]) -> list[list[str]]:
    """Return faults as a table, to be mended outside."""
    head = [_("File"), _("Line"), _("What is wrong"), _("Expected")]
    rows = [
        [fault["file"], str(fault["line"] or ""), fault["reason"], fault["expected"]]
        for fault in faults
    ]
    return [head, *rows]


def _tried(
    staged: StagedFile, run: ImportRun, during: ImportState = ImportState.CHECKING
) -> tuple[Taken, Recognised | None]:
    try:
        found = _recognised(staged)
    except UnfitFile as error:
        fault = Fault("", error.line, error.reason, error.expected, "")
        return Taken(ImportReport(), [fault]), None
    if not _may_still(run, found):
        return _refused(), None
    sent = _sent(staged, run, found)
    return _guarded(run, during, lambda: try_file(sent)), found


def _may_still(run: ImportRun, found: Recognised) -> bool:
    """Whether the sender works here, and may take in such a file, as things are now."""
    sender = run.sender
    return sender is not None and may_come_in(sender) and may_take_in(sender, found.kind)


def _refused() -> Taken:
    reason = _("Its sender may no longer take in such a file.")
    return Taken(ImportReport(), [Fault("", 0, reason, "", "")])


def _guarded(run: ImportRun, during: ImportState, act: Any) -> Any:
    """Run what may fail; the run says so, but where the database is away, which is tried again."""
    try:
        return act()
    except (InterfaceError, OperationalError, OtherwiseByNow):
        raise
    except Exception:
        record_failure(run=run, during=during)
        raise


def _sent(staged: StagedFile, run: ImportRun, found: Recognised) -> Sent:
    assert run.sender is not None
    return Sent(bytes(staged.data), staged.name, found, _wish(staged), run.sender)


def _recognised(staged: StagedFile) -> Recognised:
    wish = _wish(staged)
    return recognise(bytes(staged.data), read_as=wish.format, to_module=bool(wish.module))


def _wish(staged: StagedFile) -> Wish:
    return Wish(**staged.options["wish"])


def _staged(run: ImportRun, during: ImportState) -> StagedFile | None:
    staged = StagedFile.objects.filter(run=run).first()
    if staged is None:
        record_failure(run=run, during=during)
    return staged


def _record(run: ImportRun, during: ImportState, taken: Taken, found: Recognised | None) -> None:
    report = taken.report
    report.refused = [
        Refusal(fault.line, fault.reason, fault.expected, whole_file=not fault.part)
        for fault in taken.faults
    ]
    preview = taken.preview.as_json() | {
        "label": found.label if found else "",
        "kind": found.kind.value if found else "",
        "faults": [asdict(fault) for fault in taken.faults],
        "set_aside": taken.set_aside,
        "notes": taken.notes,
        "counts": run_counts(taken, found) if found else {},
    }
    record_check(run=run, during=during, report=report, left=0, preview=preview)
