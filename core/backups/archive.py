"""The content of a backup: a tar of about.json, database/000001…, files, and manifest.json with their sums last."""

import hashlib
import json
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.core.files.storage import Storage
from django.utils.translation import gettext as _

from core.backups.errors import BackupError
from core.backups.sealing import BLOCK


FORMAT = 1
ABOUT, DATABASE, MANIFEST = "about.json", "database", "manifest.json"
CHUNK = 16 * BLOCK  # of the dump, whose length nobody knows before its end


@dataclass(frozen=True, slots=True)
class About:
    """The description of a backup. `engine`: postgresql or sqlite. `migrations`: as `app.name`."""

    made_at: str
    version: str
    engine: str
    migrations: list[str]
    format: int = FORMAT


@dataclass(slots=True)
class Manifest:
    """The list of what a backup holds: rows by table, SHA-256 and size by file. `left_out`: tables kept without their rows."""

    rows: dict[str, int]
    left_out: list[str]
    files: dict[str, tuple[str, int]] = field(default_factory=dict)


class ArchiveWriter:
    """Writes one as a context manager: `add_about`, the rest, then `finish`."""

    def __init__(self, target: BinaryIO) -> None:
        self._tar = tarfile.open(fileobj=target, mode="w|")  # noqa: SIM115 - closed as this ends
        self._sums: dict[str, tuple[str, int]] = {}

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(self, *error: Any) -> None:
        self._tar.__exit__(*error)

    def add_about(self, about: About) -> None:
        self._add_bytes(ABOUT, json.dumps(asdict(about)).encode())

    def add_database(self, dump: Iterable[bytes]) -> None:
        whole, size = hashlib.sha256(), 0
        for number, chunk in enumerate(in_chunks(dump), start=1):
            whole.update(chunk)
            size += len(chunk)
            self._add_bytes(f"{DATABASE}/{number:06}", chunk)
        self._sums[DATABASE] = whole.hexdigest(), size

    def add_files(self, folder: str, storage: Storage) -> None:
        """Add what a storage holds. A file that was deleted meanwhile is passed over."""
        for name in file_names(storage):
            try:
                size = storage.size(name)
                source = storage.open(name, "rb")
            except FileNotFoundError:
                continue
            with source:
                self._add_file(f"{folder}/{name}", size, source)

    def finish(self, manifest: Manifest) -> None:
        manifest.files = self._sums
        self._add_bytes(MANIFEST, json.dumps(asdict(manifest)).encode())

    def _add_bytes(self, name: str, data: bytes) -> None:
        self._tar.addfile(_header(name, len(data)), BytesIO(data))
        _forget_members(self._tar)

    def _add_file(self, name: str, size: int, source: Any) -> None:
        summing = _Summing(source)
        try:
            self._tar.addfile(_header(name, size), summing)
        except OSError as error:
            if summing.size == size:
                raise
            message = _("%(name)s changed while it was read.") % {"name": name}
            raise BackupError(message) from error
        _forget_members(self._tar)
        self._sums[name] = summing.sum.hexdigest(), size


def _forget_members(tar: Any) -> None:
    """Hold none of a hundred thousand files in memory; a stream has no use for them."""
    tar.members.clear()


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


class _Summing:
    """A file whose sum is known once it was read."""

    def __init__(self, source: Any) -> None:
        self.source, self.sum, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.source.read(size)
        self.sum.update(data)
        self.size += len(data)
        return data


def in_chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for part in parts:
        held += part
        if len(held) >= CHUNK:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def file_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Return the names of all files of a storage; none where it has no folder yet."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in sorted(names) if name)
    for inner in sorted(folders):
        yield from file_names(storage, prefix + inner)


def read_about(source: BinaryIO) -> About:
    """Return what a backup says of itself, from its beginning alone. Raises BackupError."""
    with _tar_of(source) as tar:
        return _about(tar)


def unpack(source: BinaryIO, folder: Path) -> tuple[About, Manifest]:
    """Unpack into an empty folder and compare each sum. Raises BackupError."""
    sums: dict[str, tuple[str, int]] = {}
    with _tar_of(source) as tar, (folder / DATABASE).open("wb") as dump:
        about, manifest = _about(tar), None
        whole, size = hashlib.sha256(), 0
        while member := tar.next():
            _forget_members(tar)
            data = _content(tar, member)
            if member.name == MANIFEST:
                manifest = json.load(data)
            elif PurePosixPath(member.name).parts[0] == DATABASE:
                chunk = data.read()
                whole.update(chunk)
                size += dump.write(chunk)
            else:
                sums[member.name] = _unpack_file(data, folder, member.name)
    if manifest is None:
        raise BackupError(_("The backup is damaged or cut off: take an earlier one."))
    sums[DATABASE] = whole.hexdigest(), size
    kept = Manifest(**manifest)
    _compare_sums({name: (sum_, size) for name, (sum_, size) in kept.files.items()}, sums)
    return about, kept


@contextmanager
def _tar_of(source: BinaryIO) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            yield tar
    except tarfile.TarError as error:
        raise BackupError(_("The backup is damaged or cut off: take an earlier one.")) from error


def _about(tar: tarfile.TarFile) -> About:
    member = tar.next()
    content = json.load(_content(tar, member)) if member and member.name == ABOUT else {}
    if content.get("format") != FORMAT:
        raise BackupError(_("This is no backup of Passerelle, or one of a later version."))
    return About(**content)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    content = tar.extractfile(member)
    if content is None or ".." in PurePosixPath(member.name).parts or member.name[0] == "/":
        raise BackupError(_("This is no backup of Passerelle, or one of a later version."))
    return content


def _unpack_file(data: Any, folder: Path, name: str) -> tuple[str, int]:
    path, summing = folder / name, _Summing(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        shutil.copyfileobj(summing, target, BLOCK)
    return summing.sum.hexdigest(), summing.size


def _compare_sums(expected: dict[str, tuple[str, int]], found: dict[str, tuple[str, int]]) -> None:
    wrong = [
        name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
    ]
    if wrong:
        message = _("%(count)s files differ from the manifest, first %(name)s.")
        raise BackupError(message % {"count": len(wrong), "name": min(wrong)})
