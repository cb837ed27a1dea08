import re
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError

from core.drawings import SPRITE, drawing_sprite, is_sprite_current
from learning.course_check.drawings import drawing_problems


DRAWINGS = Path(settings.BASE_DIR) / "static" / "drawings"
CSS = Path(settings.BASE_DIR) / "static" / "css" / "drawing.css"
SHAPES = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polygon", "polyline"}
LARGEST = 4000  # bytes: all of them are one file of each page
FILES = sorted(path for path in DRAWINGS.glob("*.svg") if path.name != SPRITE)
BEGINNING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180">'


def test_committed_sprite_is_what_its_drawings_give():
    assert is_sprite_current(DRAWINGS), "run manage.py build_css"


def test_sprite_has_the_shapes_without_their_comments(tmp_path):
    drawing = f'{BEGINNING}\n  <!-- the sky -->\n  <path d="M0 0"/>\n  <g/>\n</svg>\n'
    (tmp_path / "un-module.svg").write_text(drawing, encoding="utf-8")

    sprite = drawing_sprite(tmp_path)

    symbol = '<symbol id="d-un-module" viewBox="0 0 320 180"><path d="M0 0"/><g/></symbol>'
    assert symbol in sprite


def test_drawing_of_another_size_is_refused(tmp_path):
    (tmp_path / "grand.svg").write_text(BEGINNING.replace("320", "640") + "</svg>", "utf-8")

    with pytest.raises(ValueError, match=r"grand\.svg"):
        drawing_sprite(tmp_path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_drawing_is_plain(path):
    """Shapes alone, small, in the colours of the roles, which themes and organisations change."""
    roles = set(re.findall(r"(--art-[a-z0-9-]+):", CSS.read_text("utf-8"))) - {"--art-hue"}
    colours = {f"var({role})" for role in roles} | {"none"}

    elements = list(fromstring(path.read_text("utf-8")).iter())

    assert drawing_problems(path.read_bytes()) == ([], [])
    assert {element.tag.rpartition("}")[2] for element in elements} <= SHAPES
    assert not any(element.get(name) for element in elements for name in ("id", "class", "style"))
    painted = {element.get(name) for element in elements for name in ("fill", "stroke")}
    assert painted - {None} <= colours
    assert path.stat().st_size <= LARGEST


def test_tag_draws_the_drawing_or_else_the_icon():
    def draw(text):
        return Template(text).render(Context())

    assert "#d-messages-frauduleux" in draw('{% drawing "messages-frauduleux" %}')
    alone = draw('{% drawing "messages-frauduleux" alone=True %}')
    assert "<path fill=" in alone
    assert "sprite" not in alone
    assert "#i-key-round" in draw('{% drawing "" "key-round" %}')
    with pytest.raises(TemplateSyntaxError, match="unicorn"):
        draw('{% drawing "unicorn" %}')
