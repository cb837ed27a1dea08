"""Seed case studies: those that wait for their readers, those that were shown, and what workshops made of them."""

from collections.abc import Iterable
from datetime import timedelta

from ambassadors.cases.actions import (
    add_case_line,
    finish_workshop,
    keep_case,
    propose_case,
)
from ambassadors.cases.enums import CaseKind, CaseStep
from ambassadors.cases.models import TEXTS, CaseStudy
from core.dates import today
from demo.campaign.model import Case
from people.enums import Role
from people.models import Person


def seed_cases(planned: Iterable[Case]) -> None:
    readers = [
        Person.objects.with_role(role).filter(is_active=True).order_by("pk").first()
        for role in (Role.TRAINING_MANAGER, Role.EDITOR)
    ]
    for planned_case in planned:
        kind = CaseKind(planned_case.kind)
        agreed = today() - timedelta(days=12) if kind == CaseKind.THANKS else None
        texts = {name: getattr(planned_case, name) for name in TEXTS}
        case = propose_case(kind=kind, texts=texts, consent_on=agreed)
        if not planned_case.waits:
            _show(case, planned_case, filter(None, readers))


def _show(case: CaseStudy, planned: Case, readers: Iterable[Person]) -> None:
    for reader in readers:
        keep_case(case=case, reader=reader)
    for step, text in planned.lines.items():
        add_case_line(case=case, step=CaseStep(step), text=text)
    if planned.lines:
        finish_workshop(case=case)
    CaseStudy.objects.filter(pk=case.pk).update(proposed_on=today() - timedelta(days=30))
