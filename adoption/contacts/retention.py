from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from adoption.contacts.models import TallyBox
from people.retention_registry import Retention, register_retention


BOXES = "tally_boxes"


def register() -> None:
    """Register retention of boxes for portals no longer followed; the others are emptied on publication."""
    retention = Retention(
        key=BOXES,
        title=_("Numbers noted at the desks, by site and week"),
        words=_(
            "Until the month is published, %(period)s at most; nothing in them leads to anybody."
        ),
        outdated=lambda limit: TallyBox.objects.filter(monday__lt=localdate(limit)),
        fixed=3,
        counted=False,
    )
    register_retention(retention)
