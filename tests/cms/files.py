"""Small files of each kind, made here byte by byte."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from cms.models import Attachment, Picture


VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nOuvrez la messagerie.\n"
BYTES = {
    "mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00\x00\x00\x08free" * 40,
    "webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm",
    "m4a": b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A isom",
    "mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x64" + b"\x00" * 64,
    "ogg": b"OggS\x00\x02" + b"\x00" * 60,
    "wav": b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + b"\x00" * 24,
    "vtt": VTT.encode(),
    "pdf": b"%PDF-1.7\n%%EOF\n",
}


def make_document(name, data=None, title=""):
    extension = name.rpartition(".")[2]
    content = BYTES[extension] if data is None else data
    document = Attachment(title=title or name, file=ContentFile(content, name=name))
    document.file_size = len(content)
    document.save()
    return document


def make_picture(title="Écran", size=(1600, 900)):
    data = BytesIO()
    Image.new("RGB", size, "navy").save(data, "PNG")
    data.seek(0)
    return Picture.objects.create(title=title, file=ImageFile(data, name="ecran.png"))
