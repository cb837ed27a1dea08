from datetime import date

from adoption.usage.enums import SourceKind
from adoption.usage.models import SourceIntake
from cms.models import Portal


def record_intake(*, portal: Portal, kind: SourceKind, on: date) -> None:
    """Record the source once a day for each kind. In the transaction of the import."""
    SourceIntake.objects.get_or_create(portal=portal, kind=kind, taken_on=on)
