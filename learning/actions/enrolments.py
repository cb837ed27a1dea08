from collections.abc import Iterable
from datetime import date

from django.db import transaction

from learning.models import Enrolment, Path
from people.models import Person


@transaction.atomic
def enrol(
    *, person: Person, path: Path, mandatory: bool = False, due_on: date | None = None
) -> None:
    """Enrol a person on a path. Choosing one that is already assigned does not lighten it; it stays theirs after."""
    enrol_people(people=[person], path=path, mandatory=mandatory, due_on=due_on)
    if not mandatory:
        Enrolment.objects.filter(person=person, path=path).update(is_chosen=True)


@transaction.atomic
def enrol_people(
    *, people: Iterable[Person], path: Path, mandatory: bool = False, due_on: date | None = None
) -> None:
    """Enrol each of them.

    Somebody who follows the path already keeps their enrolment; what becomes mandatory takes the new day,
    and a suggestion never lightens what was mandatory.
    """
    people = list(people)
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                person=person,
                path=path,
                is_mandatory=mandatory,
                is_chosen=not mandatory,
                due_on=due_on,
            )
            for person in people
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    if mandatory:
        for start in range(0, len(people), 500):
            Enrolment.objects.filter(path=path, person__in=people[start : start + 500]).update(
                is_mandatory=True, due_on=due_on
            )
