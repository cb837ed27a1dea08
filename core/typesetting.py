"""Makes accessible PDFs (PDF/UA-1), typeset by Typst.

Texts go to the typesetter as values, never as markup: a name can neither draw nor read a file.
"""

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import typst
from django.http import HttpResponse
from django.utils import timezone


FONTS = Path(__file__).parent / "fonts"  # those of the screens, as a typesetter reads them
# What our fonts can draw: Latin, Greek and Cyrillic letters, common signs.
DRAWN = re.compile(r"[ -~\u00a0-\u017f\u0370-\u045f\u1e00-\u1eff\u2010-\u2040\u2044\u20a0-\u20bf]")
NOT_DRAWN = "□"
PIXELS_PER_INCH = 144
DRAWING = Path(__file__).parent / "svg_drawing.py"
LONGEST_DRAWING = 10  # seconds
CANNOT_DRAW = "could not be displayed"


def typeset(template: Path, content: Mapping[str, Any], *, day: date) -> bytes:
    """Typeset a template with `content`, which it reads as JSON from `sys.inputs.document`; it reads only
    its own folder.

    The same content on the same day is the same file. A letter that no font of ours has becomes a square.
    """
    text = json.dumps(content, ensure_ascii=False)
    try:
        return _compiled(template, text, day)
    except typst.TypstError as error:
        if CANNOT_DRAW not in str(error):
            raise
    return _compiled(template, json.dumps(_drawable(content), ensure_ascii=False), day)


def _compiled(template: Path, text: str, day: date) -> bytes:
    pdf: Any = typst.compile(
        template,
        root=template.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"document": text},
        timestamp=int(timezone.make_aware(datetime.combine(day, time(12))).timestamp()),
    )
    return pdf


class UndrawableError(Exception):
    """A drawing that is none, or that takes too much memory or time."""


def draw_png(svg: str) -> bytes:
    """Draw an SVG of our own as PNG, for files that hold no SVG."""
    source: Any = _page_with_drawing("").encode()
    picture: Any = typst.compile(
        source,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="png",
        ppi=PIXELS_PER_INCH,
        sys_inputs={"drawing": svg},
    )
    return picture


def draw_foreign_png(svg: str, *, height: int) -> bytes:
    """Draw an SVG from elsewhere as PNG of that height in pixels, on no ground, in a process that has limits.

    Raises UndrawableError.
    """
    source = _page_with_drawing(f", height: {height * 72 / PIXELS_PER_INCH}pt", ", fill: none")
    command = [sys.executable, "-I", str(DRAWING), source, str(FONTS), str(PIXELS_PER_INCH)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file
            command,
            input=svg.encode(),
            capture_output=True,
            timeout=LONGEST_DRAWING,
            check=True,
            env=os.environ | {"RAYON_NUM_THREADS": "1"},  # each thread takes of the memory
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise UndrawableError from error
    return done.stdout


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
