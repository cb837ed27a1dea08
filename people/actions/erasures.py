"""Erases with a journal: what is erased is on file before the transaction commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from core.dates import today
from people import erasure_journal
from people.enums import ErasureRoute
from people.erasure_journal import ErasureLine
from people.models import ErasureEntry
from people.privacy_registry import erasures


@dataclass(slots=True)
class ErasureNotes:
    """The erasures of one transaction. `is_kept`: written to the journal at its end; not while a journal is
    replayed."""

    route: ErasureRoute
    is_kept: bool = True
    lines: list[ErasureLine] = field(default_factory=list)

    def note(self, kind: str, identity: str) -> None:
        line = ErasureLine(
            uuid=str(uuid4()),
            day=today().isoformat(),
            route=self.route.value,
            mark=erasure_journal.erasure_mark(kind, identity),
            key=erasure_journal.key_fingerprint(),
        )
        self.lines.append(line)


_under_way: ContextVar[ErasureNotes | None] = ContextVar("erasure_under_way", default=None)


@contextmanager
def journalled_erasure(route: ErasureRoute) -> Iterator[ErasureNotes]:
    """Run an erasure in a transaction, and write it to the journal last; a nested one is part of the outer.

    Where the journal cannot be written nothing is erased. Where the transaction fails after it was written,
    a further line says so; after a power cut between the two, a replay would erase.
    """
    outer = _under_way.get()
    if outer is not None:
        yield outer
        return
    noting = ErasureNotes(route)
    with _as_current(noting):
        written = False
        try:
            with transaction.atomic():
                yield noting
                _store(noting.lines)
                if noting.lines:
                    erasure_journal.append_lines(settings.ERASURE_JOURNAL, noting.lines)
                    written = True
        except BaseException:
            if written:
                erasure_journal.append_void(settings.ERASURE_JOURNAL, noting.lines)
            raise


@contextmanager
def without_journal() -> Iterator[None]:
    """Journal nothing of what is erased inside: for who rolls it back."""
    with _as_current(ErasureNotes(ErasureRoute.COMMAND, is_kept=False)):
        yield


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """Counts of a replay. `known`: the database has them already. `again`: erased now. `absent`: nothing of
    it is here."""

    known: int
    again: int
    absent: int


def replay_erasures(*, lines: list[ErasureLine], dry_run: bool) -> ReplayResult:
    """Erase again, in order, what a restored backup brought back. All or nothing.

    Lines that the database knows were done before the backup was made: what has come since is not theirs to
    erase.
    """
    known = {
        str(entry_uuid)
        for entry_uuid in ErasureEntry.objects.order_by().values_list("uuid", flat=True)
    }
    new = [line for line in lines if line.uuid not in known]
    with _as_current(ErasureNotes(ErasureRoute.COMMAND, is_kept=False)), transaction.atomic():
        things = _found({line.mark for line in new})
        for line in new:
            for erase, thing in things.get(line.mark, ()):
                erase(thing)
        _store(new)
        transaction.set_rollback(dry_run)
    absent = sum(line.mark not in things for line in new)
    return ReplayResult(known=len(lines) - len(new), again=len(new) - absent, absent=absent)


def _found(marks: set[str]) -> dict[str, list[tuple[Callable[[Any], object], Any]]]:
    """Return, by mark, what stands in the database under it, with the way to erase it."""
    things: dict[str, list[tuple[Callable[[Any], object], Any]]] = {}
    if not marks:
        return things
    for erasure in erasures():
        for identity, thing in erasure.candidates():
            mark = erasure_journal.erasure_mark(erasure.kind, identity)
            if mark in marks:
                things.setdefault(mark, []).append((erasure.again, thing))
    return things


def _store(lines: list[ErasureLine]) -> None:
    ErasureEntry.objects.bulk_create(
        [
            ErasureEntry(uuid=UUID(line.uuid), day=line.day, route=line.route, mark=line.mark)
            for line in lines
        ],
        batch_size=500,
    )


@contextmanager
def _as_current(noting: ErasureNotes) -> Iterator[None]:
    token = _under_way.set(noting)
    try:
        yield
    finally:
        _under_way.reset(token)
