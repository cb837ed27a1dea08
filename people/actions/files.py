from typing import Any

from django.db import transaction

from people.enums import ImportKind
from people.models import ImportRun, Person, StagedFile


LONGEST_NAME = 255


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

    A file that is being checked or applied stays.
    """
    StagedFile.objects.stale().delete()
    if sender is not None:
        earlier = StagedFile.objects.filter(sender=sender, kind=kind)
        earlier.exclude(run__in=ImportRun.objects.at_work()).delete()
    return StagedFile.objects.create(
        sender=sender, kind=kind, name=name[:LONGEST_NAME], data=data, options=options, run=run
    )
