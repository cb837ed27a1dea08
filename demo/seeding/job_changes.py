"""Seed how jobs change: written by a manager of theirs, published by the training manager, read since."""

from collections.abc import Mapping, Sequence

from adoption.campaigns.files.model import JobChange, JobMap
from ambassadors.job_changes.actions import Line, publish_map, save_draft
from ambassadors.job_changes.enums import ChangeKind
from ambassadors.job_changes.notifications import PUBLISHED
from core.dates import months_after, today
from learning.queries.sources import translation_key_of
from people.models import JobFamily, Person, Position
from people.notifications.actions import settle


def seed_job_changes(planned: Sequence[JobMap], cast: Mapping[str, Person]) -> None:
    for job_map in planned:
        family = JobFamily.objects.filter(name=job_map.family).first()
        if family is None:  # too small a demo to have it
            continue
        lines = [_line(change) for change in job_map.changes]
        draft = save_draft(family=family, by=_manager_of(family), lines=lines, seen=0, send=True)
        publish_map(draft=draft, by=cast["training_manager"], seen=draft.edition)
        settle(kind=PUBLISHED, keys=[draft.uuid])  # those concerned have read it


def _manager_of(family: JobFamily) -> Person:
    teams = Position.objects.held_on(today()).filter(job__family=family).order_by().values("team")
    managing = Position.objects.managing(today()).filter(team__in=teams)
    return managing.order_by("pk").select_related("person")[0].person


def _line(planned: JobChange) -> Line:
    months, this_month = planned.in_months, today().replace(day=1)
    return Line(
        kind=ChangeKind(planned.kind),
        words=planned.words,
        becomes=planned.becomes,
        starts_on=None if months is None else months_after(this_month, months),
        course=translation_key_of(planned.course),
        kit=translation_key_of(planned.kit and f"kits/{planned.kit}/kit.md"),
    )
