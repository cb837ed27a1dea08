"""Collects the erasures of all machines beside the backups: one journal, whichever of them is lost.

A machine writes its own file before it commits (people.erasure_journal). Each hour the rows of all of them are put into
one batch here, which is whole or not there; a batch that was written twice is read once.
"""

from datetime import datetime
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from core.backups.errors import BackupError
from core.backups.places import MOMENT, Place
from people import erasure_journal
from people.erasure_journal import ErasureLine, Journal
from people.models import CollectedErasure, ErasureEntry


BATCH = "erasures-"
WHOLE = f"{BATCH}all.jsonl"  # written again with each backup
COLLECTED = "erasures-collected-until.txt"  # also where there was nothing to collect


def collect_erasures(place: Place) -> int:
    """Put what no batch has yet into one. Idempotent; two at once do it twice, which says nothing else."""
    now = timezone.now()
    entries = list(ErasureEntry.objects.filter(collected=None).order_by("pk"))
    if entries:
        name = f"{BATCH}{now:{MOMENT}}-{uuid4().hex[:8]}.jsonl"
        place.write(name, erasure_journal.journal_bytes([_line_of(entry) for entry in entries]))
        _note_collected(entries)
    place.write(COLLECTED, now.isoformat().encode())
    return len(entries)


def write_all_erasures(place: Place) -> None:
    """Put all that was collected and all that the database knows into one file: it makes good a batch that was lost, or went
    elsewhere. Raises BackupError where another key wrote what is there."""
    lines = {line.uuid: line for line in collected_journal(place).lines}
    if erasure_journal.another_key_wrote(lines.values()):
        raise BackupError(_("The journal of erasures was written under another PSEUDONYM_KEY."))
    for entry in ErasureEntry.objects.order_by("pk"):
        lines.setdefault(str(entry.uuid), _line_of(entry))
    place.write(WHOLE, erasure_journal.journal_bytes(list(lines.values())))


def _line_of(entry: ErasureEntry) -> ErasureLine:
    return ErasureLine(
        uuid=str(entry.uuid),
        day=entry.day.isoformat(),
        route=entry.route,
        mark=entry.mark,
        key=erasure_journal.key_fingerprint(),
    )


def _note_collected(entries: list[ErasureEntry]) -> None:
    """Mark them. Two that do it at once mark each once."""
    marks = [CollectedErasure(entry=entry) for entry in entries]
    CollectedErasure.objects.bulk_create(marks, batch_size=500, ignore_conflicts=True)


def collected_journal(place: Place) -> Journal:
    """Return what was collected, in order."""
    names = sorted(name for name in place.sizes() if name.startswith(BATCH) and name != COLLECTED)
    return erasure_journal.parse_journal(b"".join(place.read(name) for name in names))


def collected_until(place: Place) -> datetime | None:
    try:
        return datetime.fromisoformat(place.read(COLLECTED).decode())
    except FileNotFoundError:
        return None
