"""Record numbers of contacts, whether they come from a file, a form or a program."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from adoption.contacts.enums import ContactDoor
from adoption.contacts.models import (
    LONGEST_CHANNEL,
    MOST_CONTACTS,
    ContactChange,
    ContactVolume,
    OwnChannel,
)
from adoption.contacts.queries.contacts import channel_keys_by_name, list_channels
from adoption.foundation.locks import lock_portal
from adoption.foundation.periods import Month
from cms.models import Portal
from core.collation import fold_text
from core.dates import today as current_day
from people.models import Person


EARLIEST = Month(2000, 1)  # before it: a slip of the year
Place = tuple[Month, str]  # month and channel
Counts = dict[Place, int | None]


@dataclass(frozen=True, slots=True)
class ReportedVolume:
    """One number for a month and channel. `count`: None removes the number."""

    month: Month
    channel: str
    count: int | None


class VolumeOutcome(StrEnum):
    """What became of one volume. `KEPT`: another number was there and stays. `DOUBLED`: the same call had one already."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    DOUBLED = "doubled"


@transaction.atomic
def record_contact_volumes(
    *,
    portal: Portal,
    volumes: Iterable[ReportedVolume],
    by: Person | None,
    door: ContactDoor,
    replace: bool = False,
) -> list[VolumeOutcome]:
    """Write the volumes in order and return the outcome of each.

    Where another number stands it stays, unless `replace`. Of two numbers for one month and channel in
    the same call the first counts, even then. Every change is kept with its author.
    Raises ValidationError, and takes in nothing, for a month that is not over, a channel that there is
    not or an impossible number.
    """
    wanted = list(volumes)
    known, now = {channel.key for channel in list_channels()}, current_day()
    for volume in wanted:
        validate_contact_month(volume.month, now)
        if volume.count is not None:
            validate_contact_count(volume.count)
        if volume.channel not in known:
            raise ValidationError(_("There is no such channel."), code="channel")
    lock_portal(portal)
    months = {volume.month.first_day for volume in wanted}
    rows = ContactVolume.objects.filter(portal=portal, month__in=months).order_by("pk")
    before: Counts = {(Month.containing(row.month), row.channel): row.count for row in rows}
    after: Counts = {}
    outcomes = [_take(volume, before, after, replace=replace) for volume in wanted]
    changes = [
        (place, before.get(place), new) for place, new in after.items() if new != before.get(place)
    ]
    _write(portal, changes, by, door)
    return outcomes


def validate_contact_month(month: Month, today: date) -> None:
    """Raise ValidationError for a month that is still running: it would be counted in part."""
    if not EARLIEST <= month < Month.containing(today):
        raise ValidationError(
            _("a month that is over, not before %(first)s") % {"first": EARLIEST}, code="month"
        )


def validate_contact_count(count: int) -> None:
    if not 0 <= count <= MOST_CONTACTS:
        raise ValidationError(
            _("a number from 0 to %(most)s") % {"most": MOST_CONTACTS}, code="count"
        )


def _take(volume: ReportedVolume, before: Counts, after: Counts, *, replace: bool) -> VolumeOutcome:
    """Decide on one volume; what stands after those taken so far is in `after`."""
    place = (volume.month, volume.channel)
    old = before.get(place)
    if place in after:
        is_same = volume.count == after[place]
        return VolumeOutcome.UNCHANGED if is_same else VolumeOutcome.DOUBLED
    if volume.count == old:
        after[place] = old
        return VolumeOutcome.UNCHANGED
    if old is not None and not replace:
        return VolumeOutcome.KEPT
    after[place] = volume.count
    return VolumeOutcome.CREATED if old is None else VolumeOutcome.CHANGED


def _write(
    portal: Portal,
    changes: list[tuple[Place, int | None, int | None]],
    by: Person | None,
    door: ContactDoor,
) -> None:
    for (month, channel), _old, new in changes:
        if new is None:
            portal.contact_volumes.filter(month=month.first_day, channel=channel).delete()
    ContactVolume.objects.bulk_create(
        (
            ContactVolume(portal=portal, month=month.first_day, channel=channel, count=new)
            for (month, channel), _old, new in changes
            if new is not None
        ),
        update_conflicts=True,
        unique_fields=["portal", "month", "channel"],
        update_fields=["count"],
    )
    ContactChange.objects.bulk_create(
        ContactChange(
            portal=portal,
            month=month.first_day,
            channel=channel,
            old=old,
            new=new,
            door=door,
            changed_by=by,
        )
        for (month, channel), old, new in changes
    )


@transaction.atomic
def add_channel(*, name: str, name_en: str = "") -> OwnChannel:
    """Create a channel. Raises ValidationError for a name already taken in either language, by a built-in one too."""
    taken = channel_keys_by_name()
    if any(fold_text(word) in taken for word in (name, name_en) if word):
        raise ValidationError(_("There is a channel of this name already."), code="taken")
    slug = slugify(name)[:LONGEST_CHANNEL].strip("-")
    if not slug or fold_text(slug) in taken:
        raise ValidationError(
            _("Give it a name of letters that no other channel has."), code="name"
        )
    return OwnChannel.objects.create(slug=slug, name=name, name_en=name_en)


@transaction.atomic
def remove_channel(*, channel: OwnChannel) -> None:
    """Delete a channel. Raises ValidationError once a number was ever recorded for it."""
    used = ContactVolume.objects.filter(channel=channel.slug).exists()
    if used or ContactChange.objects.filter(channel=channel.slug).exists():
        raise ValidationError(_("This channel has numbers: it stays with them."), code="used")
    channel.delete()
