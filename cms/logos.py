"""Takes in a logo: whatever it came as, a small PNG is stored, so that no program, comment or place of taking is.

An SVG is drawn once, as it is taken in, by the typesetter, which runs and fetches nothing.
"""

import base64
import hashlib
import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

from cms.models import OrganisationLogo
from cms.models.organisation import logo_address
from core.colours import contrast
from core.setting_kinds import Kind
from core.typesetting import UndrawableError, draw_foreign_png


MAX_BYTES = 1024 * 1024
WIDEST, TALLEST = 1200, 400  # pixels that are kept
LEAST_TALL = 48
MOST_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# What makes a drawing a program, or has it ask for something elsewhere.
PROGRAM = re.compile(
    rb"<\s*(?:\w+:)?(script|foreignObject|iframe|object|embed)\b|\bon\w+\s*=|javascript:|<!(?:DOCTYPE[^<>]*\[|ENTITY)"
    rb"|(?:href|src)\s*=\s*[\"']\s*(?:https?:)?//|@import|url\(\s*[\"']?(?:https?:)?//",
    re.IGNORECASE,
)
EFFECT = re.compile(rb"<\s*(?:\w+:)?(?:filter|fe[A-Z]\w*)\b", re.IGNORECASE)
NUMBER = rb"\+?(\d{0,12}\.?\d{1,12}(?:e[+-]?\d{1,3})?)"
SIDES = [
    re.compile(rb"\s" + side + rb"\s*=\s*[\"']\s*" + NUMBER + rb"(?![\w.]{0,20}%)", re.IGNORECASE)
    for side in (b"width", b"height")
]
VIEW_BOX = re.compile(
    rb"\sviewBox\s*=\s*[\"']\s*[^\s,\"']+[\s,]+[^\s,\"']+[\s,]+" + NUMBER + rb"[\s,]+" + NUMBER,
    re.IGNORECASE,
)
MOST_RATIO, LONGEST_SIDE = 20, 4000
GROUNDS = {"light": "#fdfcf9", "dark": "#1c2429"}  # --surface of static/css/tokens.css
LEAST_CONTRAST = 3  # WCAG 1.4.11
VISIBLE = 128  # of 255: a point that is less opaque is the ground


@dataclass(frozen=True, slots=True)
class DrawnLogo:
    """A logo as it is stored. `fades_on`: the grounds of GROUNDS on which most of it cannot be told from the page."""

    png: bytes
    width: int
    height: int
    fades_on: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.png).hexdigest()[:20]


def read_logo(file: Any) -> DrawnLogo:
    """Return what is stored of an uploaded file. Raises ValidationError, which says what was expected."""
    if file.size > MAX_BYTES:
        words = {"size": filesizeformat(file.size), "most": filesizeformat(MAX_BYTES)}
        raise ValidationError(
            _("This file has %(size)s; a logo has %(most)s at most. Nothing was changed.") % words
        )
    data = file.read()
    picture = _opened(_drawn(data) if _is_svg(data) else data)
    if picture.height < LEAST_TALL:
        raise ValidationError(
            _("This logo is %(found)s pixels tall; it takes %(least)s to be read.")
            % {"found": picture.height, "least": LEAST_TALL}
        )
    picture.thumbnail((WIDEST, TALLEST))
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    fades = " ".join(name for name, ground in GROUNDS.items() if _fades_on(picture, ground))
    return DrawnLogo(written.getvalue(), picture.width, picture.height, fades)


def _is_svg(data: bytes) -> bool:
    return b"<svg" in data[:4096].lower()


def _drawn(data: bytes) -> bytes:
    _check_size(data)
    if EFFECT.search(data):
        raise ValidationError(
            _("This drawing holds a filter, such as a shadow or a blur. Export it without, or as PNG.")
        )  # fmt: skip
    if PROGRAM.search(data):
        raise ValidationError(
            _(
                "This drawing holds a program, or asks another site for something. Export it as a plain SVG, or as PNG."
            )
        )
    try:
        return draw_foreign_png(data.decode("utf-8-sig"), height=TALLEST)
    except (UndrawableError, UnicodeDecodeError) as error:
        raise _unreadable() from error


def _check_size(data: bytes) -> None:
    """Refuse sides that are long, or one that is many times the other: all of it is drawn."""
    root = data[data.lower().find(b"<svg") :].partition(b">")[0][:4096]
    box = VIEW_BOX.search(root)
    sides = [side[1] for pattern in SIDES if (side := pattern.search(root))]
    for pair in (sides, box and box.groups()):
        numbers = [float(number) for number in pair or ()]
        if not numbers:
            continue
        longest, shortest = max(numbers), min(numbers)
        is_long = len(numbers) == 2 and longest > MOST_RATIO * shortest
        if is_long or longest > LONGEST_SIDE:
            raise ValidationError(
                _(
                    "This drawing is too long: a side has %(longest)s units at most, and %(ratio)s times the other at most."
                )
                % {"longest": LONGEST_SIDE, "ratio": MOST_RATIO}
            )


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise _unreadable()
            return picture.convert("RGBA")
    except ValidationError:
        raise
    except Exception as error:  # a decoder fails on a broken file in any way it likes
        raise _unreadable() from error


def _unreadable() -> ValidationError:
    return ValidationError(
        _("This is no picture that can be drawn. Send SVG, PNG, JPEG or WebP, of 25 megapixels at most.")
    )  # fmt: skip


def _fades_on(picture: Image.Image, ground: str) -> bool:
    """Whether more than half of what is drawn has too little contrast with a ground."""
    data = picture.resize((48, 48)).tobytes()
    points = [data[place : place + 4] for place in range(0, len(data), 4)]
    drawn = [point[:3] for point in points if point[3] >= VISIBLE]
    faint = [
        point
        for point in drawn
        if contrast("#{:02x}{:02x}{:02x}".format(*point), ground) < LEAST_CONTRAST
    ]
    return 2 * len(faint) > len(drawn)


@dataclass(frozen=True, slots=True)
class StoredLogo:
    """A file that is there, as the field of files shows it: an address, and words for it."""

    url: str

    def __str__(self) -> str:
        return _("your logo")


def paper_logo(organisation: Any) -> str:
    """Return the organisation's logo for a document, as the SVG that the typesetter reads; "" for none."""
    digest = organisation and (organisation.logo_paper or organisation.logo)
    kept = OrganisationLogo.objects.filter(digest=digest).first() if digest else None
    if kept is None:
        return ""
    picture = base64.b64encode(bytes(kept.png)).decode()
    size = f'width="{kept.width}" height="{kept.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/png;base64,{picture}"/></svg>'


class LogoField(forms.FileField):
    """A file, or a tick that takes the logo away; stored is the name of what was drawn."""

    widget = forms.ClearableFileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = super().clean(data, initial)
        return read_logo(given) if hasattr(given, "read") else given


@dataclass(frozen=True)
class Logo(Kind):
    """A logo for one ground: light, dark or paper."""

    ground: str
    template = "cms/parts/logo_setting.html"

    @property
    def limits(self) -> str:
        words = {"most": filesizeformat(MAX_BYTES), "least": LEAST_TALL}
        return (
            _("SVG, PNG, JPEG or WebP, of %(most)s at most, at least %(least)s pixels tall.")
            % words
        )

    def field(self, **common: Any) -> forms.Field:
        kept = common.pop("initial", "")
        initial = StoredLogo(address) if (address := logo_address(kept or "")) else None
        options = common | {"required": False, "show_hidden_initial": False, "initial": initial}
        widget = forms.ClearableFileInput(attrs={"accept": ".svg,.png,.jpg,.jpeg,.webp"})
        return LogoField(widget=widget, **options)

    def text(self, value: Any) -> str:
        return _("yours") if value else _("no logo")

    def stored(self, given: Any) -> str:
        if not given:
            return ""
        OrganisationLogo.objects.get_or_create(
            digest=given.digest,
            defaults={
                "png": given.png,
                "width": given.width,
                "height": given.height,
                "fades_on": given.fades_on,
            },
        )
        return given.digest

    def preview(self, value: Any) -> dict[str, Any] | None:
        """Return its address, and whether it is hard to see on the grounds on which it stands."""
        row = OrganisationLogo.objects.defer("png").filter(digest=value).first()
        if row is None:
            return None
        return {
            "url": logo_address(value),
            "fades_on_light": self.ground != "dark" and "light" in row.fades_on,
            "fades_on_dark": self.ground != "paper" and "dark" in row.fades_on,
            "ground": self.ground,
            "width": row.width,
            "height": row.height,
        }
