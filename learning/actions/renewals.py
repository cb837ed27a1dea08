"""Assigns a path again, or its refresher, where a mandatory certificate nears its end."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from core.site_settings import value_of
from learning.actions.assignments import lock_paths, update_enrolments
from learning.actions.notifications import assignment_letter, lazy_day_text
from learning.mails import TO_RENEW
from learning.models import Assignment, Enrolment, Path
from learning.queries.renewals import EndingCertificate, ending_certificates, is_renewal_assigned
from people.actions.mails import enqueue_mails


def assign_renewals(*, on: date) -> int:
    """Assign renewals on a day; returns how many. Idempotent."""
    days = value_of("CERTIFICATE_RENEWAL_DAYS")
    return sum(
        _assign_renewal(ending, on, days) for ending in ending_certificates(on=on, days=days)
    )


@transaction.atomic
def _assign_renewal(ending: EndingCertificate, on: date, days: int) -> bool:
    """Assign the path again by the same rule, by the end of the certificate; within the usual time if it has ended."""
    source, expires_on = ending.assignment, ending.expires_on
    target = ending.refresher or source.path
    lock_paths(source.path_id, target.pk)
    source = Assignment.objects.in_force().filter(pk=source.pk).select_related("person").first()
    if source is None or is_renewal_assigned(source, target, expires_on):
        return False
    due_on = expires_on if expires_on >= on else on + timedelta(days=days)
    assignment = _asked_again(source, target, due_on, expires_on, on)
    Enrolment.objects.filter(person=source.person_id, path=target).update(
        counts_from=timezone.now()
    )
    letter = assignment_letter(
        assignment, f"renew {expires_on}", path=target.title, day=lazy_day_text(expires_on)
    )
    if source.person.is_active:
        enqueue_mails(kind=TO_RENEW, letters=[letter])
    return True


def _asked_again(
    source: Assignment, target: Path, due_on: date, expires_on: date, on: date
) -> Assignment:
    assignment, _created = Assignment.objects.update_or_create(
        rule_id=source.rule_id,
        person=source.person,
        path=target,
        ended_at=None,
        defaults={
            "is_mandatory": True,
            "due_on": due_on,
            "due_since": on,
            "renews_on": expires_on,
            "reminded": None,
        },
        create_defaults={
            "is_mandatory": True,
            "due_on": due_on,
            "due_since": on,
            "renews_on": expires_on,
            "assigned_at": timezone.now(),
        },
    )
    update_enrolments(people=[source.person_id], path=target)
    return assignment
