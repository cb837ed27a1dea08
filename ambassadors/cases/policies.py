from django.db.models import Q

from ambassadors.cases.enums import CaseState
from ambassadors.cases.models import CaseStudy, CaseStudyQuerySet
from ambassadors.journeys.policies import may_facilitate
from people.enums import Role
from people.models import Person
from people.policies import sealed_before


READERS = frozenset({Role.TRAINING_MANAGER, Role.EDITOR})
ReadersByRole = dict[str, set[int]]


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


def readers_by_role() -> ReadersByRole:
    rows = Person.objects.filter(is_active=True, groups__name__in=READERS)
    found: ReadersByRole = {str(role): set() for role in READERS}
    for role, pk in rows.order_by().values_list("groups__name", "pk"):
        if role in found:
            found[role].add(pk)
    return found


def readers_of(case: CaseStudy, by_role: ReadersByRole) -> set[int]:
    """Return who may read the case next: not who signed or read it; after a training manager an editor, and the other way
    round, where there is one. Who brings a case unsigned may be one of its readers, but not both."""
    spent = {case.signed_by_id, case.first_reader_id}
    readers = set().union(*by_role.values()) - spent
    had = {role for role, people in by_role.items() if case.first_reader_id in people}
    missing = set(by_role) - had
    if not had or not missing:
        return readers
    others = set().union(*(by_role[role] for role in missing)) - spent
    return others or readers


def cases_to_decide_on(person: Person) -> CaseStudyQuerySet:
    """Return what waits for this person: as a reader what they may read next; as the data protection officer what was
    taken down."""
    waiting = Q(pk__in=[])
    if may_read_first(person):
        by_role = readers_by_role()
        unread = CaseStudy.objects.filter(state=CaseState.IN_READING)
        rows = unread.only("signed_by", "first_reader")
        waiting |= Q(pk__in=[case.pk for case in rows if person.pk in readers_of(case, by_role)])
        waiting &= Q(state=CaseState.IN_READING)
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
