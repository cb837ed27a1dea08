"""Page of how long each class of data is kept and what tonight's purge would delete."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from people.admin_views.access import AdminPage
from people.models import Person, RetentionRun
from people.policies import may_see_retention, people_visible_to
from people.retention import ACCOUNTS
from people.retention_registry import Retention, retention_of, retentions


LEAVERS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """A class of data. `due`: how many rows tonight's run finds; None where it is not disclosed. `last`:
    the last run's count."""

    retention: Retention
    due: int | None
    last: int | None
    failed: bool


class RetentionPage(AdminPage, TemplateView):
    """A page to read: periods are settings. Names of leavers only, so no look is logged."""

    is_allowed = staticmethod(may_see_retention)
    template_name = "people/admin/retention.html"
    page_title = gettext_lazy("Retention")
    header_icon = "bin"

    def get_context_data(self, **kwargs):
        night = next_night(timezone.now())
        run = RetentionRun.objects.first()
        leavers = self.leavers(night)
        return super().get_context_data(**kwargs) | {
            "night": night,
            "run": run,
            "lines": list(retention_lines(night, run)),
            "accounts": retention_of(ACCOUNTS),
            "leavers": leavers[:LEAVERS_SHOWN],
            "more_leavers": max(0, leavers.count() - LEAVERS_SHOWN),
        }

    def leavers(self, night: datetime) -> QuerySet[Person]:
        gone = retention_of(ACCOUNTS).due(night).values("pk")
        return people_visible_to(self.viewer).filter(pk__in=gone)


def next_night(now: datetime) -> datetime:
    """Return when the purge next runs, by the organisation's clock."""
    schedule: Any = settings.BEAT_SCHEDULE["purge"].schedule
    hour = time(min(schedule.hour), min(schedule.minute))
    local = timezone.localtime(now)
    day = local.date() if local.time() < hour else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, hour))


def retention_lines(night: datetime, run: RetentionRun | None) -> Iterator[RetentionLine]:
    counts, failed = (run.counts, run.failed) if run else ({}, [])
    for retention in retentions():
        due = retention.due(night).count() if retention.counted else None
        yield RetentionLine(retention, due, counts.get(retention.key), retention.key in failed)
