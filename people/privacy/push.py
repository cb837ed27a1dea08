"""Holding of the devices on which a person asked to be told that something waits."""

from django.utils.translation import gettext_lazy as _

from people.enums import DataChapter
from people.models import Person, PushDevice
from people.privacy_registry import Holding, delete_rows, rows_of
from people.push.queries import devices_of
from people.retention import PUSH_DEVICES
from people.retention_registry import retention_text


def _devices(person: Person):
    return rows_of(devices_of(person), "browser", "system", "added_at", "endpoint")


HOLDINGS = (
    Holding(
        model=PushDevice._meta.label,
        title=_("Your devices to notify"),
        purpose=_("To tell you on a device that something waits for you."),
        recipients=_(
            "You; the maker of the browser, who passes on an empty message: that this device is notified, and when."
        ),
        retention=retention_text(PUSH_DEVICES),
        source=_("You, on the page “My connections”."),
        chapter=DataChapter.TRACES,
        export=_devices,
        private=True,
        erase=lambda person: delete_rows(PushDevice.objects.filter(person=person)),
    ),
)
