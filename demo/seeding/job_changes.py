"""Seed how jobs change: written by a manager of theirs, published by the training manager, read since."""

from collections.abc import Mapping, Sequence

from adoption.campaigns.actions import line_of
from adoption.campaigns.files.model import JobMap
from ambassadors.job_changes.actions import publish_map, save_draft
from ambassadors.job_changes.notifications import PUBLISHED
from core.dates import today
from people.models import JobFamily, Person, Position
from people.notifications.actions import settle


def seed_job_changes(planned: Sequence[JobMap], cast: Mapping[str, Person]) -> None:
    for job_map in planned:
        family = JobFamily.objects.filter(name=job_map.family).first()
        if family is None:  # too small a demo to have it
            continue
        lines = [line_of(change) for change in job_map.changes]
        draft = save_draft(family=family, by=_manager_of(family), lines=lines, seen=0, send=True)
        publish_map(draft=draft, by=cast["training_manager"], seen=draft.edition)
        settle(kind=PUBLISHED, keys=[draft.uuid])  # those concerned have read it


def _manager_of(family: JobFamily) -> Person:
    teams = Position.objects.held_on(today()).filter(job__family=family).order_by().values("team")
    managing = Position.objects.managing(today()).filter(team__in=teams)
    return managing.order_by("pk").select_related("person")[0].person
