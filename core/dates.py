from datetime import date

from django.utils import timezone


def today() -> date:
    """The day in the organisation's time zone, not the server's."""
    return timezone.localdate()
