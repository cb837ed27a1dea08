"""Refuses passwords of known breaches, without asking anybody: the list is a file of ours."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


DIGEST_LENGTH = 40  # SHA-1 in hexadecimal


class CompromisedPasswordValidator:
    """Reads COMPROMISED_PASSWORDS_FILE: lines of "SHA-1:count" in order, as the public lists come.

    Without the setting it accepts everything; Django's list of common passwords is checked beside it.
    """

    def validate(self, password: str, user: object = None) -> None:
        name = settings.COMPROMISED_PASSWORDS_FILE
        if name and is_listed(digest_of(password), Path(name)):
            raise ValidationError(
                _("This password was found in a data breach elsewhere. Choose another."),
                code="password_compromised",
            )

    def get_help_text(self) -> str:
        return _("Your password must not have been found in a data breach.")


def digest_of(password: str) -> str:
    """Return the SHA-1 of which the lists are made; nothing of ours is kept under it."""
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def is_listed(digest: str, path: Path) -> bool:
    """Search the file by bisection: some thirty small reads in a file of forty gigabytes."""
    wanted = digest.encode()
    with path.open("rb", buffering=0) as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:  # the line wanted, if there is one, begins in [low, high)
            middle = (low + high) // 2
            start, line = _line_at(file, middle)
            digest_read = line[:DIGEST_LENGTH].upper()
            if digest_read == wanted:
                return True
            if line.strip() and digest_read < wanted:
                low = start + len(line)
            else:
                high = start
    return False


def _line_at(file: BinaryIO, offset: int) -> tuple[int, bytes]:
    """Return the line in which this byte stands, and where it begins. Lines are at most 128 bytes long."""
    before = max(0, offset - 128)
    file.seek(before)
    part = file.read(offset - before + 128)
    here = offset - before
    start = part.rfind(b"\n", 0, here) + 1
    end = part.find(b"\n", here)
    return before + start, part[start : end + 1 if end >= 0 else None]
