"""What is noted at the desks of the attacked organisation: of another number in each world, and published alike."""

from datetime import date

from adoption.enums import Tap
from adoption.models import TallyBox
from people.enums import Contact
from people.models import Position


STAFF_AT_DESKS = 20
OCTOBER_WEEK = date(2026, 10, 5)


def note_at_the_desks(staff, count):
    """Nobody of those who will read stands at a desk."""
    held = Position.objects.exclude(person__in=staff.cast.values()).filter(
        is_primary=True, ended_on=None, started_on__lte=date(2026, 9, 28)
    )
    chosen = list(held.order_by("pk").values_list("pk", flat=True)[:STAFF_AT_DESKS])
    Position.objects.filter(pk__in=chosen).update(contact=Contact.FRONT_OFFICE)
    TallyBox.objects.create(
        portal=staff.portal,
        monday=OCTOBER_WEEK,
        counts={**dict.fromkeys(Tap.values, 0), "opened": count, "afraid": count // 3, "used": 210},
    )
