"""Validate formats and slots, the same for requests and offers."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ambassadors.help.enums import Format, Slot


def validated_formats(formats: Iterable[str]) -> list[str]:
    return _known(formats, Format.values)


def validated_slots(slots: Iterable[str]) -> list[str]:
    return _known(slots, Slot.values)


def _known(chosen: Iterable[str], known: list[str]) -> list[str]:
    """Return the chosen values in the order of the list. Raises ValidationError for one that is not in it."""
    chosen = set(chosen)
    if chosen - set(known):
        raise ValidationError(_("This choice does not exist."), code="unknown")
    return [value for value in known if value in chosen]
