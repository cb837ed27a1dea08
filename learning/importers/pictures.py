"""Stores pictures that come with a text. A drawing (SVG) is accepted only when it can do nothing but be drawn."""

import hashlib
import re
from io import BytesIO
from pathlib import Path

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from PIL import Image

from cms.models import Picture
from cms.pictures import can_be_drawn
from learning.importers.rollback import NewFiles


SUFFIXES = {".gif", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".svg"}
KINDS_OF = {
    ".gif": {"GIF"},
    ".jpg": {"JPEG", "MPO"},
    ".jpeg": {"JPEG", "MPO"},
    ".png": {"PNG"},
    ".webp": {"WEBP"},
    ".avif": {"AVIF"},
}
MAX_BYTES = 10 * 1024 * 1024
_ELSEWHERE = re.compile(r"""url\(\s*["']?\s*(?!["'#\s])""", re.IGNORECASE)
_DRAWN = {
    *("svg", "g", "defs", "title", "desc", "symbol", "use", "path", "rect", "circle", "ellipse"),
    *("line", "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop"),
    *("clipPath", "mask", "pattern", "marker", "metadata"),
}


def picture_problem(path: Path) -> str:
    """Return why a file cannot be stored as a picture; "" when it can."""
    if path.suffix.lower() not in SUFFIXES:
        return _("“%(name)s” is not a picture") % {"name": path.name}
    if not path.is_file():
        return _("the picture “%(name)s” is not there") % {"name": path.name}
    if path.stat().st_size > MAX_BYTES:
        return _("the picture “%(name)s” is too heavy") % {"name": path.name}
    if path.suffix.lower() == ".svg" and not is_plain_drawing(path.read_bytes()):
        return _("the drawing “%(name)s” holds more than shapes and text") % {"name": path.name}
    if path.suffix.lower() != ".svg" and not is_sound_picture(path):
        return _("“%(name)s” is not a picture that can be shown") % {"name": path.name}
    return ""


def is_sound_picture(path: Path) -> bool:
    """Whether its first bytes are what its name says, and it can be drawn as an uploaded one must."""
    try:
        with Image.open(path) as picture:
            is_named = picture.format in KINDS_OF[path.suffix.lower()]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return is_named and can_be_drawn(path)


def is_plain_drawing(data: bytes) -> bool:
    """Whether a drawing has no script, style sheet, handler, link outside the file, or entity."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return False
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] not in _DRAWN:
            return False
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2].lower()
            if local.startswith("on") or (local == "href" and not value.startswith("#")):
                return False
            if _ELSEWHERE.search(value):
                return False
    return True


def keep_picture(path: Path, *, title: str, files: NewFiles, credit: str = "") -> Picture:
    """Return the picture with this content, stored once however often it is loaded."""
    data = path.read_bytes()
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    kept = Picture.objects.filter(file_hash=digest).order_by("pk").first()
    if kept is not None:
        return kept
    picture = Picture.objects.create(
        title=title[:255],
        credit=credit,
        file=ImageFile(BytesIO(data), name=path.name),
        file_hash=digest,
        file_size=len(data),
    )
    files.pictures.append(picture)
    return picture
