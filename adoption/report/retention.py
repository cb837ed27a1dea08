from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from adoption.report.models import CommitteeDecision
from people.retention_registry import Retention, register_retention


DECISIONS = "committee_decisions"


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
