from django.db.models import QuerySet

from ambassadors.practices.models import PracticeProposal, UsefulMark
from people.models import Person
from people.policies import rows_since_seal


def proposals_visible_to(person: Person) -> QuerySet[PracticeProposal]:
    """Return the person's own proposals, excluding those from before a seal."""
    return rows_since_seal(PracticeProposal.objects.filter(person=person), person, "created_at")


def useful_marks_visible_to(person: Person) -> QuerySet[UsefulMark]:
    """Return the person's own marks, excluding those from before a seal."""
    return rows_since_seal(UsefulMark.objects.filter(person=person), person, "marked_at")
