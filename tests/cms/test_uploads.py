"""What a file must be before it reaches a page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.captions import Fault, first_problem
from cms.models import Attachment
from cms.ranges import parse_range_header
from cms.signatures import extension_of, matches_extension
from tests.cms.files import BYTES, VTT, make_document


@pytest.mark.parametrize("extension", BYTES)
def test_a_file_of_each_kind_is_what_it_says(extension):
    assert matches_extension(extension, BYTES[extension])


@pytest.mark.parametrize("extension", BYTES)
@pytest.mark.parametrize("content", [b"", b"<html><script>", b"MZ\x90\x00", b"\x00" * 40])
def test_what_only_has_the_name_is_not(extension, content):
    assert not matches_extension(extension, content)


def test_no_kind_passes_for_another():
    for extension, content in BYTES.items():
        alike = {extension for extension in BYTES if matches_extension(extension, content)}
        assert alike - {"m4a"} == {extension} - {
            "m4a"
        }  # a sound may stand in a file made for videos


@pytest.mark.parametrize(
    ("name", "expected"), [("Visite.MP4", "mp4"), ("a.tar.gz", "gz"), ("sans", ""), ("", "")]
)
def test_the_extension_of_a_name(name, expected):
    assert extension_of(name) == expected


# --- Captions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        VTT,
        "\ufeff" + VTT,
        VTT.replace("\n", "\r\n"),
        VTT.replace("\n", "\r"),
        VTT.replace("00:00:0", "00:0"),
        "WEBVTT - Messagerie\n\nNOTE une remarque\n\n1\n00:01.000 --> 00:02.000 line:0\nUn\nDeux\n",
        "WEBVTT\nKind: captions\n\n00:01.000 --> 00:02.000\nUn",
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\n100:00:01.000 --> 100:00:02.000\nUn",
    ],
)
def test_captions_that_browsers_show(text):
    assert first_problem(text.encode()) is None


@pytest.mark.parametrize(
    ("text", "fault", "line"),
    [
        ("", Fault.HEADER, 1),
        ("1\n00:01.000 --> 00:02.000\nUn", Fault.HEADER, 1),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nUn", Fault.HEADER, 1),
        ("WEBVTT\n00:01.000 --> 00:02.000\nUn", Fault.HEADER, 2),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nUn", Fault.TIMING, 3),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nUn", Fault.TIMING, 3),
        ("WEBVTT\n\n1\nUn", Fault.TIMING, 4),
        (f"WEBVTT\n\n{'9' * 5000}:00:01.000 --> 00:02.000\nUn", Fault.TIMING, 3),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nUn", Fault.BACKWARDS, 3),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:04.000\nB", Fault.ORDER, 6),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", Fault.WORDS, 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:02.000 --> 00:03.000\nB", Fault.TIMING, 5),
        ("WEBVTT\n\nNOTE rien\n", Fault.EMPTY, 4),
    ],
)
def test_the_first_line_that_is_wrong_is_named(text, fault, line):
    problem = first_problem(text.encode())

    assert (problem.fault, problem.line) == (fault, line)


def test_another_encoding_is_named_with_its_line():
    problem = first_problem(VTT.replace("Ouvrez", "É").encode("latin-1"))

    assert (problem.fault, problem.line) == (Fault.ENCODING, 4)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    first_problem(data)
    first_problem(b"WEBVTT\n\n" + data)


# --- Parts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=10-1000", (10, 99)),
        ("bytes=-5", (95, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("octets=0-1", None),
        ("bytes=-", None),
    ],
)
def test_the_part_that_a_player_asks_for(header, expected):
    assert parse_range_header(header, 100) == expected


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0)]
)
def test_a_part_outside_the_file_is_refused(header, size):
    with pytest.raises(ValueError, match="bytes"):
        parse_range_header(header, size)


# --- Sending -----------------------------------------------------------------------------------------


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(client, name, data):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("wagtaildocs:add"), {"title": name, "file": file, "tags": ""})


@pytest.mark.django_db
@pytest.mark.usefixtures("media")
class TestSending:
    @pytest.mark.parametrize("extension", BYTES)
    def test_each_kind_is_taken(self, client, editor, extension):
        client.force_login(editor)
        send(client, f"fichier.{extension}", BYTES[extension])

        assert Attachment.objects.get().file_extension == extension

    def test_what_is_not_what_it_says_is_refused_with_the_reason(self, client, editor):
        client.force_login(editor)
        response = send(client, "visite.mp4", b"<html>")

        assert "MP4" in str(response.context["form"].errors["file"])
        assert not Attachment.objects.exists()

    def test_captions_are_read_and_the_line_is_named(self, client, editor):
        client.force_login(editor)
        wrong = VTT.replace("00:00:02.000", "00:00:02,000").encode()
        response = send(client, "visite.vtt", wrong)

        assert "3" in str(response.context["form"].errors["file"])
        assert not Attachment.objects.exists()

    def test_a_file_larger_than_its_kind_may_be_is_refused(self, client, editor, settings):
        settings.CAPTIONS_MAX_BYTES = 20
        client.force_login(editor)
        response = send(client, "visite.vtt", BYTES["vtt"])

        assert response.context["form"].errors["file"]
        assert not Attachment.objects.exists()

    def test_several_at_once_are_checked_alike(self, client, editor):
        client.force_login(editor)
        file = SimpleUploadedFile("visite.mp4", b"<html>")
        response = client.post(
            reverse("wagtaildocs:add_multiple"),
            {"title": "visite", "files[]": file},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )

        assert response.json()["success"] is False
        assert not Attachment.objects.exists()

    def test_captions_are_served_from_here_as_what_they_are(self, client, person):
        document = make_document("visite.vtt")
        client.force_login(person)
        response = client.get(document.url)
        response.close()

        assert response["Content-Type"] == "text/vtt"
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_a_player_gets_the_part_that_it_asks_for(self, client, person):
        document = make_document("visite.mp4")
        client.force_login(person)
        response = client.get(document.url, headers={"Range": "bytes=4-7"})

        assert response.status_code == 206
        assert b"".join(response.streaming_content) == b"ftyp"
        assert response["Content-Range"] == f"bytes 4-7/{len(BYTES['mp4'])}"
        assert response["Content-Type"] == "video/mp4"

    def test_a_part_after_the_end_says_so(self, client, person):
        document = make_document("visite.mp4")
        client.force_login(person)

        assert client.get(document.url, headers={"Range": "bytes=99999-"}).status_code == 416

    def test_a_stranger_gets_no_part(self, client):
        document = make_document("visite.mp4")

        assert client.get(document.url, headers={"Range": "bytes=0-"}).status_code == 302

    def test_a_part_of_a_closed_collection_stays_closed(self, client, person):
        from wagtail.models import BaseViewRestriction, Collection, CollectionViewRestriction

        closed = Collection.get_first_root_node().add_child(name="Fermée")
        CollectionViewRestriction.objects.create(
            collection=closed, restriction_type=BaseViewRestriction.GROUPS
        )
        document = make_document("visite.mp4")
        document.collection = closed
        document.save()
        client.force_login(person)

        assert client.get(document.url, headers={"Range": "bytes=0-"}).status_code in (302, 403)
