from collections.abc import Iterable

from people.actions.erasures import erasing
from people.actions.traces import erase_traces
from people.enums import ErasureRoute, Purpose
from people.models import Look, Person
from people.privacy_registry import holdings


BATCH = 500
PERSON = "person"  # the kind under which the journal notes that somebody was erased


def record_look(*, by: Person | None, at: Iterable[Person], purpose: Purpose) -> None:
    """One row for each person whose record was seen; nothing for one's own.

    `by` is None for an operator at the command line, whom the server does not know by name.
    """
    viewer = by.pk if by is not None else None
    Look.objects.bulk_create(
        [
            Look(viewer_id=viewer, subject_id=person.pk, purpose=purpose)
            for person in at
            if person.pk != viewer
        ],
        batch_size=BATCH,
    )


def erase_person(*, person: Person, route: ErasureRoute = ErasureRoute.COMMAND) -> dict[str, int]:
    """Run every app's eraser, then delete the person; answers the rows touched by holding.

    Figures already published stay: they name nobody. A staff list that still names the person
    makes them anew. The journal outside the database tells a restored backup to do it again.
    """
    own = Person._meta.label
    others = [holding for holding in holdings() if holding.model != own]
    with erasing(route) as noting:
        noting.note(PERSON, str(person.uuid))
        erased = {holding.model: holding.erase(person) for holding in others}
        erased |= erase_traces(person=person)
        person.delete()
    return erased | {own: 1}
