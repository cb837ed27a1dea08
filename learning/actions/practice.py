from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from learning.models import Enrolment, PracticeCompletion
from people.models import Person
from people.policies import sealed_before


@transaction.atomic
def record_practice(*, person: Person, task: str) -> None:
    """Record that a task was carried out. Idempotent.

    The first time counts, until a path that the person follows counts from a later moment, or a seal hides it.
    """
    PracticeCompletion.objects.get_or_create(person=person, task=task)
    later = Enrolment.objects.filter(person=person, counts_from__gt=OuterRef("done_at"))
    is_past = Q(Exists(later))
    if before := sealed_before(person):
        is_past |= Q(done_at__lt=before)
    PracticeCompletion.objects.filter(is_past, person=person, task=task).update(done_at=Now())
