from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError


class BackupError(Exception):
    """The reason for which a backup was not made, read or restored, in words for whoever operates the platform. Names no person."""


@contextmanager
def told_by_command() -> Iterator[None]:
    """End a command with what went wrong, in one line and with 1."""
    try:
        yield
    except (BackupError, OSError, DatabaseError) as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise CommandError(said[0], returncode=1) from error
