"""The last start from a campaign, as Wagtail’s log has it."""

from dataclasses import dataclass
from datetime import datetime

from wagtail.models import ModelLogEntry

from adoption.campaigns.enums import Part


STARTED = "adoption.campaign_started"


@dataclass(frozen=True, slots=True)
class Started:
    at: datetime
    made: dict[Part, int]


def last_start() -> Started | None:
    """Return the last start that made something; None where there was none."""
    for entry in ModelLogEntry.objects.filter(action=STARTED).order_by("-timestamp", "-pk"):
        if made := {part: entry.data[part] for part in Part if part in entry.data}:
            return Started(entry.timestamp, made)
    return None
