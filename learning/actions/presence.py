"""Grants a module for coming to a workshop. Who came, and when, the app of workshops knows."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from learning.enums import GrantSource
from learning.models import ModuleGrant


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
