"""Makes the slides of a kit as a presentation (PPTX), which LibreOffice and PowerPoint open and change."""

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import get_language
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.util import Cm, Pt

from core.typesetting import draw_png
from learning.exporters.letterhead import ACCENT
from learning.printables.reading import Printable
from learning.printables.shelf import drawing


PRESENTATION_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WIDTH, HEIGHT = Cm(33.867), Cm(19.05)
TITLE_SLIDE, TITLE_AND_POINTS, TITLE_ONLY = 0, 1, 5  # layouts of the library's own presentation
LANGUAGES = {"fr": MSO_LANGUAGE_ID.FRENCH, "en": MSO_LANGUAGE_ID.ENGLISH_UK}
LEFT, TOP = Cm(2.2), Cm(4.6)
POINTS_WIDTH, DRAWING_WIDTH, BODY_HEIGHT = Cm(15), Cm(13), Cm(12.4)


def slide_deck(printable: Printable, *, organisation: Any, day: date) -> bytes:
    """Return the presentation in the language of the moment. The same on the same day is the same file."""
    language = (get_language() or "fr")[:2]
    deck = Presentation()
    _widen(deck)
    facts = deck.core_properties
    facts.title, facts.author, facts.language = printable.title, organisation.name, language
    facts.last_modified_by, facts.revision = "", 1
    facts.created = facts.modified = datetime.combine(day, time(12))
    _title_slide(deck, printable, organisation)
    for item in printable.content["slides"]:
        _slide(deck, item, language)
    for slide in deck.slides:
        _set_language(slide, LANGUAGES[language])
    out = io.BytesIO()
    deck.save(out)
    return _with_fixed_dates(out.getvalue())


def _widen(deck: Any) -> None:
    """Stretch the layouts of the library, which are 4 to 3, to 16 to 9."""
    ratio_x, ratio_y = WIDTH / deck.slide_width, HEIGHT / deck.slide_height
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    master = deck.slide_master
    shapes = [shape for part in (master, *master.slide_layouts) for shape in part.placeholders]
    # Read before any changes: a layout inherits its places from the master.
    places = [(shape.left, shape.top, shape.width, shape.height) for shape in shapes]
    for shape, (left, top, width, height) in zip(shapes, places, strict=True):
        shape.left, shape.top = int(left * ratio_x), int(top * ratio_y)
        shape.width, shape.height = int(width * ratio_x), int(height * ratio_y)


def _title_slide(deck: Any, printable: Printable, organisation: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE])
    _title(slide, printable.title, Pt(48))
    lines = (printable.content.get("subtitle", ""), organisation.name)
    slide.placeholders[1].text = "\n".join(line for line in lines if line)


def _title(slide: Any, text: str, size: int) -> None:
    slide.shapes.title.text = text
    font = slide.shapes.title.text_frame.paragraphs[0].font
    font.size, font.bold = size, True
    font.color.rgb = RGBColor.from_string(ACCENT.removeprefix("#").upper())


def _slide(deck: Any, item: Mapping[str, Any], language: str) -> None:
    points, name = item.get("points", ()), item.get("drawing")
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_AND_POINTS if points else TITLE_ONLY])
    _title(slide, item["title"], Pt(36))
    if points:
        body = slide.placeholders[1]
        width = POINTS_WIDTH if name else WIDTH - 2 * LEFT
        body.left, body.top, body.width, body.height = LEFT, TOP, width, BODY_HEIGHT
        body.text_frame.text = "\n".join(points)
        for paragraph in body.text_frame.paragraphs:
            paragraph.font.size, paragraph.space_after = Pt(24), Pt(10)
    if name:
        _picture(slide, drawing(name, language), item["alt"], is_alone=not points)
    if item.get("notes"):
        slide.notes_slide.notes_text_frame.text = item["notes"]


def _picture(slide: Any, svg: str, alt: str, *, is_alone: bool) -> None:
    picture = slide.shapes.add_picture(io.BytesIO(draw_png(svg)), LEFT, TOP, height=BODY_HEIGHT)
    if not is_alone and picture.width > DRAWING_WIDTH:
        picture.height = int(picture.height * DRAWING_WIDTH / picture.width)
        picture.width = DRAWING_WIDTH
    room = WIDTH - 2 * LEFT - picture.width
    picture.left = LEFT + (room // 2 if is_alone else room)
    picture._element.nvPicPr.cNvPr.set("descr", alt)  # python-pptx has no name for it


def _set_language(slide: Any, language: Any) -> None:
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    if slide.has_notes_slide:
        frames.append(slide.notes_slide.notes_text_frame)
    for frame in frames:
        for paragraph in frame.paragraphs:
            for run in paragraph.runs:
                run.font.language_id = language


def _with_fixed_dates(archive: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as made, ZipFile(out, "w") as fixed:
        for name in made.namelist():
            fixed.writestr(ZipInfo(name), made.read(name), ZIP_DEFLATED)
    return out.getvalue()
