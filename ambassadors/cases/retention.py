"""Declare how long cases wait for their readers, and how long the names of who signed and read them are kept."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ambassadors.cases.actions import delete_unread_case
from ambassadors.cases.enums import CaseState, RemovalOutcome
from ambassadors.cases.models import CaseRemoval, CaseStudy
from people.retention_registry import Retention, Unit


UNREAD, READERS, REMOVALS = "case_proposals", "case_readers", "case_removals"
UNREAD_DAYS = 90
SETTING = "RETENTION_HELP_MONTHS"


def _delete_unread(rows: QuerySet[Any], pk: Any) -> int:
    case = rows.filter(pk=pk).first()
    return delete_unread_case(case=case) if case is not None else 0


def _forget_readers(rows: QuerySet[Any], pk: Any) -> int:
    return rows.filter(pk=pk).update(first_reader=None, second_reader=None, signed_by=None)


RETENTIONS: tuple[Retention, ...] = (
    Retention(
        key=UNREAD,
        title=_("Case studies that nobody read"),
        words=_("A case that two people have not read is deleted after %(period)s."),
        outdated=lambda limit: CaseStudy.objects.filter(
            state=CaseState.IN_READING, proposed_on__lt=limit.date()
        ),
        holdings=(CaseStudy._meta.label,),
        fixed=UNREAD_DAYS,
        unit=Unit.DAYS,
        erase=_delete_unread,
    ),
    Retention(
        key=READERS,
        title=_("Who signed and read case studies"),
        words=_("%(period)s after it was shown, or until your account is erased."),
        outdated=lambda limit: CaseStudy.objects.filter(
            Q(second_read_on__lt=limit.date())
            & (
                Q(first_reader__isnull=False)
                | Q(second_reader__isnull=False)
                | Q(signed_by__isnull=False)
            )
        ),
        holdings=(CaseStudy._meta.label,),
        setting=SETTING,
        most=60,
        erase=_forget_readers,
    ),
    Retention(
        key=REMOVALS,
        title=_("Case studies taken down"),
        words=_("The number of the case, and what was decided: %(period)s."),
        outdated=lambda limit: CaseRemoval.objects.filter(
            ~Q(outcome=RemovalOutcome.WAITING), decided_on__lt=limit.date()
        ),
        setting=SETTING,
        most=60,
    ),
)
