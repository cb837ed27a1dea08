"""Read contacts of the public by month and channel, as they stand today, and their corrections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.timezone import localdate
from django.utils.translation import override

from adoption.contacts.enums import ContactChannel
from adoption.contacts.models import ContactChange, ContactVolume, OwnChannel
from adoption.foundation.periods import Month
from cms.languages import reading_language
from cms.models import Portal
from core.collation import alphabetical, fold_text


LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as displayed. `key`: as stored; `name`: for the reader; `is_own`: added by the organisation."""

    key: str
    name: str
    is_own: bool = False


def list_channels() -> list[Channel]:
    return builtin_and_own_channels(
        {channel.slug: channel.name_here for channel in OwnChannel.objects.all()}
    )


def builtin_and_own_channels(own: Mapping[str, str]) -> list[Channel]:
    """Return the built-in channels, then the organisation's own, given by key, sorted by name."""
    ours = [Channel(channel.value, str(channel.label)) for channel in ContactChannel]
    named = [Channel(key, name, is_own=True) for key, name in own.items()]
    return ours + sorted(named, key=lambda channel: alphabetical(channel.name))


def own_channel_name_subquery(key: Any) -> QuerySet[OwnChannel, Any]:
    """Return a subquery for the name of an organisation's own channel in the reader's language."""
    found = OwnChannel.objects.filter(slug=key).order_by()
    if reading_language() == "en":
        found = found.annotate(here=Coalesce(NullIf("name_en", Value("")), "name"))
    else:
        found = found.annotate(here=F("name"))
    return found.values("here")


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
