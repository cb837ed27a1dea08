from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from learning.models import Enrolment, PracticeCompletion
from people.models import Person


@transaction.atomic
def record_practice(*, person: Person, task: str) -> None:
    """Record that a task was carried out. Idempotent.

    The first time counts, until a path that the person follows counts from a later moment.
    """
    PracticeCompletion.objects.get_or_create(person=person, task=task)
    later = Enrolment.objects.filter(person=person, counts_from__gt=OuterRef("done_at"))
    PracticeCompletion.objects.filter(Exists(later), person=person, task=task).update(done_at=Now())
