"""Pages of the data protection officer: what is due and in force, and who opened unusually many records."""

from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.dates import today
from people.actions.privacy import record_look
from people.admin_views.access import AdminPage
from people.admin_views.retention import next_night, retention_lines
from people.enums import Purpose, RequestStatus, ViewedData
from people.models import NoticeEdition, RetentionRun
from people.policies import (
    data_requests_visible_to,
    may_answer_data_requests,
    may_review_readers,
)
from people.protection_registry import officer_registers
from people.queries.notices import current_notices
from people.queries.processors import (
    recipients_in_force,
    subprocessors_text,
    transfers_text,
)
from people.queries.readers import (
    MANY_IN_A_DAY,
    MANY_PEOPLE,
    WINDOW_DAYS,
    count_unusual_readers,
    unusual_readers,
)


DUE_SHOWN = 10
THRESHOLDS = {"days": WINDOW_DAYS, "many": MANY_PEOPLE, "many_a_day": MANY_IN_A_DAY}


class ProtectionPage(AdminPage, TemplateView):
    """Show what waits for the officer, and what the settings in force say. It names those who ask alone: no look."""

    is_allowed = staticmethod(may_answer_data_requests)
    template_name = "people/admin/protection.html"
    page_title = gettext_lazy("Data protection")
    header_icon = "lock"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        night = next_night(now)
        lines = list(retention_lines(night, RetentionRun.objects.first()))
        waiting = data_requests_visible_to(self.viewer).filter(status=RequestStatus.OPEN)
        due = waiting.order_by("due_on", "pk")
        return (
            super().get_context_data(**kwargs)
            | THRESHOLDS
            | {
                "today": today(),
                "due": due[:DUE_SHOWN],
                "waiting": waiting.count(),
                "late": waiting.filter(due_on__lt=today()).count(),
                "night": night,
                "going": [line for line in lines if line.due and line.retention.is_on],
                "failed": [line for line in lines if line.failed],
                "uncounted": sum(not line.retention.counted for line in lines),
                "readers": count_unusual_readers(now),
                "notices": _notices_with_days(),
                "subprocessors": subprocessors_text(),
                "transfers": transfers_text(),
                "recipients": recipients_in_force(),
                "registers": officer_registers,
            }
        )


def _notices_with_days():
    """Return each notice in force with the day of its edition; None where the words are ours."""
    days = {
        (edition.purpose, edition.version): edition.published_at
        for edition in NoticeEdition.objects.all()
    }
    return [(notice, days.get((notice.purpose, notice.version))) for notice in current_notices()]


class ReadersPage(AdminPage, TemplateView):
    """Name those who opened the records of many people. Whoever is named here reads that it was looked at."""

    is_allowed = staticmethod(may_review_readers)
    above = (("people_admin_protection", gettext_lazy("Data protection")),)
    template_name = "people/admin/readers.html"
    page_title = gettext_lazy("Who opens many records")
    header_icon = "view"

    def get(self, request, *args, **kwargs):
        self.readers = unusual_readers(timezone.now())
        record_look(
            by=self.viewer,
            at=[reader.person for reader in self.readers],
            purpose=Purpose.ACCESS_REVIEW,
            seen=ViewedData.LOOKS_MADE,
        )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | THRESHOLDS | {"readers": self.readers}
