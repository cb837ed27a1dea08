"""Reads what a form or an address sends as a key."""

from uuid import UUID


def primary_key(text: str) -> int:
    """Return the key, or 0, which no row has, for an invalid one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
