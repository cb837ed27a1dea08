"""Markdown to blocks, a course to chapters: pure, no database."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from learning.importers.course_text import LeftOut, read_course_text
from learning.importers.markdown_blocks import (
    BlockError,
    markdown_blocks,
    page_blocks,
)
from learning.importers.pictures import is_plain_drawing
from learning.rich_text import html_of, read_markdown


ALLOWED_TAGS = {"p", "h2", "h3", "b", "i", "ol", "ul", "li", "a", "br"}


def rich_text(text):
    return html_of(read_markdown(text).document)


def kinds(text):
    return [block.kind for block in page_blocks(text)]


def test_text_and_directives_become_blocks_in_their_order():
    text = """Un début.

::: callout title="À retenir"
Le **mot**.
:::

La suite.

::: checklist title="À essayer"
- Une chose
- Une autre
:::
"""
    blocks = page_blocks(text)
    assert [block.kind for block in blocks] == ["text", "callout", "text", "checklist"]
    assert blocks[1].value == {"title": "À retenir", "text": "<p>Le <b>mot</b>.</p>"}
    assert blocks[3].value["items"] == ["Une chose", "Une autre"]
    assert [block.line for block in blocks] == [1, 3, 7, 9]


def test_steps_keep_titles_and_texts_over_several_lines():
    block = page_blocks("::: steps\n1. **Ouvrez.** Le menu\n   en haut.\n2. **Fermez.**\n:::")[0]
    assert block.value["steps"] == [
        {"title": "Ouvrez.", "text": "<p>Le menu en haut.</p>"},
        {"title": "Fermez.", "text": ""},
    ]


def test_a_table_becomes_a_block_named_by_the_heading_above():
    blocks = page_blocks("## Comparer\n\n| A | B |\n| --- | --- |\n| un | **deux** |\n")
    assert [block.kind for block in blocks] == ["text", "table"]
    assert blocks[1].value["caption"] == "Comparer"
    assert blocks[1].value["text"] == "A | B\nun | deux"


def test_an_image_in_a_sentence_leaves_it_and_keeps_its_words():
    blocks = markdown_blocks("Avant ![un **mot**](a.png) après.")
    assert [block.kind for block in blocks] == ["text", "image"]
    assert "Avant" in blocks[0].value
    assert blocks[1].value == {"src": "a.png", "alt": "un mot", "caption": ""}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('\n::: video src="a"\n:::', 2),
        ("::: callout\ntexte\n:::", 1),
        ('::: callout title="a" color="red"\ntexte\n:::', 1),
        ('::: callout title="a"\n:::', 1),
        ("::: steps\n1. **Un.** a\n:::", 1),
        ("::: steps\npas un pas\n:::", 2),
        ('::: checklist title="a"\nx\n:::', 2),
        ('::: checklist title="a"\n:::', 1),
        ("a\n\n::: steps\n1. **Un.** a\n2. **Deux.** b", 3),
        ("a\n:::\n", 2),
        ('::: steps\n::: callout title="a"\n:::', 2),
        ('::: image src="a.svg"\n:::', 1),
    ],
)
def test_a_directive_that_is_not_understood_is_refused_at_its_line(text, line):
    with pytest.raises(BlockError) as refusal:
        page_blocks(text)
    assert refusal.value.line == line
    assert refusal.value.expected


@given(st.text(max_size=200))
def test_rich_text_holds_only_what_the_editor_knows(text):
    import re

    assert set(re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", rich_text(text))) <= ALLOWED_TAGS


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<a href="x" onclick="alert(1)">x</a>',
        "<img src=x onerror=alert(1)>",
    ],
)
def test_nothing_that_runs_comes_through(written):
    parts = BeautifulSoup(rich_text(written), "html.parser").find_all(True)
    assert {part.name for part in parts} <= {"p"}


# --- A course in one file ------------------------------------------------------------------------------


COURSE = """TITLE: Un cours
AUTHOR: Une équipe

# Premier chapitre
[vidéo](https://video.example/1){: .cours_video }
Du texte.

```Compréhension
::Q1::
# Pas un chapitre
{T}
```

# Second chapitre
```activité avancée
::Q2::Dites. {}
```
```python
print()
```
"""


def test_a_course_has_a_header_chapters_and_quizzes():
    course = read_course_text(COURSE)
    assert (course.title, course.header["AUTHOR"]) == ("Un cours", "Une équipe")
    assert [chapter.title for chapter in course.chapters] == ["Premier chapitre", "Second chapitre"]
    quizzes = [
        block for chapter in course.chapters for block in chapter.blocks if block.kind == "quiz"
    ]
    assert [block.value["required"] for block in quizzes] == [True, False]
    assert "# Pas un chapitre" in quizzes[0].value["gift"]


def test_what_has_no_place_is_told_with_its_line():
    assert read_course_text(COURSE).left_out == [
        (5, "vidéo https://video.example/1", LeftOut.VIDEO),
        (18, "```python", LeftOut.FENCE),
    ]


# --- Drawings --------------------------------------------------------------------------------------------


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def test_shapes_and_text_are_a_plain_drawing():
    inside = '<rect width="1" fill="url(#a)"/><text>un</text><use href="#b"/>'
    assert is_plain_drawing(SVG.format(inside).encode())


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        "<foreignObject/>",
        '<use xlink:href="https://ailleurs.example/a.svg#b"/>',
        '<a href="javascript:alert(1)"><text>a</text></a>',
        '<rect fill="url(https://ailleurs.example/a)"/>',
        '<rect style="fill:url(#a);stroke:url(https://ailleurs.example/a)"/>',
        "<style>@import 'https://ailleurs.example/a.css'</style>",
        "<animate attributeName='href'/>",
        "<image href='https://ailleurs.example/a.png'/>",
        "<",
    ],
)
def test_a_drawing_that_can_do_more_is_not(inside):
    assert not is_plain_drawing(SVG.format(inside).encode())


def test_a_drawing_with_an_entity_is_not_plain():
    assert not is_plain_drawing(
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    )
