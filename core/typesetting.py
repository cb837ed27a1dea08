"""Makes accessible PDFs (PDF/UA-1), typeset by Typst in a process of their own.

Texts go to the typesetter as values, never as markup: a name can neither draw nor read a file.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from core.limited_process import ProcessFailedError, run_script


FONTS = Path(__file__).parent / "fonts"  # those of the screens, as a typesetter reads them
# What our fonts can draw: Latin, Greek and Cyrillic letters, common signs.
DRAWN = re.compile(r"[ -~\u00a0-\u017f\u0370-\u045f\u1e00-\u1eff\u2010-\u2040\u2044\u20a0-\u20bf]")
NOT_DRAWN = "□"
PIXELS_PER_INCH = 144
SCRIPT = Path(__file__).parent / "typst_process.py"
LONGEST_DOCUMENT, LONGEST_DRAWING = 60, 10  # seconds
DRAWING_PROCESSOR = 5  # seconds of it
CANNOT_DRAW = "could not be displayed"


def typeset(template: Path, content: Mapping[str, Any], *, day: date) -> bytes:
    """Typeset a template with `content`, which it reads as JSON from `sys.inputs.document`; it reads only
    its own folder.

    The same content on the same day is the same file. A letter that no font of ours has becomes a square.
    """
    text = json.dumps(content, ensure_ascii=False)
    try:
        return _compiled(template, text, day)
    except ProcessFailedError as error:
        if CANNOT_DRAW not in str(error):
            raise
    return _compiled(template, json.dumps(_drawable(content), ensure_ascii=False), day)


def _compiled(template: Path, text: str, day: date) -> bytes:
    options = {
        "input": str(template),
        "root": str(template.parent),
        "format": "pdf",
        "pdf_standards": ["ua-1"],
        "sys_inputs": {"document": text},
        "timestamp": int(timezone.make_aware(datetime.combine(day, time(12))).timestamp()),
    }
    return _compile(options, seconds=LONGEST_DOCUMENT, processor=LONGEST_DOCUMENT)


def _compile(
    options: Mapping[str, Any],
    *,
    seconds: int,
    processor: int,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    asked = {"seconds": processor, "options": {"font_paths": [str(FONTS)], **options}}
    return run_script(SCRIPT, json.dumps(asked).encode(), seconds=seconds, environment=environment)


class UndrawableError(Exception):
    """A drawing that is none, or that takes too much memory or time."""


def draw_png(svg: str) -> bytes:
    """Draw an SVG of our own as PNG, for files that hold no SVG."""
    options = _drawing_options(_page_with_drawing(""), svg)
    return _compile(options, seconds=LONGEST_DOCUMENT, processor=LONGEST_DOCUMENT)


def draw_foreign_png(svg: str, *, height: int) -> bytes:
    """Draw an SVG from elsewhere as PNG of that height in pixels, on no ground, within narrow limits.

    Raises UndrawableError.
    """
    source = _page_with_drawing(f", height: {height * 72 / PIXELS_PER_INCH}pt", ", fill: none")
    one_thread = {"RAYON_NUM_THREADS": "1"}  # each takes of the memory
    try:
        return _compile(
            _drawing_options(source, svg),
            seconds=LONGEST_DRAWING,
            processor=DRAWING_PROCESSOR,
            environment=one_thread,
        )
    except ProcessFailedError as error:
        raise UndrawableError from error


def _drawing_options(source: str, svg: str) -> dict[str, Any]:
    return {
        "source": source,
        "format": "png",
        "ppi": float(PIXELS_PER_INCH),
        "sys_inputs": {"drawing": svg},
    }


def _page_with_drawing(size: str, ground: str = "") -> str:
    return (
        f"#set page(width: auto, height: auto, margin: 0pt{ground})\n"
        f'#image(bytes(sys.inputs.drawing), format: "svg"{size})'
    )


def _drawable(content: Any) -> Any:
    if isinstance(content, str):
        return "".join(map(_drawn, unicodedata.normalize("NFC", content)))
    if isinstance(content, Mapping):
        return {name: _drawable(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_drawable(item) for item in content]
    return content


def _drawn(letter: str) -> str:
    if DRAWN.fullmatch(letter):
        return letter
    return " " if letter.isspace() or unicodedata.category(letter) == "Cc" else NOT_DRAWN


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
