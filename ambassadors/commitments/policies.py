from django.db.models import QuerySet

from ambassadors.commitments.models import Commitment
from people.enums import Role
from people.models import Person


def may_keep_commitments(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


def commitments_visible_to(person: Person) -> QuerySet[Commitment]:
    """Return what is published, to all staff: partners' learners were promised nothing."""
    if person.is_external:
        return Commitment.objects.none()
    return Commitment.objects.published()
