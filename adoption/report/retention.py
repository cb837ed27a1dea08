from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from adoption.report.models import CommitteeDecision
from people.retention_registry import Retention, register_retention


DECISIONS = "committee_decisions"


def register() -> None:
    retention = Retention(
        key=DECISIONS,
        title=_("Decisions of the steering committee, with who sees to each"),
        words=_("%(period)s after they are done or dropped."),
        outdated=lambda limit: CommitteeDecision.objects.filter(settled_on__lt=localdate(limit)),
        fixed=36,
    )
    register_retention(retention)
