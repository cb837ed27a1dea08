"""Places of backups: a folder or a bucket of S3. What is not whole is not there."""

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core.backups.errors import BackupError


NAME = re.compile(r"passerelle-(\d{8}T\d{6}Z)\.age")
MOMENT = "%Y%m%dT%H%M%SZ"
PART_BYTES = 32 * 1024 * 1024  # S3 takes 10,000 parts: 320 GB
FORGOTTEN = timedelta(days=1)  # a part of a backup that was cut off


@dataclass(frozen=True, slots=True, order=True)
class StoredBackup:
    name: str
    size: int

    @property
    def made_at(self) -> datetime:
        found = cast("re.Match[str]", NAME.fullmatch(self.name))
        return datetime.strptime(found[1], MOMENT).replace(tzinfo=UTC)


def backup_name(moment: datetime) -> str:
    return f"passerelle-{moment.astimezone(UTC):{MOMENT}}.age"


class Place(ABC):
    """Keeps files by name, whole or not at all."""

    @abstractmethod
    def sizes(self) -> dict[str, int]:
        """Return the files with their sizes."""

    @abstractmethod
    def reading(self, name: str) -> Any:
        """Open a file: a context manager. Raises FileNotFoundError."""

    @abstractmethod
    def writing(self, name: str) -> Any:
        """Open a new file: a context manager, at whose end it is there and whole, or not at all."""

    @abstractmethod
    def delete(self, name: str) -> None: ...

    @abstractmethod
    def tidy(self) -> None:
        """Remove what a backup that was cut off has left, a day ago or earlier."""

    def backups(self) -> list[StoredBackup]:
        """Return them, the oldest first."""
        found = self.sizes().items()
        return sorted(StoredBackup(name, size) for name, size in found if NAME.fullmatch(name))

    def read(self, name: str) -> bytes:
        with self.reading(name) as source:
            return source.read()

    def write(self, name: str, data: bytes) -> None:
        with self.writing(name) as target:
            target.write(data)


def backup_place(address: str = "") -> Place:
    """Return the place that the address, else BACKUP_DESTINATION, names. Raises BackupError."""
    address = address or settings.BACKUP_DESTINATION
    parts = urlsplit(address)
    if parts.scheme == "s3" and parts.netloc:
        return Bucket(parts.netloc, parts.path.strip("/"))
    folder = Path(address)
    if not folder.is_absolute():
        raise BackupError(
            _("BACKUP_DESTINATION is an absolute path or s3://bucket/prefix, not “%(given)s”.")
            % {"given": address}
        )
    if not folder.is_dir():
        message = _("%(folder)s is no folder here: is its disk mounted?")
        raise BackupError(message % {"folder": folder})
    return Folder(folder)


class Folder(Place):
    def __init__(self, path: Path) -> None:
        self.path = path

    def sizes(self) -> dict[str, int]:
        files = (path for path in self.path.iterdir() if path.is_file() and path.name[0] != ".")
        return {path.name: path.stat().st_size for path in files}

    def reading(self, name: str) -> Any:
        return (self.path / name).open("rb")

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        part = self.path / f".{name}.{os.getpid()}.part"
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                yield target
                target.flush()
                os.fsync(target.fileno())
            part.replace(self.path / name)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._sync()

    def delete(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def tidy(self) -> None:
        limit = (datetime.now(tz=UTC) - FORGOTTEN).timestamp()
        for part in self.path.glob(".*.part"):
            if part.stat().st_mtime < limit:
                part.unlink(missing_ok=True)

    def _sync(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class Bucket(Place):
    """Asks S3 with the variables of boto3: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL_S3…"""

    def __init__(self, bucket: str, prefix: str) -> None:
        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""

    @cached_property
    def _client(self) -> Any:
        import boto3  # noqa: PLC0415 - workers and commands alone

        return boto3.client("s3")

    def _named(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.prefix + name}

    def sizes(self) -> dict[str, int]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self.prefix, Delimiter="/"
        )
        with _in_words():
            return {
                found["Key"].removeprefix(self.prefix): found["Size"]
                for page in pages
                for found in page.get("Contents", ())
            }

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        with _in_words(), closing(self._client.get_object(**self._named(name))["Body"]) as body:
            yield body

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        with _in_words():
            upload = _Upload(self._client, self._named(name))
            try:
                yield cast("BinaryIO", upload)
                upload.complete()
            except BaseException:
                with suppress(Exception):  # S3 is away: `tidy` does it
                    upload.abort()
                raise

    def delete(self, name: str) -> None:
        with _in_words():
            self._client.delete_object(**self._named(name))

    def tidy(self) -> None:
        limit = datetime.now(tz=UTC) - FORGOTTEN
        with _in_words():
            found = self._client.list_multipart_uploads(Bucket=self.bucket, Prefix=self.prefix)
            for upload in found.get("Uploads", ()):
                if upload["Initiated"] < limit:
                    self._client.abort_multipart_upload(
                        Bucket=self.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                    )


class _Upload:
    """Sends a file in parts, of which one is held; S3 shows it once it is complete."""

    def __init__(self, client: Any, named: dict[str, str]) -> None:
        self.client, self.named = client, named
        self.upload = client.create_multipart_upload(**named)["UploadId"]
        self.parts: list[dict[str, Any]] = []
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        self.held += data
        if len(self.held) >= PART_BYTES:
            self._send()
        return len(data)

    def complete(self) -> None:
        if self.held or not self.parts:
            self._send()
        self.client.complete_multipart_upload(
            **self.named, UploadId=self.upload, MultipartUpload={"Parts": self.parts}
        )

    def abort(self) -> None:
        self.client.abort_multipart_upload(**self.named, UploadId=self.upload)

    def _send(self) -> None:
        number = len(self.parts) + 1
        sent = self.client.upload_part(
            **self.named, UploadId=self.upload, PartNumber=number, Body=bytes(self.held)
        )
        self.parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        self.held.clear()


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what S3 answers into a BackupError, a missing file into FileNotFoundError."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in ("NoSuchKey", "404"):
            raise FileNotFoundError(code) from error
        raise BackupError(_("S3 refuses: %(code)s") % {"code": code}) from error
    except BotoCoreError as error:
        message = _("S3 does not answer: %(error)s")
        raise BackupError(message % {"error": type(error).__name__}) from error
