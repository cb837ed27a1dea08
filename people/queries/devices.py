from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from core.dates import today
from people.models import Person, PersonalDevice


def devices_of(person: Person) -> QuerySet[PersonalDevice]:
    return PersonalDevice.objects.filter(person=person, ends_at__gt=timezone.now())


def may_keep(device: UUID) -> bool:
    """Whether a device may keep what it has: not revoked nor past its days, and the account still opens."""
    owners = Person.objects.employed_on(today()).filter(is_active=True)
    devices = PersonalDevice.objects.filter(uuid=device, ends_at__gt=timezone.now())
    return devices.filter(person__in=owners).exists()
