"""A backup is sealed, whole or not there, in a folder and in S3; what is not good is said."""

import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import IncompleteReadError
from django.core.files.storage import FileSystemStorage
from moto.server import ThreadedMotoServer

from core.backups import archive
from core.backups.archive import About, ArchiveWriter, Manifest, read_about, unpack
from core.backups.errors import BackupError
from core.backups.places import Bucket, Folder, backup_name, backup_place
from core.backups.sealing import (
    new_identity,
    opened_from,
    read_identities,
    recipients_of,
    sealed_into,
)


ABOUT = About("2026-12-01T03:50:00+00:00", "1.0", "sqlite", ["people.0001_initial"])
SECRET, PUBLIC = new_identity()


@pytest.fixture
def identities(tmp_path):
    path = tmp_path / "identity.txt"
    path.write_text(f"# public key: {PUBLIC}\n{SECRET}\n")
    return read_identities(path)


@pytest.fixture
def storage(tmp_path):
    folder = tmp_path / "media"
    (folder / "original_images").mkdir(parents=True)
    (folder / "original_images" / "été.png").write_bytes(os.urandom(300_000))
    (folder / "empty.txt").touch()
    return FileSystemStorage(folder)


def written(target, storage, dump=b"rows"):
    with sealed_into(target, recipients_of([PUBLIC])) as plain, ArchiveWriter(plain) as writer:
        writer.add_about(ABOUT)
        writer.add_database([dump])
        writer.add_files("media", storage)
        writer.finish(Manifest({"people_person": 3}, ["django_session"]))


def sealed(storage, **more):
    target = io.BytesIO()
    written(target, storage, **more)
    return target.getvalue()


def unpacked(data, identities, folder):
    folder.mkdir()
    with opened_from(io.BytesIO(data), identities) as plain:
        return unpack(plain, folder)


def test_what_was_packed_is_unpacked_and_nothing_of_it_shows(
    storage, identities, tmp_path, monkeypatch
):
    monkeypatch.setattr(archive, "CHUNK", 1000)
    dump = os.urandom(12_345)
    data = sealed(storage, dump=dump)

    assert b"media" not in data
    about, manifest = unpacked(data, identities, tmp_path / "out")
    assert about == ABOUT
    assert manifest.rows == {"people_person": 3}
    assert manifest.files.keys() == {"database", "media/empty.txt", "media/original_images/été.png"}
    assert (tmp_path / "out" / "database").read_bytes() == dump
    for name in ("empty.txt", "original_images/été.png"):
        assert (tmp_path / "out/media" / name).read_bytes() == (
            tmp_path / "media" / name
        ).read_bytes()


def test_its_beginning_is_read_without_the_rest(storage, identities):
    with opened_from(io.BytesIO(sealed(storage)), identities) as plain:
        assert read_about(plain) == ABOUT


@pytest.mark.parametrize("spoil", ["cut", "cut at a block", "changed", "header", "nothing"])
def test_a_damaged_backup_is_refused(spoil, storage, identities, tmp_path):
    data = sealed(storage)
    damaged = {
        "cut": data[:-5],
        "cut at a block": data[: len(data) // 65_552 * 65_552],
        "changed": data[:70_000] + bytes(8) + data[70_008:],
        "header": data[:60],
        "nothing": b"",
    }[spoil]
    with pytest.raises(BackupError, match=r"damaged|endommagée"):
        unpacked(damaged, identities, tmp_path / "out")


def test_another_key_and_what_is_no_key_are_said(storage, tmp_path):
    other, none = tmp_path / "other", tmp_path / "none"
    other.write_text(new_identity()[0])
    none.write_text("AGE-SECRET-KEY-1ABC")
    with pytest.raises(BackupError, match=r"another key|une autre clé"):
        unpacked(sealed(storage), read_identities(other), tmp_path / "out")
    with pytest.raises(BackupError, match="AGE-SECRET-KEY-1"):
        read_identities(none)
    with pytest.raises(BackupError, match="missing"):
        read_identities(tmp_path / "missing")
    for wrong in ([], ["age1x"]):
        with pytest.raises(BackupError, match="BACKUP_RECIPIENTS"):
            recipients_of(wrong)


def test_a_file_that_differs_from_the_manifest_is_named(storage, identities, tmp_path, monkeypatch):
    monkeypatch.setattr(
        archive._Summing, "read", lambda self, size=-1: self.source.read(size)
    )  # sums of nothing
    data = sealed(storage)
    monkeypatch.undo()
    with pytest.raises(BackupError, match=r"media/original_images"):
        unpacked(data, identities, tmp_path / "out")


# --- Places -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def s3():
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def place(request, tmp_path, monkeypatch):
    if request.param == "folder":
        (tmp_path / "backups").mkdir()
        return backup_place(str(tmp_path / "backups"))
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", request.getfixturevalue("s3"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "tests")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    place = backup_place("s3://sauvegardes/passerelle")
    options = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-3"}}
    if place.bucket not in {found["Name"] for found in place._client.list_buckets()["Buckets"]}:
        place._client.create_bucket(Bucket=place.bucket, **options)
    for name in place.sizes():
        place.delete(name)
    return place


def test_a_backup_goes_there_and_comes_back(place, storage, identities, tmp_path):
    name = backup_name(datetime(2026, 12, 1, 3, 50, tzinfo=UTC))
    with place.writing(name) as target:
        written(target, storage)
    place.write("erasures-1.jsonl", b"{}\n")

    [stored] = place.backups()
    assert (stored.name, stored.made_at) == (name, datetime(2026, 12, 1, 3, 50, tzinfo=UTC))
    assert stored.size == place.sizes()[name] > 300_000
    (tmp_path / "out").mkdir()
    with place.reading(name) as source, opened_from(source, identities) as plain:
        assert unpack(plain, tmp_path / "out")[0] == ABOUT
    place.delete(name)
    assert place.sizes().keys() == {"erasures-1.jsonl"}
    with pytest.raises(FileNotFoundError):
        place.read(name)


def test_what_fails_half_way_is_not_there(place, storage, monkeypatch):
    monkeypatch.setattr("core.backups.places.PART_BYTES", 5 * 1024 * 1024)

    def cut_off():
        with (
            place.writing(backup_name(datetime.now(tz=UTC))) as target,
            sealed_into(target, recipients_of([PUBLIC])) as plain,
        ):
            plain.write(os.urandom(6 * 1024 * 1024))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cut_off()
    assert place.sizes() == {}
    if isinstance(place, Bucket):
        assert "Uploads" not in place._client.list_multipart_uploads(Bucket=place.bucket)
    else:
        assert list(place.path.iterdir()) == []


def test_what_a_power_cut_left_goes_after_a_day(tmp_path):
    place, part = Folder(tmp_path), tmp_path / ".passerelle-x.age.1.part"
    part.touch()
    place.tidy()
    assert part.exists()
    assert place.sizes() == {}
    old = (datetime.now(tz=UTC) - timedelta(days=2)).timestamp()
    os.utime(part, (old, old))
    place.tidy()
    assert not part.exists()


def test_a_full_disk_says_what_the_system_says(storage):
    class Full(io.BytesIO):
        def write(self, _data):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        written(Full(), storage, dump=os.urandom(5_000_000))


@pytest.mark.parametrize("address", ["", "relative", "/not/there", "ftp://x"])
def test_a_place_that_cannot_be_is_said(address, settings):
    settings.BACKUP_DESTINATION = address
    with pytest.raises(BackupError):
        backup_place()


def test_s3_that_refuses_or_is_away_is_said(monkeypatch, s3):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "tests")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3)
    with pytest.raises(BackupError, match="NoSuchBucket"):
        backup_place("s3://no-such/x").sizes()
    place = backup_place("s3://cut-while-read/x")
    here = {"LocationConstraint": "eu-west-3"}
    place._client.create_bucket(Bucket=place.bucket, CreateBucketConfiguration=here)
    place.write("cut", b"whole")
    with pytest.raises(BackupError, match="IncompleteReadError"), place.reading("cut"):
        raise IncompleteReadError(actual_bytes=1, expected_bytes=5)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
    with pytest.raises(BackupError, match="EndpointConnectionError"):
        backup_place("s3://sauvegardes/x").sizes()
