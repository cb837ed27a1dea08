"""Record numbers of contacts, whether they come from a file, a form or a program."""

from collections.abc import Iterable, Mapping
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
    noting = _VolumeRecorder(
        portal, by, door, standing={(Month.containing(row.month), row.channel): row for row in rows}
    )
    fates = [noting.note(volume, replace=replace) for volume in wanted]
    noting.write()
    return fates


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


class _VolumeRecorder:
    """Current numbers while the volumes of one call are processed, and the rows to write."""

    def __init__(
        self,
        portal: Portal,
        by: Person | None,
        door: ContactDoor,
        *,
        standing: Mapping[tuple[Month, str], ContactVolume],
    ) -> None:
        self._portal, self._by, self._door = portal, by, door
        self._before = {place: row.count for place, row in standing.items()}
        self._after: dict[tuple[Month, str], int | None] = {}

    def note(self, volume: ReportedVolume, *, replace: bool) -> VolumeOutcome:
        place = (volume.month, volume.channel)
        old = self._before.get(place)
        if place in self._after:
            return (
                VolumeOutcome.UNCHANGED
                if volume.count == self._after[place]
                else VolumeOutcome.DOUBLED
            )
        if volume.count == old:
            self._after[place] = old
            return VolumeOutcome.UNCHANGED
        if old is not None and not replace:
            return VolumeOutcome.KEPT
        self._after[place] = volume.count
        return VolumeOutcome.CREATED if old is None else VolumeOutcome.CHANGED

    def write(self) -> None:
        changes = [
            (place, self._before.get(place), new)
            for place, new in self._after.items()
            if new != self._before.get(place)
        ]
        for (month, channel), _old, new in changes:
            if new is None:
                self._portal.contact_volumes.filter(month=month.first_day, channel=channel).delete()
        ContactVolume.objects.bulk_create(
            (
                ContactVolume(
                    portal=self._portal, month=month.first_day, channel=channel, count=new
                )
                for (month, channel), _old, new in changes
                if new is not None
            ),
            update_conflicts=True,
            unique_fields=["portal", "month", "channel"],
            update_fields=["count"],
        )
        ContactChange.objects.bulk_create(
            ContactChange(
                portal=self._portal,
                month=month.first_day,
                channel=channel,
                old=old,
                new=new,
                door=self._door,
                changed_by=self._by,
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
