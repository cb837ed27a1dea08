from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core.named_locks import lock_names
from people.actions.erasures import journalled_erasure, without_journal
from people.actions.locks import lock_organisation
from people.actions.mails import Letter, send_without_queue
from people.actions.traces import erase_traces
from people.enums import ErasureRoute, Purpose, Role, ViewedData
from people.mail.kinds import ACCOUNT_ERASED
from people.models import ErasureUnderWay, Look, Person
from people.privacy_registry import holdings


BATCH = 500
PERSON = "person"  # the kind under which the journal notes that somebody was erased


def record_look(
    *,
    by: Person | None,
    at: Iterable[Person],
    purpose: Purpose,
    seen: ViewedData = ViewedData.RECORD,
    about: str = "",
) -> None:
    """Log one row for each person whose record was seen, with the viewer's roles; nothing for one's own.

    A list of names alone needs no look. `by` is None for an operator at the command line, whom the server
    does not know by name.
    """
    viewer = by.pk if by is not None else None
    roles = _roles_now(by)
    Look.objects.bulk_create(
        [
            Look(
                viewer_id=viewer,
                viewer_roles=roles,
                subject_id=person.pk,
                purpose=purpose,
                seen=seen,
                about=about,
            )
            for person in at
            if person.pk != viewer
        ],
        batch_size=BATCH,
    )


def _roles_now(person: Person | None) -> str:
    if person is None:
        return ""
    roles = set(person.roles) | ({Role.ADMINISTRATOR} if person.is_superuser else set())
    return ",".join(sorted(roles))


@contextmanager
def _log_lets_go(person: Person) -> Iterator[None]:
    """Let this person's rows of the log be deleted, or lose their name, inside the block: triggers refuse
    it elsewhere."""
    ErasureUnderWay.objects.create(person_key=person.pk)
    key = person.pk
    yield
    ErasureUnderWay.objects.filter(person_key=key).delete()


def lock_person(*, person: Person) -> None:
    """Lock a person before writing what no foreign key ties to them: it must not outlive an erasure beside it.

    Inside a transaction. Raises ValidationError where the person is gone already. Not by their row: on
    PostgreSQL a locked row keeps the number of the transaction that locked it, and so does each row that
    the transaction writes, so that `xmax` of the one beside `xmin` of the other would name whose it is.
    """
    if person.pk not in lock_people(people=[person]):
        raise ValidationError(_("This account was erased."), code="gone")


def lock_people(*, people: Iterable[Person]) -> set[int]:
    """Lock several people, in one order. Returns those who still exist, by primary key."""
    keys = sorted(person.pk for person in people)
    lock_names(f"person {key}" for key in keys)
    return set(Person.objects.filter(pk__in=keys).values_list("pk", flat=True))


def erase_person(*, person: Person, route: ErasureRoute = ErasureRoute.COMMAND) -> dict[str, int]:
    """Run every app's eraser, then delete the person; returns the rows touched by holding.

    Figures already published stay: they name nobody. It waits for an import under way; a staff list that still
    names the person creates them anew. The journal outside the database tells a restored backup to do it again. Raises ValidationError
    where they are gone already.
    """
    own = Person._meta.label
    others = [holding for holding in holdings() if holding.model != own]
    with journalled_erasure(route) as noting, _log_lets_go(person):
        lock_organisation()
        lock_person(person=person)
        noting.note(PERSON, str(person.uuid))
        if noting.is_kept and route != ErasureRoute.RETENTION:  # who left has another address now
            _take_leave(person, route)
        erased = erase_traces(person=person)
        erased |= {holding.key: holding.erase(person) for holding in others}
        person.delete()
    return erased | {own: 1}


def _take_leave(person: Person, route: ErasureRoute) -> None:
    values = {"how": lambda: str(route.label)}
    letter = Letter(person, str(person.uuid), reverse("people:login"), values)
    send_without_queue(kind=ACCOUNT_ERASED, letter=letter)


def preview_erasure(*, person: Person) -> dict[str, int]:
    """Return what `erase_person` would touch, by holding: it is run, and rolled back."""
    with without_journal(), transaction.atomic():
        erased = erase_person(person=Person.objects.get(pk=person.pk))
        transaction.set_rollback(True)
    return erased
