from datetime import date

from adoption.usage.enums import SourceKind
from adoption.usage.models import SourceIntake
from cms.models import Portal


def record_intake(*, portal: Portal, kind: SourceKind, on: date) -> None:
    """Once a day for each kind. In the transaction that takes the rows in."""
    SourceIntake.objects.get_or_create(portal=portal, kind=kind, taken_on=on)
