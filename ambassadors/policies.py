from django.db.models import Q, QuerySet

from ambassadors.enums import Answer
from ambassadors.models import Ambassador, ColleagueWish, HelpRequest, Pair, Seat, WorkshopSession
from ambassadors.models.network import HelpRequestQuerySet
from ambassadors.models.pairs import PairQuerySet
from people.enums import Role
from people.models import Person
from people.policies import sealed_before, since_seal


def requests_visible_to(person: Person) -> QuerySet[HelpRequest]:
    """One's own; for whoever runs the rounds, all those under way. Show one: log it (record_look)."""
    if not may_run_rounds(person):
        return own_requests(person)
    under_way = HelpRequest.objects.under_way().values("pk")
    return HelpRequest.objects.filter(
        Q(pk__in=own_requests(person).values("pk")) | Q(pk__in=under_way)
    )


def own_requests(person: Person) -> HelpRequestQuerySet:
    """Without those of before a seal (docs/decisions/0019)."""
    return since_seal(HelpRequest.objects.filter(person=person), person, "created_at")


def pairs_visible_to(person: Person) -> QuerySet[Pair]:
    """Those of which one is part, never a draft; a manager, of whatever kind, sees nobody else's.

    Whoever asked for help sees a pair from the moment that the ambassador has accepted: a refusal
    has no name.
    """
    asked = Q(request__person=person, ambassador_answer=Answer.ACCEPTED)
    return own_pairs(person).shown().filter(asked | Q(ambassador__person=person))


def own_pairs(person: Person) -> PairQuerySet:
    """Without those of before a seal, which name somebody else as well."""
    before = sealed_before(person)
    asked, helped = Q(request__person=person), Q(ambassador__person=person)
    if before is None:
        return Pair.objects.filter(asked | helped)
    asked &= Q(request__created_at__gte=before)
    helped &= Q(proposed_at__gte=before)
    return Pair.objects.filter(asked | helped)


def ambassadors_visible_to(person: Person) -> QuerySet[Ambassador]:
    """One's own record, while it lasts."""
    return Ambassador.objects.active().filter(person=person)


def colleague_wishes_visible_to(person: Person) -> QuerySet[ColleagueWish]:
    """Those that one named as an ambassador. Without those of before a seal."""
    own = ColleagueWish.objects.filter(ambassador__person=person)
    return since_seal(own, person, "named_at")


def may_name(person: Person, colleague: Person) -> bool:
    """What was said of a colleague before a seal is changed when it is over."""
    said = ColleagueWish.objects.filter(ambassador__person=person, person=colleague)
    hidden = said.exclude(pk__in=colleague_wishes_visible_to(person).order_by().values("pk"))
    return not hidden.exists()


def may_leave(ambassador: Ambassador) -> bool:
    """To leave ends the pairs, so it waits for the end of a seal."""
    before = sealed_before(ambassador.person)
    return before is None or ambassador.started_at >= before


def may_offer_help(person: Person) -> bool:
    """A partner's learner is helped, and is gone by a set day."""
    return not person.is_external


def may_run_rounds(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


def sessions_visible_to(person: Person) -> QuerySet[WorkshopSession]:
    """Those of the workshops that are offered, and every one on whose list or among whose trainers
    this person is.
    """
    own = Q(seats_taken__in=seats_visible_to(person).values("pk")) | Q(trainers=person)
    mine = WorkshopSession.objects.filter(own).order_by().values("pk")
    return WorkshopSession.objects.filter(
        Q(workshop__is_retired=False, cancelled_at=None) | Q(pk__in=mine)
    )


def seats_visible_to(person: Person) -> QuerySet[Seat]:
    """One's own. Without those of before a seal (docs/decisions/0019)."""
    return since_seal(Seat.objects.filter(person=person), person, "asked_at")


def lists_kept_by(person: Person) -> QuerySet[WorkshopSession]:
    """Sessions whose list this person reads by name: a trainer's own, all for who runs workshops."""
    if may_run_workshops(person):
        return WorkshopSession.objects.all()
    return WorkshopSession.objects.filter(pk__in=person.workshops_given.order_by().values("pk"))


def may_run_workshops(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)
