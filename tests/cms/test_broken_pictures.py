"""A picture that cannot be drawn is refused with a reason at every door, and nothing is lost."""

from io import BytesIO
from pathlib import Path
from struct import pack
from zlib import crc32

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cms.models import Picture
from cms.pictures import can_be_drawn
from learning.importers.pictures import picture_problem
from tests.cms.files import make_picture


pytestmark = [pytest.mark.django_db, pytest.mark.may_write]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'


def drawn(kind, size=(60, 60), frames=1):
    pictures = [Image.new("RGB", size, color) for color in ("red", "green", "blue")[:frames]]
    data = BytesIO()
    pictures[0].save(data, kind, save_all=frames > 1, append_images=pictures[1:])
    return data.getvalue()


def noisy(kind):
    data = BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(data, kind)
    return data.getvalue()


def as_large_as(png, size):
    """The same file whose head claims other dimensions, with the sum that goes with them."""
    head = b"IHDR" + pack(">II", *size) + png[24:29]
    return png[:12] + head + pack(">I", crc32(head)) + png[33:]


def broken():
    """By name; each begins like what its name says."""
    gif, moving = drawn("GIF"), drawn("GIF", frames=3)
    yield "nothing.gif", b""
    yield "head.gif", b"GIF89a"
    yield "size.gif", b"GIF89a\x01\x00\x01\x00"
    yield "cut.gif", gif[: len(gif) // 2]
    yield "no-frame.gif", gif[:13] + b"\x3b"
    yield "strange-block.gif", gif[:13] + b"\xff" * 40
    yield "moving-cut.gif", moving[: len(moving) - 20]
    yield "huge.gif", b"GIF89a\xff\xff\xff\xff" + gif[10:]
    for kind in ("png", "jpeg", "webp", "avif"):
        whole = noisy(kind.upper())
        yield f"cut.{kind}", whole[: len(whole) // 2]
        yield f"head.{kind}", whole[:16]
    yield "bomb.png", as_large_as(drawn("PNG"), (30_000, 30_000))
    yield "most.png", as_large_as(drawn("PNG"), (2**31 - 1, 2**31 - 1))
    yield "drawing.gif", SVG
    yield "drawing.svg", SVG
    yield "named.png", gif


BROKEN = dict(broken())
SOUND = {f"whole.{kind}": drawn(kind.upper()) for kind in ("gif", "png", "jpeg", "webp", "avif")}
SOUND["moving.gif"] = drawn("GIF", frames=3)


def test_every_door_refuses_what_cannot_be_drawn_and_says_so(
    client, administrator, settings, tmp_path, as_served
):
    settings.MEDIA_ROOT = tmp_path / "media"
    client.force_login(administrator)
    kept = make_picture("Gardée")
    before = Path(kept.file.path).read_bytes()
    taken = {}
    for name, data in BROKEN.items():
        (tmp_path / name).write_bytes(data)
        if not picture_problem(tmp_path / name):
            taken[name, "course"] = ""
        for door, url, field in (
            ("add", reverse("wagtailimages:add"), "file"),
            ("edit", reverse("wagtailimages:edit", args=[kept.pk]), "file"),
            ("chooser", reverse("wagtailimages_chooser:create"), "image-chooser-upload-file"),
            ("several", reverse("wagtailimages:add_multiple"), "files[]"),
        ):
            prefix = field.removesuffix("file") if door == "chooser" else ""
            sent = {f"{prefix}title": name, field: SimpleUploadedFile(name, data)}
            answer = client.post(url, sent, headers={"x-requested-with": "XMLHttpRequest"})
            said = answer.content.decode()
            is_refused = '"success": false' in said if door == "several" else "error" in said
            if answer.status_code not in {200, 400} or not is_refused:
                taken[name, door] = answer.status_code
    kept.refresh_from_db()

    assert taken == {}
    assert [picture.title for picture in Picture.objects.all()] == ["Gardée"]
    assert Path(kept.file.path).read_bytes() == before


def test_what_can_be_drawn_is_taken(client, administrator, settings, tmp_path, as_served):
    settings.MEDIA_ROOT = tmp_path / "media"
    client.force_login(administrator)
    for name, data in SOUND.items():
        (tmp_path / name).write_bytes(data)
        assert picture_problem(tmp_path / name) == "", name
        sent = {"title": name, "file": SimpleUploadedFile(name, data)}
        answer = client.post(reverse("wagtailimages:add"), sent)
        assert answer.status_code == 302, (name, answer.content.decode())
    assert Picture.objects.count() == len(SOUND)
    assert client.get(reverse("wagtailimages:index")).status_code == 200


def test_frames_count_together(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 3 * 60 * 60
    assert can_be_drawn(BytesIO(SOUND["moving.gif"]))
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS -= 1
    assert not can_be_drawn(BytesIO(SOUND["moving.gif"]))
