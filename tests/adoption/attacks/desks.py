"""What is noted of the public: at the desks, of another number in each world and published alike; and its calls."""

from datetime import date

from adoption.contacts.actions.contacts import ReportedVolume, record_contact_volumes
from adoption.contacts.enums import ContactDoor, Tap
from adoption.contacts.models import TallyBox
from adoption.contacts.tap_limits import MARK
from adoption.foundation.periods import Month
from core.cache import limits
from people.enums import PublicContact
from people.models import Position


STAFF_AT_DESKS = 20
OCTOBER_WEEK = date(2026, 10, 5)
CALLS = {4: 812, 5: 790, 6: 771, 7: 745, 8: 702, 9: 683, 10: 651}  # by month of 2026
CAMPAIGNS = (4000, 5000)  # about how many come to each in a month


def calls_of(contacts, month):
    """Number of contacts that a campaign notes for a month: fewer from year to year."""
    return contacts - 9 * (12 * (month.year - 2025) + month.month) + 5 * (month.month % 3)


def is_noted(month, text):
    noted = {calls_of(contacts, month) for contacts in CAMPAIGNS}
    return int(text.replace(",", "")) in noted | {CALLS.get(month.month)}


def note_at_the_desks(staff, count):
    """Nobody of those who will read stands at a desk."""
    held = Position.objects.exclude(person__in=staff.cast.values()).filter(
        is_primary=True, ended_on=None, started_on__lte=date(2026, 9, 28)
    )
    chosen = list(held.order_by("pk").values_list("pk", flat=True)[:STAFF_AT_DESKS])
    Position.objects.filter(pk__in=chosen).update(contact=PublicContact.FRONT_OFFICE)
    limits.set(MARK, "2020-01-01", None)  # no count was lost since
    TallyBox.objects.create(
        portal=staff.portal,
        monday=OCTOBER_WEEK,
        counts={**dict.fromkeys(Tap.values, 0), "opened": count, "afraid": count // 3, "used": 210},
    )


def note_the_calls(staff):
    """Whoever keeps them typed them in: everybody may read them, and nobody is in them."""
    record_contact_volumes(
        portal=staff.portal,
        volumes=[
            ReportedVolume(Month(2026, month), "phone", count) for month, count in CALLS.items()
        ],
        by=None,
        door=ContactDoor.FORM,
    )
