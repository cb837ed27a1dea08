"""What is kept of an import while it runs and afterwards: its state, its progress, its counts."""

from dataclasses import asdict
from hashlib import sha256
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.urls import reverse

from core.dates import today
from core.reports import ImportReport
from people.actions.files import stage_file
from people.actions.mails import Letter, enqueue_mails
from people.enums import ImportKind, ImportSource, ImportState, Role
from people.mail.kinds import STAFF_LIST_HELD, STAFF_LIST_REFUSED
from people.models import ImportRun, Person, StagedFile


MOST_REFUSALS = 200
LONGEST_NAME = 255
NO_WAIT = "1s"


@transaction.atomic
def open_import(
    *,
    sender: Person | None,
    source: ImportSource,
    kind: ImportKind,
    name: str,
    data: bytes,
    options: dict[str, Any],
) -> ImportRun:
    """Keep the file aside and write down that it is being checked; the check itself comes after."""
    run = ImportRun.objects.create(
        kind=kind,
        source=source,
        state=ImportState.CHECKING,
        sender=sender,
        name=name[:LONGEST_NAME],
        as_of=options["as_of"],
        is_full=options["full"],
        digest=digest_of(data, options["as_of"]),
    )
    stage_file(sender=sender, kind=kind, name=name, data=data, options=options, run=run)
    return run


def digest_of(data: bytes, as_of: object) -> str:
    """The same file for the same day has the same one."""
    return sha256(str(as_of).encode() + b"\0" + data).hexdigest()


def begin_applying(*, run: ImportRun, leavers_confirmed: int | None) -> bool:
    """Whether it is this caller who sets it going: of two, one does."""
    ready = ImportRun.objects.filter(state__in=(ImportState.CHECKED, ImportState.HELD))
    stuck = ImportRun.objects.silent().filter(state=ImportState.APPLYING)
    with transaction.atomic():
        begun = (
            (ready | stuck)
            .filter(pk=run.pk)
            .update(state=ImportState.APPLYING, done=0, total=0, touched_at=Now())
        )
        if begun:
            staged = StagedFile.objects.select_for_update(of=("self",)).get(run=run)
            staged.options["leavers_confirmed"] = leavers_confirmed
            staged.save(update_fields=["options"])
    return bool(begun)


def begin_checking_again(*, run: ImportRun) -> bool:
    """After an error, or where whoever checked it is gone."""
    stuck = ImportRun.objects.silent().filter(state=ImportState.CHECKING)
    failed = ImportRun.objects.filter(state=ImportState.FAILED)
    waiting = (stuck | failed).filter(pk=run.pk)
    return bool(waiting.update(state=ImportState.CHECKING, done=0, total=0, touched_at=Now()))


@transaction.atomic
def record_check(
    *, run: ImportRun, report: ImportReport, left: int, preview: dict[str, Any]
) -> None:
    """What the file would do; on the file itself, so that it goes when the file goes."""
    StagedFile.objects.filter(run=run).update(preview=preview)
    is_held = getattr(report, "is_held", False)
    state = ImportState.REFUSED if report.refused else ImportState.CHECKED
    _record(run, ImportState.HELD if is_held else state, report, left)


def record_applied(*, run: ImportRun, report: ImportReport, left: int) -> bool:
    """Inside the transaction that applies: false where it was applied before, and must not be again."""
    waiting = ImportRun.objects.filter(pk=run.pk, state=ImportState.APPLYING)
    if not waiting.select_for_update().exists():
        return False
    _record(run, ImportState.APPLIED, report, left)
    StagedFile.objects.filter(run=run).delete()
    return True


def record_failure(*, run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).at_work().update(
        state=ImportState.FAILED, finished_at=Now(), touched_at=Now()
    )


def record_import(
    *,
    kind: ImportKind,
    source: ImportSource,
    name: str,
    report: ImportReport,
    left: int = 0,
    as_of: Any = None,
    is_full: bool = False,
    digest: str = "",
) -> ImportRun:
    """An import that nobody waited for on the screen: written down in one go."""
    run = ImportRun(
        kind=kind,
        source=source,
        name=name[:LONGEST_NAME],
        as_of=as_of,
        is_full=is_full,
        digest=digest,
        state=ImportState.APPLIED if report.applied else ImportState.REFUSED,
        counts=_counts(report, left),
        refusals=_refusals(report),
    )
    run.finished_at = Now()
    run.save()
    return run


def _record(run: ImportRun, state: ImportState, report: ImportReport, left: int) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        state=state,
        counts=_counts(report, left),
        refusals=_refusals(report),
        finished_at=Now(),
        touched_at=Now(),
    )


def _counts(report: ImportReport, left: int) -> dict[str, int]:
    return {
        "created": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "left": left,
        "refused": len(report.refused),
    }


def _refusals(report: ImportReport) -> list[dict[str, Any]]:
    """The line and what was expected there: a reason may repeat what the file says of somebody."""
    kept = ("line", "expected")
    return [
        {name: value for name, value in asdict(refusal).items() if name in kept}
        for refusal in report.refused[:MOST_REFUSALS]
    ]


def note_progress(*, run: ImportRun, done: int, total: int) -> None:
    """Seen at once by who watches, though the import's own transaction is still open.

    PostgreSQL: through a connection beside it. SQLite has one writer, so nothing is written meanwhile.
    """
    if not connection.in_atomic_block:
        ImportRun.objects.filter(pk=run.pk).update(done=done, total=total, touched_at=Now())
    elif connection.vendor == "postgresql":
        _note_beside(run.pk, done, total)


def _note_beside(pk: int, done: int, total: int) -> None:
    beside = connection.copy("beside")
    beside.settings_dict["OPTIONS"].pop("pool", None)
    table = connection.ops.quote_name(ImportRun._meta.db_table)
    try:
        with beside.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [NO_WAIT])
            cursor.execute(
                f"UPDATE {table} SET done = %s, total = %s, touched_at = now() WHERE id = %s",  # noqa: S608
                [done, total, pk],
            )
    except DatabaseError:  # the import goes on whether somebody can watch it or not
        pass
    finally:
        beside.close()


def tell_administrators(*, run: ImportRun) -> None:
    """That a list from the folder waits for them or was refused. Whoever has left hears nothing of it."""
    employed = Person.objects.employed_on(today()).filter(is_active=True)
    letters = [
        Letter(
            person=person,
            key=f"{run.uuid} {person.pk}",
            path=reverse("people_admin:import_run", args=[run.uuid]),
            values={name: str(run.counts[name]) for name in ("refused", "left")},
        )
        for person in employed.with_role(Role.ADMINISTRATOR)
    ]
    is_held = run.state == ImportState.HELD
    enqueue_mails(kind=STAFF_LIST_HELD if is_held else STAFF_LIST_REFUSED, letters=letters)
