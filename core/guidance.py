"""Marks sentences that are for whoever writes, and finds those that are left: none is ever published."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


MARK = "✎"


def guide(words: str) -> str:
    return f"{MARK} {words}"


def has_guidance(raw: Any) -> bool:
    """Return whether a sentence is left anywhere in what is stored as JSON."""
    if isinstance(raw, str):
        return MARK in raw
    parts = raw.values() if isinstance(raw, Mapping) else raw
    return isinstance(parts, Iterable) and any(has_guidance(part) for part in parts)


def guidance_error() -> ValidationError:
    words = _(
        "Write your own words in place of the sentence that begins with %(mark)s, or empty this."
    )
    return ValidationError(words % {"mark": MARK}, code="guidance")
