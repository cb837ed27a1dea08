"""Maintains cohorts: groups of people under a name, for the training department."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.registry import notify_staffing_changed
from people.models import Cohort, CohortMember, Person


BATCH = 500


@transaction.atomic
def add_to_cohort(*, cohort: Cohort, people: Iterable[Person]) -> int:
    """Add people; members stay. Returns the number of members."""
    keys = sorted({person.pk for person in people if not person.is_external})
    CohortMember.objects.bulk_create(
        [CohortMember(cohort=cohort, person_id=pk) for pk in keys],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    notify_staffing_changed(keys)
    return cohort.members.count()


@transaction.atomic
def remove_from_cohort(*, cohort: Cohort, person: Person) -> None:
    CohortMember.objects.filter(cohort=cohort, person=person).delete()
    notify_staffing_changed([person.pk])


@transaction.atomic
def delete_cohort(*, cohort: Cohort) -> None:
    """Delete an empty cohort, so that nobody falls out of a rule unawares. Raises ValidationError."""
    if cohort.members.exists():
        raise ValidationError(_("Take its members out first."), code="members")
    cohort.delete()
