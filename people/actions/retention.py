"""Runs the nightly purge: what has been kept for its period is deleted in batches, and counted."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from people.actions.erasures import journalled_erasure
from people.actions.privacy import erase_person
from people.enums import ErasureRoute
from people.models import Person, RetentionRun
from people.retention_registry import Retention, retentions


BATCH = 500

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class PurgeResult:
    """Counts by key of how many rows went, or would go; None where it is not disclosed. `failed`: keys."""

    counts: dict[str, int | None] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


class PurgeFailed(Exception):
    """Raised where some class of data was not purged; the log and the page of retention name it."""


def purge(*, dry_run: bool = False) -> PurgeResult:
    """Delete what is older than its period. Idempotent.

    A class that fails does not keep the others; what it had deleted stays deleted. A dry run writes
    nothing.
    """
    started_at = timezone.now()
    purged = PurgeResult()
    for retention in retentions():
        try:
            count = _due(retention, started_at) if dry_run else _purge_one(retention, started_at)
        except SoftTimeLimitExceeded:  # of the whole task
            raise
        except Exception:
            logger.exception("purge of %s failed", retention.key)
            purged.failed.append(retention.key)
            continue
        purged.counts[retention.key] = count if retention.counted else None
    if not dry_run:
        RetentionRun.objects.create(
            started_at=started_at,
            finished_at=timezone.now(),
            counts=purged.counts,
            failed=purged.failed,
        )
    return purged


def erase_leaver(*, leavers: QuerySet[Person], pk: int) -> int:
    """Erase a leaver, unless they have come back meanwhile."""
    with journalled_erasure(ErasureRoute.RETENTION):
        person = leavers.select_for_update(of=("self",)).filter(pk=pk).first()
        if person is None:
            return 0
        erase_person(person=person, route=ErasureRoute.RETENTION)
    return 1


def _due(retention: Retention, now: datetime) -> int:
    return retention.due(now).count() if retention.counted else 0


def _purge_one(retention: Retention, now: datetime) -> int:
    """Purge one class in the order of the keys, so that a row that stays is met once."""
    if not retention.is_on:
        return 0
    if retention.sweep is not None:
        retention.sweep(retention.limit(now))
    total, last = 0, None
    while True:
        waiting = retention.due(now).order_by("pk")
        if last is not None:
            waiting = waiting.filter(pk__gt=last)
        keys = list(waiting.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return total
        total += _delete(retention, now, keys)
        last = keys[-1]


def _delete(retention: Retention, now: datetime, keys: list[Any]) -> int:
    """Delete rows, checked again one by one: what has become young since stays."""
    if retention.erase is not None:
        return sum(retention.erase(retention.due(now), key) for key in keys)
    with transaction.atomic():
        rows = retention.due(now).filter(pk__in=keys)
        deleted = rows.order_by().delete()[1]
    return deleted.get(rows.model._meta.label, 0)
