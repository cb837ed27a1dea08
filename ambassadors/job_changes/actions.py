"""Write, send, publish and delete maps of jobs. The row of the family is the lock: a first draft has none of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from ambassadors.job_changes.enums import ChangeKind, MapState
from ambassadors.job_changes.models import JobChange, JobMap
from ambassadors.job_changes.notifications import (
    ask_for_review,
    settle_draft,
    tell_concerned,
    tell_of_deletion,
    tell_sender,
)
from ambassadors.job_changes.policies import may_publish
from ambassadors.practices.actions import validate_anonymous_texts
from cms.models import SearchEntry
from cms.models.releases import PortalRelease
from people.models import JobFamily, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    kind: ChangeKind
    words: str
    becomes: str = ""
    starts_on: date | None = None
    release: PortalRelease | None = None
    course: UUID | None = None
    kit: UUID | None = None


@transaction.atomic
def save_draft(
    *, family: JobFamily, by: Person, lines: Sequence[Line], seen: int, send: bool = False
) -> JobMap:
    """Replace the lines of the family's draft, and send it for review if asked.

    `seen`: its edition when it was read, 0 for none. Raises ValidationError where somebody saved it meanwhile, or
    nothing is written that could be sent.
    """
    _lock(family)
    draft = JobMap.objects.unpublished().filter(family=family).first() or JobMap(family=family)
    if draft.edition != seen:
        message = _(
            "Somebody else saved this meanwhile. What you typed still stands below: read their draft first, then "
            "save yours in its place."
        )
        raise ValidationError(message, code="changed")
    if send and not lines:
        raise ValidationError(_("Write one line at least before you send it."), code="empty")
    if draft.pk is None or lines != _lines_of(draft):
        draft.written_by = by
    draft.edition += 1
    draft.state = MapState.IN_REVIEW if send else MapState.DRAFT
    draft.sent_by = by if send else None
    draft.changed_at = now()
    if send:
        draft.remark = ""
    draft.save()
    draft.changes.all().delete()
    JobChange.objects.bulk_create(
        JobChange(job_map=draft, sort_order=place, **_values(line))
        for place, line in enumerate(lines)
    )
    settle_draft(draft)
    if send:
        ask_for_review(draft)
    return draft


@transaction.atomic
def publish_map(*, draft: JobMap, by: Person, seen: int) -> None:
    """Publish a draft in the place of the published map. Raises ValidationError, also to who wrote or sent it."""
    locked = _locked(draft, state=MapState.IN_REVIEW, seen=seen)
    if not may_publish(by, locked):
        message = _("You sent this or wrote its latest version, so somebody else publishes it.")
        raise ValidationError(message, code="own")
    earlier = JobMap.objects.published().filter(family=locked.family).first()
    locked.published_at = now()
    locked.first_published_at = earlier.first_published_at if earlier else locked.published_at
    if earlier:
        earlier.delete()
    locked.state = MapState.PUBLISHED
    locked.written_by = locked.sent_by = None
    locked.save()
    SearchEntry.objects.keep(locked.search_document())
    settle_draft(locked)
    tell_concerned(locked)


@transaction.atomic
def return_draft(*, draft: JobMap, remark: str, seen: int) -> None:
    """Send a draft back to be reworked, and tell who sent it. Raises ValidationError."""
    validate_anonymous_texts({"remark": remark})
    locked = _locked(draft, state=MapState.IN_REVIEW, seen=seen)
    locked.state, locked.remark = MapState.DRAFT, remark
    locked.save(update_fields=["state", "remark"])
    settle_draft(locked)
    tell_sender(locked)


@transaction.atomic
def delete_map(*, job_map: JobMap, by: Person | None = None) -> None:
    """Delete a map as it was read, and tell who sent it for review if somebody else does. Raises ValidationError where
    it was changed or published meanwhile."""
    locked = _locked(job_map, state=job_map.state, seen=job_map.edition)
    settle_draft(locked)
    if locked.state == MapState.PUBLISHED:
        for entry in SearchEntry.objects.filter(kind="job_maps", key=str(locked.family_id)):
            entry.delete()
    if locked.is_in_review and by is not None and by.pk != locked.sent_by_id:
        tell_of_deletion(locked)
    locked.delete()


def _lines_of(draft: JobMap) -> list[Line]:
    return [Line(**_values(change)) for change in draft.changes.select_related("release")]


def _values(line: Line | JobChange) -> dict[str, Any]:
    return {field.name: getattr(line, field.name) for field in fields(Line)}


def _lock(family: JobFamily) -> None:
    JobFamily.objects.select_for_update().get(pk=family.pk)


def _locked(job_map: JobMap, *, state: str, seen: int) -> JobMap:
    _lock(job_map.family)
    locked = JobMap.objects.filter(pk=job_map.pk, state=state, edition=seen).first()
    if locked is None:
        message = _("Somebody changed this meanwhile: read it again.")
        raise ValidationError(message, code="changed")
    return locked
