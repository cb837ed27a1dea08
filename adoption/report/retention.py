from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from adoption.report.models import CommitteeDecision, SavedReport
from people.retention_registry import Retention, register_retention


DECISIONS, REPORTS = "committee_decisions", "saved_reports"


def register() -> None:
    retention = Retention(
        key=DECISIONS,
        title=_("Decisions of the steering committee, with who sees to each"),
        words=_("%(period)s after they are done or dropped, or else after their day."),
        outdated=lambda limit: CommitteeDecision.objects.filter(
            Q(settled_on__lt=localdate(limit)) | Q(settled_on=None, due_on__lt=localdate(limit))
        ),
        fixed=36,
    )
    register_retention(retention)
    register_retention(
        Retention(
            key=REPORTS,
            title=_("Saved reports of people who left"),
            words=_("As long as you keep the report, then %(period)s at most once you have left."),
            outdated=lambda limit: SavedReport.objects.filter(
                person__employed_until__lt=localdate(limit)
            ),
            holdings=(SavedReport._meta.label,),
            fixed=1,
        )
    )
