"""Declare how long proposals and marks are kept."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ambassadors.practices.actions import withdraw_practice
from ambassadors.practices.models import PracticeProposal, UsefulMark
from people.retention_registry import Retention


PROPOSALS, MARKS = "practice_proposals", "useful_marks"
SETTING = "RETENTION_HELP_MONTHS"


def _withdraw(rows: QuerySet[Any], pk: Any) -> int:
    proposal = rows.filter(pk=pk).first()
    if proposal is None:
        return 0
    withdraw_practice(proposal=proposal)
    return 1


RETENTIONS: tuple[Retention, ...] = (
    Retention(
        key=PROPOSALS,
        title=_("Proposed practices"),
        words=_(
            "As long as it waits, %(period)s at most. Without your name, it is forgotten as the "
            "practice is published; with your name, %(period)s after you leave, or until you take "
            "it away."
        ),
        outdated=lambda limit: PracticeProposal.objects.filter(
            Q(decided_at=None, created_at__lt=limit)
            | Q(decided_at__isnull=False, person__employed_until__lt=limit.date())
        ),
        holdings=(PracticeProposal._meta.label,),
        setting=SETTING,
        most=60,
        erase=_withdraw,
    ),
    Retention(
        key=MARKS,
        title=_("Useful marks"),
        words=_("%(period)s after you gave it, or until you take it back."),
        outdated=lambda limit: UsefulMark.objects.filter(marked_at__lt=limit),
        holdings=(UsefulMark._meta.label,),
        setting=SETTING,
        most=60,
    ),
)
