from collections.abc import Callable

from adoption.foundation.locks import lock_portals
from adoption.usage.actions.declarations import forget_declarations
from adoption.usage.actions.goals import forget_goals
from adoption.usage.actions.links import undo_own_link
from adoption.usage.models import LinkCode, Objection
from adoption.usage.pseudonyms import subject_of
from people.actions.erasures import journalled_erasure
from people.actions.privacy import lock_person
from people.enums import ErasureRoute
from people.models import Person


# The kinds under which the journal notes an objection and its end.
OBJECTION, WITHDRAWAL = "objection", "objection withdrawn"
_forgetting: list[Callable[[Person], object]] = []


def register_forgetting(forget: Callable[[Person], object]) -> None:
    """Register `forget(person)`, which erases a subject's data in the transaction of the objection."""
    _forgetting.append(forget)


def object_to_measurement(
    *,
    person: Person,
    keep_logbook: bool = False,
    route: ErasureRoute = ErasureRoute.OWN_HAND,
) -> None:
    """Object: from the next publication on the person is unknown on every portal; published figures stay.

    Their links, days of use, answers and goals are erased, unless they keep them for themselves alone. The
    journal knows of it: a restored backup would count them again.
    """
    subject = subject_of(person)
    with journalled_erasure(route) as noting:
        lock_person(person=person)
        portals = lock_portals()
        record_objection(subject=subject)
        LinkCode.objects.filter(subject=subject).delete()
        noting.note(OBJECTION, subject)
        if keep_logbook:
            return
        for portal in portals:
            undo_own_link(person=person, portal=portal)
            forget_declarations(person=person, portal=portal)
            forget_goals(person=person, portal=portal)
        for forget in _forgetting:
            forget(person)


def object_at_request(person: Person) -> None:
    """Object for somebody who asked the officer to. They keep their logbook for themselves, and erase it there."""
    object_to_measurement(person=person, keep_logbook=True, route=ErasureRoute.DATA_REQUEST)


def withdraw_objection(*, person: Person) -> int:
    """Withdraw the objection: kept data count again from the next publication on, and questions resume."""
    subject = subject_of(person)
    with journalled_erasure(ErasureRoute.OWN_HAND) as noting:
        withdrawn = end_objection(subject=subject)
        if withdrawn:
            noting.note(WITHDRAWAL, subject)
        return withdrawn


def end_objection_on_recovery(person: Person) -> None:
    """End the objection when the owner recovers the account: an intruder may have made it."""
    withdraw_objection(person=person)


def record_objection(*, subject: str) -> None:
    Objection.objects.bulk_create([Objection(subject=subject)], ignore_conflicts=True)


def end_objection(*, subject: str) -> int:
    withdrawn, _by_model = Objection.objects.filter(subject=subject).delete()
    return withdrawn
