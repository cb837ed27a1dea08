from django.db.models import Q

from ambassadors.cases.enums import CaseState
from ambassadors.cases.models import CaseStudy, CaseStudyQuerySet
from ambassadors.journeys.policies import may_facilitate
from people.enums import Role
from people.models import Person
from people.policies import sealed_before


READERS = frozenset({Role.TRAINING_MANAGER, Role.EDITOR})


def may_bring_cases(person: Person) -> bool:
    """Return False for partners' learners: cases are read among staff."""
    return not person.is_external


def may_work_cases(person: Person) -> bool:
    """Return whether the person may run the workshop on a case: as journey workshops, ambassadors among them."""
    return may_bring_cases(person) and may_facilitate(person)


def may_read_first(person: Person) -> bool:
    return bool(READERS & person.roles)


def may_decide_on_cases(person: Person) -> bool:
    return may_read_first(person) or person.has_role(Role.DATA_PROTECTION_OFFICER)


def cases_visible_to(person: Person) -> CaseStudyQuerySet:
    return CaseStudy.objects.shown() if may_bring_cases(person) else CaseStudy.objects.none()


def cases_to_decide_on(person: Person) -> CaseStudyQuerySet:
    """Return what waits for this person: as a reader what they neither signed nor read yet; as the data protection
    officer what was taken down."""
    waiting = Q(pk__in=[])
    if may_read_first(person):
        own = Q(signed_by=person) | Q(first_reader=person)
        waiting |= Q(state=CaseState.IN_READING) & ~Q(
            pk__in=CaseStudy.objects.filter(own).values("pk")
        )
    if person.has_role(Role.DATA_PROTECTION_OFFICER):
        waiting |= Q(state=CaseState.TAKEN_DOWN)
    return CaseStudy.objects.filter(waiting)


def cases_about(person: Person) -> CaseStudyQuerySet:
    """Return the cases that the person signed or read for the others, excluding those from before a seal."""
    own = CaseStudy.objects.filter(
        Q(signed_by=person) | Q(first_reader=person) | Q(second_reader=person)
    )
    before = sealed_before(person)
    return own if before is None else own.filter(proposed_on__gte=before.date())
