from typing import Any

from django.db import transaction

from people.enums import ImportKind
from people.models import Person, StagedFile


LONGEST_NAME = 255


@transaction.atomic
def stage_file(
    *, sender: Person, kind: ImportKind, name: str, data: bytes, options: dict[str, Any]
) -> StagedFile:
    """Keep a file until its sender applies it; their earlier ones, and everybody's stale ones, go."""
    StagedFile.objects.stale().delete()
    StagedFile.objects.filter(sender=sender, kind=kind).delete()
    return StagedFile.objects.create(
        sender=sender, kind=kind, name=name[:LONGEST_NAME], data=data, options=options
    )


def discard_staged_file(*, staged: StagedFile) -> None:
    StagedFile.objects.filter(pk=staged.pk).delete()
