"""Records what is kept of an import while it runs and afterwards: its state, its progress, its counts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.urls import reverse

from core.dates import today
from core.reports import ImportReport, Refusal
from people.actions.mails import Letter, enqueue_mails
from people.actions.outbox import enqueue_task
from people.enums import ImportKind, ImportSource, ImportState, Role
from people.mail.kinds import (
    LIST_APPROVED,
    LIST_AWAITS_APPROVAL,
    LIST_DECLINED,
    STAFF_LIST_HELD,
    STAFF_LIST_REFUSED,
)
from people.models import ImportMapping, ImportRun, Person, StagedFile
from people.notifications.actions import Entry, notify, settle
from people.notifications.kinds import LIST_TO_APPROVE
from people.policies import list_approvers


MOST_REFUSALS = 200
LONGEST_NAME = 255
NO_WAIT = "1s"
CHECK, APPLY = "people.tasks.check_staff_file_task", "people.tasks.apply_staff_file_task"
FILE_TASKS: dict[str, "FileTasks"] = {}
MAPPED = [field.name for field in ImportMapping._meta.fields if field.name != "id"]


@dataclass(frozen=True, slots=True)
class FileTasks:
    """The names of the tasks that check and apply files of one kind."""

    check: str
    apply: str


def register_file_tasks(kind: ImportKind, tasks: FileTasks) -> None:
    """Let an app above have its files kept aside, checked and applied as staff lists are."""
    FILE_TASKS[kind] = tasks


register_file_tasks(ImportKind.STAFF, FileTasks(CHECK, APPLY))


@transaction.atomic
def open_import(
    *,
    sender: Person | None,
    source: ImportSource,
    name: str,
    data: bytes,
    options: dict[str, Any],
    uuid: UUID | None = None,
) -> ImportRun:
    """Keep the file aside, and have it checked after the commit.

    The mapping is kept as it is now: whoever changes it later changes nothing that was looked at.
    """
    mapping = ImportMapping.objects.filter(kind=ImportKind.STAFF, name=options["mapping"])
    options = options | {"mapping_as_sent": mapping.values(*MAPPED).first()}
    run = ImportRun(
        uuid=uuid or uuid4(),
        kind=ImportKind.STAFF,
        source=source,
        sender=sender,
        name=name,
        as_of=options["as_of"],
        is_full=options["full"],
    )
    return open_run(run=run, data=data, options=options)


@transaction.atomic
def open_run(*, run: ImportRun, data: bytes, options: dict[str, Any]) -> ImportRun:
    """Keep a file of any kind aside under a new run, and have it checked after the commit."""
    name = run.name
    run.name, run.state = name[:LONGEST_NAME], ImportState.CHECKING
    run.digest = digest_of(data, run.as_of)
    run.save()
    kind = ImportKind(run.kind)
    stage_file(sender=run.sender, kind=kind, name=name, data=data, options=options, run=run)
    enqueue_task(FILE_TASKS[kind].check, run.pk, key=run.task_key)
    return run


@transaction.atomic
def stage_file(
    *,
    sender: Person | None,
    kind: ImportKind,
    name: str,
    data: bytes,
    options: dict[str, Any],
    run: ImportRun | None = None,
) -> StagedFile:
    """Keep a file until its sender applies it, and drop their earlier ones and everybody's stale ones.

    A file that is being checked or applied, or awaits somebody else's approval, stays.
    """
    StagedFile.objects.stale().delete()
    if sender is not None:
        earlier = StagedFile.objects.filter(sender=sender, kind=kind)
        awaited = ImportRun.objects.filter(state=ImportState.AWAITING_APPROVAL)
        earlier.exclude(run__in=ImportRun.objects.at_work() | awaited).delete()
    return StagedFile.objects.create(
        sender=sender, kind=kind, name=name[:LONGEST_NAME], data=data, options=options, run=run
    )


def digest_of(data: bytes, as_of: object) -> str:
    """Return the digest of a file for a day: the same file for the same day has the same one."""
    return sha256(str(as_of).encode() + b"\0" + data).hexdigest()


@transaction.atomic
def begin_applying(
    *, run: ImportRun, leavers_confirmed: int | None, set_aside: bool = False
) -> bool:
    """Have the run applied after the commit, without the lines that were shown as wrong if `set_aside`.

    False where another caller has begun it.
    """
    ready = ImportRun.objects.filter(pk=run.pk, state__in=(ImportState.CHECKED, ImportState.HELD))
    begun = ready.update(state=ImportState.APPLYING, done=0, total=0, touched_at=Now())
    if begun:
        staged = StagedFile.objects.select_for_update(of=("self",)).get(run=run)
        staged.options["leavers_confirmed"] = leavers_confirmed
        shown = (staged.preview or {}).get("set_aside", [])
        staged.options["set_aside"] = shown if set_aside else []
        staged.save(update_fields=["options"])
        enqueue_task(FILE_TASKS[run.kind].apply, run.pk, key=run.task_key)
    return bool(begun)


@transaction.atomic
def approve_list(*, run: ImportRun, by: Person) -> bool:
    """Apply a list that awaits approval, in the name of its sender, who is notified.

    False where somebody else decided first. The database refuses the sender's own approval.
    """
    begun = ImportRun.objects.filter(pk=run.pk, state=ImportState.AWAITING_APPROVAL).update(
        state=ImportState.APPLYING, approved_by=by, done=0, total=0, touched_at=Now()
    )
    if begun:
        settle(kind=LIST_TO_APPROVE, keys=[run.uuid])
        enqueue_task(APPLY, run.pk, key=run.task_key)
        _tell_sender(run, LIST_APPROVED)
    return bool(begun)


@transaction.atomic
def decline_list(*, run: ImportRun) -> bool:
    """Decline a list that awaits approval: nothing of it is applied, its sender is notified, the file is deleted."""
    declined = _end_waiting(run, run.counts)
    if declined:
        _tell_sender(run, LIST_DECLINED)
    return declined


@transaction.atomic
def withdraw_list(*, run: ImportRun) -> bool:
    """Withdraw one's list that awaits approval: nothing of it is applied, the file is deleted.

    False where somebody decided first.
    """
    return _end_waiting(run, run.counts | {"withdrawn": 1})


def _end_waiting(run: ImportRun, counts: dict[str, int]) -> bool:
    ended = ImportRun.objects.filter(pk=run.pk, state=ImportState.AWAITING_APPROVAL).update(
        state=ImportState.DECLINED, counts=counts, finished_at=Now(), touched_at=Now()
    )
    if ended:
        StagedFile.objects.filter(run=run).delete()
        settle(kind=LIST_TO_APPROVE, keys=[run.uuid])
    return bool(ended)


def withdraw_approval(*, run: ImportRun) -> None:
    """Void an approval: the list would do something else than what was approved."""
    run.approved_by = None
    ImportRun.objects.filter(pk=run.pk, state=ImportState.APPLYING).update(approved_by=None)


@transaction.atomic
def answer_list(*, run: ImportRun, answers: Mapping[str, Mapping[str, str]]) -> bool:
    """Have a list checked again with answers to what it left open. False where somebody else has answered."""
    begun = _check_again(run, ImportState.ASKING)
    if begun:
        staged = StagedFile.objects.select_for_update(of=("self",)).get(run=run)
        given = staged.options.setdefault("answers", {})
        for kind, values in answers.items():
            given[kind] = {**given.get(kind, {}), **values}
        staged.save(update_fields=["options"])
        enqueue_task(CHECK, run.pk, key=run.task_key)
    return begun


@transaction.atomic
def begin_checking_again(*, run: ImportRun) -> bool:
    """Have what was interrupted checked again. False where another caller has begun it."""
    begun = run.is_interrupted and _check_again(run, run.state)
    if begun:
        enqueue_task(FILE_TASKS[run.kind].check, run.pk, key=run.task_key)
    return begun


@transaction.atomic
def check_otherwise(*, run: ImportRun, options: dict[str, Any]) -> bool:
    """Have a file checked again with other options. False where it is at work, or gone."""
    begun = _check_again(run, ImportState.CHECKED, ImportState.REFUSED)
    if begun:
        StagedFile.objects.filter(run=run).update(options=options)
        enqueue_task(FILE_TASKS[run.kind].check, run.pk, key=run.task_key)
    return begun


def claim_check(*, run: ImportRun) -> bool:
    """Whether the run is to be checked: it waits for that, or its task failed and is run again."""
    return _check_again(run, ImportState.CHECKING, ImportState.FAILED)


def _check_again(run: ImportRun, *states: str) -> bool:
    run.approved_by = None
    waiting = ImportRun.objects.filter(pk=run.pk, state__in=states)
    return bool(
        waiting.update(
            state=ImportState.CHECKING, approved_by=None, done=0, total=0, touched_at=Now()
        )
    )


@transaction.atomic
def record_check(
    *,
    run: ImportRun,
    during: ImportState,
    report: ImportReport,
    left: int,
    preview: dict[str, Any],
) -> None:
    """Store what the file would do with the file, so that it is deleted with it.

    `during`: the state in which it was found out. A slow worker changes nothing of what went on without it.
    """
    state = _state_of(report)
    if not _record(run, during, state, report, left):
        return
    StagedFile.objects.filter(run=run).update(preview=preview)
    ImportRun.objects.filter(pk=run.pk).update(approved_by=None)  # it is looked at again
    if state == ImportState.AWAITING_APPROVAL:
        notify_approvers(run=run)


def _state_of(report: ImportReport) -> ImportState:
    if getattr(report, "is_asking", False):
        return ImportState.ASKING
    if getattr(report, "is_held", False):
        return ImportState.HELD
    if getattr(report, "awaits_approval", False):
        return ImportState.AWAITING_APPROVAL
    is_refused = report.blocks_import(skip_refused=True)
    return ImportState.REFUSED if is_refused else ImportState.CHECKED


def record_applied(*, run: ImportRun, report: ImportReport, left: int) -> bool:
    """Record inside the transaction that applies. False where it was applied before, and must not be again."""
    if not _record(run, ImportState.APPLYING, ImportState.APPLIED, report, left):
        return False
    StagedFile.objects.filter(run=run).delete()
    return True


def record_failure(*, run: ImportRun, during: ImportState) -> None:
    ImportRun.objects.filter(pk=run.pk, state=during).update(
        state=ImportState.FAILED, finished_at=Now(), touched_at=Now()
    )


def record_import(
    *,
    source: ImportSource,
    name: str,
    report: ImportReport,
    left: int,
    as_of: Any,
    is_full: bool,
    digest: str = "",
    uuid: UUID | None = None,
) -> ImportRun:
    """Record in one go an import that nobody waited for on the screen; again under the same `uuid`, once."""
    run, _is_new = ImportRun.objects.update_or_create(
        uuid=uuid or uuid4(),
        defaults={
            "kind": ImportKind.STAFF,
            "source": source,
            "name": name[:LONGEST_NAME],
            "as_of": as_of,
            "is_full": is_full,
            "digest": digest,
            "state": ImportState.APPLIED if report.applied else ImportState.REFUSED,
            "counts": _counts(report, left),
            "refusals": _refusals(report),
            "finished_at": Now(),
        },
    )
    return run


def _record(
    run: ImportRun, during: ImportState, state: ImportState, report: ImportReport, left: int
) -> bool:
    return bool(
        ImportRun.objects.filter(pk=run.pk, state=during).update(
            state=state,
            counts=_counts(report, left),
            refusals=_refusals(report),
            finished_at=Now(),
            touched_at=Now(),
        )
    )


def _counts(report: ImportReport, left: int) -> dict[str, int]:
    return {
        "created": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "left": left,
        "refused": len([line for line in report.refused if not _is_reason_to_wait(line, report)]),
        "set_aside": len({refusal.line for refusal in report.refused if not refusal.whole_file}),
    }


def _is_reason_to_wait(refusal: Refusal, report: ImportReport) -> bool:
    """Whether nothing is wrong: it says why somebody else is to approve the list."""
    return getattr(report, "awaits_approval", False) and refusal.line == 0


def _refusals(report: ImportReport) -> list[dict[str, Any]]:
    """Return the line and the heading of each refusal and what was expected there: a reason may quote the file."""
    names = ("line", "expected", "column")
    return [
        {name: value for name, value in asdict(refusal).items() if name in names}
        for refusal in report.refused_by_line[:MOST_REFUSALS]
    ]


def record_progress(*, run: ImportRun, done: int, total: int) -> None:
    """Record progress so that a watcher sees it at once, though the import's own transaction is still open.

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


def notify_approvers(*, run: ImportRun) -> None:
    """Tell whoever may approve a colleague’s list that it awaits them, by mail and under the bell."""
    may_approve = list_approvers().order_by("pk")
    approvers = [person for person in may_approve if person.pk != run.sender_id]
    entries = [Entry(person=person.pk, key=run.uuid) for person in approvers]
    notify(kind=LIST_TO_APPROVE, entries=entries)
    letters = [_letter(run, person) for person in approvers]
    enqueue_mails(kind=LIST_AWAITS_APPROVAL, letters=letters)


def _tell_sender(run: ImportRun, kind: str) -> None:
    if run.sender is not None:
        enqueue_mails(kind=kind, letters=[_letter(run, run.sender)])


def _letter(run: ImportRun, person: Person) -> Letter:
    return Letter(
        person=person,
        key=f"{run.uuid} {person.pk}",
        path=reverse("people_admin:import_run", args=[run.uuid]),
        values={},
    )


def notify_administrators(*, run: ImportRun) -> None:
    """Mail administrators that a list from the folder waits for them or was refused; none who has left."""
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
    is_refused = run.state == ImportState.REFUSED
    enqueue_mails(kind=STAFF_LIST_REFUSED if is_refused else STAFF_LIST_HELD, letters=letters)
