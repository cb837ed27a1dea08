"""Encrypts and decrypts with age (X25519), in a thread beside: neither side holds more than a block of it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from core.backups.errors import BackupError


BLOCK = 1024 * 1024


def recipients_of(names: Sequence[str]) -> list[Any]:
    """Return the public keys to seal for. Raises BackupError."""
    from pyrage import RecipientError, x25519  # noqa: PLC0415 - workers and commands alone

    if not names:
        raise BackupError(_("BACKUP_RECIPIENTS is empty: nothing is backed up unsealed."))
    try:
        return [x25519.Recipient.from_str(name) for name in names]
    except RecipientError as error:
        message = _("BACKUP_RECIPIENTS: a public key begins with age1 (manage.py make_backup_key).")
        raise BackupError(message) from error


def read_identities(path: Path) -> list[Any]:
    """Return the secret keys of an identity file, as age-keygen writes it. Raises BackupError."""
    from pyrage import IdentityError, x25519  # noqa: PLC0415

    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        keys = [x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, IdentityError):
        keys = []
    if not keys:
        message = _("%(file)s holds no key: a line begins with AGE-SECRET-KEY-1.")
        raise BackupError(message % {"file": path})
    return keys


def new_identity() -> tuple[str, str]:
    """Return a secret key and its public key."""
    from pyrage import x25519  # noqa: PLC0415

    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


@contextmanager
def sealed_into(target: BinaryIO, recipients: Sequence[Any]) -> Iterator[BinaryIO]:
    """Yield a file; what is written there reaches `target` sealed, all of it when this ends without an error."""
    from pyrage import encrypt_io  # noqa: PLC0415

    read_end, write_end = os.pipe()
    kept = _KeepsErrors(target)

    def seal() -> None:
        with os.fdopen(read_end, "rb") as plain:
            encrypt_io(plain, kept, recipients)

    with _beside(seal, kept), os.fdopen(write_end, "wb", buffering=BLOCK) as pipe:
        yield pipe


@contextmanager
def opened_from(source: BinaryIO, identities: Sequence[Any]) -> Iterator[BinaryIO]:
    """Yield a file of what `source` holds sealed. Raises BackupError where it is damaged or of another key."""
    from pyrage import DecryptError, decrypt_io  # noqa: PLC0415

    read_end, write_end = os.pipe()
    kept = _KeepsErrors(source)

    def decipher() -> None:
        pipe = os.fdopen(write_end, "wb", buffering=BLOCK)
        plain = _KeepsErrors(pipe)
        with suppress(BrokenPipeError), pipe:
            try:
                decrypt_io(kept, plain, identities)
            except (DecryptError, OSError) as error:
                if not isinstance(plain.error, BrokenPipeError):  # else the reader has seen enough
                    raise _error_of(error) from error

    with _beside(decipher, kept), os.fdopen(read_end, "rb", buffering=BLOCK) as plain:
        yield plain


def _error_of(error: Exception) -> BackupError:
    """Say what an error of age means: it has no names for them."""
    if "matching keys" in str(error):
        return BackupError(
            _("This identity does not open the backup: it is sealed for another key.")
        )
    return BackupError(_("The backup is damaged or cut off: take an earlier one."))


class _KeepsErrors:
    """A file whose errors are kept: age tells of them in words alone."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        return self._kept(self.file.read, size)

    def write(self, data: bytes) -> int:
        return self._kept(self.file.write, data)

    def flush(self) -> None:
        """Leave that to whoever opened the file."""

    def _kept(self, act: Any, value: Any) -> Any:
        try:
            return act(value)
        except BaseException as error:
            self.error = error
            raise


@contextmanager
def _beside(work: Any, kept: _KeepsErrors) -> Iterator[None]:
    """Run `work` in a thread while this lasts. What went wrong there explains what went wrong here."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failures.append(kept.error or error)

    thread = Thread(target=run, name="sealing")
    thread.start()
    try:
        yield
    except Exception as error:
        thread.join()
        if failures:
            raise failures[0] from error
        raise
    finally:
        with suppress(RuntimeError):
            thread.join()
    if failures:
        raise failures[0]
