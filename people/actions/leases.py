from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from people.models import Lease


def hold_lease(name: str, holder: UUID, lasting: timedelta) -> bool:
    """Take a lease, or make one's own last longer. False while somebody else holds it.

    One that lasts longer than any can was taken before the clock was put back.
    """
    now = timezone.now()
    until = now + lasting
    mine = Lease.objects.filter(name=name, holder=holder)
    free = Lease.objects.filter(name=name).exclude(until__range=(now, now + 2 * lasting))
    if (mine | free).update(holder=holder, until=until):
        return True
    Lease.objects.bulk_create([Lease(name=name, holder=holder, until=until)], ignore_conflicts=True)
    return mine.filter(until=until).exists()


def end_lease(name: str, holder: UUID) -> None:
    Lease.objects.filter(name=name, holder=holder).delete()
