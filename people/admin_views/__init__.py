"""Pages of the staff list in the administration, in Wagtail's own design."""

from people.admin_views.imports import (
    ImportChanges,
    ImportIndex,
    ImportProgress,
    ImportRunPage,
    ImportStaff,
)
from people.admin_views.mappings import (
    MappingCreate,
    MappingDelete,
    MappingEdit,
    MappingIndex,
)
from people.admin_views.staff import (
    PersonInvitation,
    PersonRecord,
    PersonRoles,
    PersonSecondFactor,
    StaffIndex,
    StaffListPreferences,
)


__all__ = [
    "ImportChanges",
    "ImportIndex",
    "ImportProgress",
    "ImportRunPage",
    "ImportStaff",
    "MappingCreate",
    "MappingDelete",
    "MappingEdit",
    "MappingIndex",
    "PersonInvitation",
    "PersonRecord",
    "PersonRoles",
    "PersonSecondFactor",
    "StaffIndex",
    "StaffListPreferences",
]
