"""Read contacts of the public by month and channel, as they stand today, and their corrections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import override

from adoption.contacts.enums import ContactChannel
from adoption.contacts.models import ContactChange, ContactVolume, OwnChannel
from adoption.foundation.periods import Month
from cms.models import Portal
from core.collation import alphabetical_key, fold_text


LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as displayed. `key`: as stored; `name`: for the reader; `is_own`: added by the organisation."""

    key: str
    name: str
    is_own: bool = False


def list_channels() -> list[Channel]:
    """Return the built-in channels, then the organisation's own, sorted by name."""
    ours = [Channel(each.value, str(each.label)) for each in ContactChannel]
    named = [Channel(each.slug, each.name_here, is_own=True) for each in OwnChannel.objects.all()]
    return ours + sorted(named, key=lambda each: alphabetical_key(each.name))


def channel_keys_by_name() -> dict[str, str]:
    """Map every name that a file may use, in either language and without accents, to its key."""
    words: dict[str, str] = {}
    for own in OwnChannel.objects.order_by("pk"):
        words |= {fold_text(word): own.slug for word in (own.slug, own.name, own.name_en) if word}
    for language in LANGUAGES:
        with override(language):
            words |= {fold_text(str(channel.label)): channel.value for channel in ContactChannel}
    return words | {fold_text(channel.value): channel.value for channel in ContactChannel}


def contact_volumes(portal: Portal, *, since: Month | None = None) -> dict[tuple[Month, str], int]:
    """Return counts by month and channel. A month without a number is absent: unknown is not zero."""
    rows = ContactVolume.objects.filter(portal=portal)
    if since is not None:
        rows = rows.filter(month__gte=since.first_day)
    return {
        (Month.containing(month), channel): count
        for month, channel, count in rows.order_by("month", "channel").values_list(
            "month", "channel", "count"
        )
    }


@dataclass(frozen=True, slots=True)
class Correction:
    """A corrected number. `first`: as first recorded; `now`: None where removed; `day`: of the last change."""

    first: int | None
    now: int | None
    day: date


def corrected_volumes(
    portal: Portal, months: Iterable[Month]
) -> dict[tuple[Month, str], Correction]:
    """Return numbers that differ from their first value; those changed and changed back are left out."""
    changes = ContactChange.objects.filter(
        portal=portal, month__in=[month.first_day for month in months]
    )
    found: dict[tuple[Month, str], Correction] = {}
    for month, channel, old, new, moment in changes.order_by("changed_at", "pk").values_list(
        "month", "channel", "old", "new", "changed_at"
    ):
        key = Month.containing(month), channel
        at_first = new if old is None else old
        first = found[key].first if key in found else at_first
        if first is not None:
            found[key] = Correction(first, new, localdate(moment))
    return {
        key: correction for key, correction in found.items() if correction.first != correction.now
    }


def volume_changes(portal: Portal) -> QuerySet[ContactChange]:
    return (
        ContactChange.objects.filter(portal=portal)
        .select_related("changed_by")
        .order_by("-changed_at", "-pk")
    )
