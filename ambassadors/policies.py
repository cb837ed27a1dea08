from django.db.models import Q, QuerySet

from ambassadors.enums import Answer
from ambassadors.models import Ambassador, HelpRequest, Pair
from people.enums import Role
from people.models import Person


def requests_visible_to(person: Person) -> QuerySet[HelpRequest]:
    """One's own; for whoever runs the rounds, all those under way. Show one: log it (record_look)."""
    own = Q(person=person)
    if not may_run_rounds(person):
        return HelpRequest.objects.filter(own)
    under_way = HelpRequest.objects.under_way().values("pk")
    return HelpRequest.objects.filter(own | Q(pk__in=under_way))


def pairs_visible_to(person: Person) -> QuerySet[Pair]:
    """Those of which one is part, never a draft; a manager, of whatever kind, sees nobody else's.

    Whoever asked for help sees a pair from the moment that the ambassador has accepted: a refusal
    has no name.
    """
    asked = Q(request__person=person, ambassador_answer=Answer.ACCEPTED)
    return Pair.objects.shown().filter(asked | Q(ambassador__person=person))


def ambassadors_visible_to(person: Person) -> QuerySet[Ambassador]:
    """One's own record, while it lasts."""
    return Ambassador.objects.active().filter(person=person)


def may_offer_help(person: Person) -> bool:
    """A partner's learner is helped, and is gone by a set day."""
    return not person.is_external


def may_run_rounds(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)
