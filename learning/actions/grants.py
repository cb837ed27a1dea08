"""Grants modules: what a placement showed as known, by choice, and what presence completes."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from learning.enums import GrantSource
from learning.models import ModuleGrant
from people.models import Person


@transaction.atomic
def grant_modules(
    *, person: Person, modules: Iterable[int], counts_from: datetime | None = None
) -> None:
    """Grant modules; the caller checks that they may be: queries.placements. A grant that counts already
    keeps its day."""
    pks = list(modules)
    ModuleGrant.objects.bulk_create(
        [ModuleGrant(person=person, module_id=pk) for pk in pks], ignore_conflicts=True
    )
    if counts_from is not None:
        old = _passed_over(person).filter(module__in=pks, granted_at__lt=counts_from)
        old.update(granted_at=Now())


def take_back_grant(*, person: Person, module: int) -> None:
    """Withdraw a grant: the module is to do again, as far as it was not done otherwise."""
    _passed_over(person).filter(module=module).delete()


def _passed_over(person: Person) -> QuerySet[ModuleGrant]:
    """Return the grants of a placement, not those by presence, which are not the person's to take back."""
    return ModuleGrant.objects.filter(person=person, source=GrantSource.PLACEMENT)


@transaction.atomic
def set_attendance_grants(*, module: int, came: Mapping[int, datetime | None]) -> None:
    """Set, for each person by key, when they were last there; None removes what was recorded."""
    noted = ModuleGrant.objects.filter(module=module, source=GrantSource.PRESENCE)
    noted.filter(person__in=[pk for pk, moment in came.items() if moment is None]).delete()
    ModuleGrant.objects.bulk_create(
        [
            ModuleGrant(
                person_id=pk, module_id=module, source=GrantSource.PRESENCE, granted_at=moment
            )
            for pk, moment in sorted(came.items())
            if moment is not None
        ],
        update_conflicts=True,
        unique_fields=["person", "module", "source"],
        update_fields=["granted_at"],
    )
