"""Each kind of block as the text of a course file, and back. No database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.blocks import lesson_blocks
from learning.course_syntax import BLOCK_SYNTAXES, AttributeKind, NamedResource
from learning.exporters.course.writing import write_blocks
from learning.importers.markdown_blocks import page_blocks
from learning.rich_text import html_of
from tests.learning.test_rich_text_markdown import DOCUMENTS


LINES = st.text(st.sampled_from("ab é\"\\*:|#-1.<&«»\u00a0'"), min_size=1, max_size=12).filter(
    lambda text: text == text.strip()
)
WORDS = DOCUMENTS.filter(bool).map(html_of).filter(bool)
PICTURE = st.builds(
    NamedResource, st.just(AttributeKind.PICTURE), st.sampled_from(["media/a.png", "b c.svg"])
)
DOCUMENT = st.builds(NamedResource, st.just(AttributeKind.DOCUMENT), st.just("media/d.pdf"))
IMAGE = st.builds(
    lambda image, alt: {"image": image, "decorative": not alt, "alt_text": alt},
    PICTURE,
    st.just("") | LINES,
)
TITLED = {"title": LINES, "text": WORDS}
PARTS = st.lists(st.fixed_dictionaries(TITLED), min_size=1, max_size=2)
PLACES = st.integers(0, 100)
MARKS = st.one_of(
    st.fixed_dictionaries(
        {"left": PLACES, "top": PLACES, "phone_left": here, "phone_top": here, "text": LINES}
    )
    for here in (PLACES, st.none())
)
ROLE = st.fixed_dictionaries(
    {
        "name": LINES,
        "sees": WORDS,
        "does": WORDS,
        "questions": st.lists(LINES, min_size=1, max_size=3),
    }
)
PERCENT = st.none() | st.integers(0, 100)
SPOT = st.fixed_dictionaries(
    {"text": LINES, "is_wanted": st.booleans(), "left": PERCENT, "top": PERCENT, "feedback": WORDS}
)
STEP_WORDS = st.just("") | LINES.map(
    lambda text: f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"
)
EXPLAINED = st.just("") | WORDS
REPLY = st.fixed_dictionaries(
    {
        "text": LINES,
        "effect": st.sampled_from(["helps", "delays", "harms"]),
        "next": st.just("") | LINES,
        "consequence": EXPLAINED,
    }
)
CELLS = st.text(st.sampled_from("ab*-:é"), min_size=1, max_size=4)
VALUES = {
    "text": WORDS,
    "image": st.fixed_dictionaries({"image": IMAGE, "caption": st.just("") | LINES}),
    "callout": st.fixed_dictionaries(TITLED),
    "steps": st.fixed_dictionaries(
        {
            "steps": st.lists(
                st.fixed_dictionaries({"title": LINES, "text": STEP_WORDS}), min_size=2, max_size=3
            )
        }
    ),
    "checklist": st.fixed_dictionaries(
        {"title": LINES, "items": st.lists(LINES, min_size=1, max_size=3)}
    ),
    "table": st.fixed_dictionaries(
        {
            "caption": LINES,
            "show_caption": st.booleans(),
            "text": st.lists(st.tuples(CELLS, CELLS).map(" | ".join), min_size=2, max_size=3).map(
                "\n".join
            ),
        }
    ),
    "video": st.fixed_dictionaries(
        {
            "title": LINES,
            "file": DOCUMENT,
            "fallback": st.none() | DOCUMENT,
            "poster": st.none() | PICTURE,
            "captions": st.none() | DOCUMENT,
            "no_speech": st.booleans(),
            "transcript": WORDS,
        }
    ),
    "audio": st.fixed_dictionaries({"title": LINES, "file": DOCUMENT, "transcript": WORDS}),
    "accordion": st.fixed_dictionaries({"items": PARTS}),
    "tabs": st.fixed_dictionaries({"title": LINES, "items": PARTS}),
    "comparison": st.fixed_dictionaries(
        {
            "title": LINES,
            "columns": st.lists(
                st.fixed_dictionaries(
                    {**TITLED, "tone": st.sampled_from(["plain", "good", "bad"])}
                ),
                min_size=1,
                max_size=2,
            ),
        }
    ),
    "walkthrough": st.fixed_dictionaries(
        {
            "title": LINES,
            "steps": st.lists(
                st.fixed_dictionaries(
                    {
                        "title": LINES,
                        "text": st.just("") | WORDS,
                        "image": st.none() | IMAGE,
                        "phone": st.none() | PICTURE,
                        "marks": st.lists(MARKS, max_size=2),
                    }
                ),
                min_size=1,
                max_size=2,
            ),
        }
    ),
    "case": st.fixed_dictionaries(
        {"title": LINES, "situation": WORDS, "front": ROLE, "back": ROLE, "helped": WORDS}
    ),
    "sheet": st.fixed_dictionaries(
        {
            "title": LINES,
            "document": DOCUMENT,
            "description": st.just("") | LINES,
            "accessible": LINES,
        }
    ),
    "embed": st.fixed_dictionaries(
        {
            "title": LINES,
            "url": st.just("https://videos.example/a?b=1"),
            "shape": st.sampled_from(["wide", "tall"]),
            "summary": st.lists(LINES, min_size=1, max_size=3).map("\n".join),
        }
    ),
    "find": st.fixed_dictionaries(
        {
            "title": LINES,
            "image": st.none() | IMAGE,
            "message": st.just("") | st.lists(LINES, min_size=1, max_size=3).map("\n".join),
            "spots": st.lists(SPOT, min_size=1, max_size=3),
        }
    ),
    "sort": st.fixed_dictionaries(
        {
            "title": LINES,
            "boxes": st.lists(
                st.fixed_dictionaries(
                    {
                        "title": LINES,
                        "cards": st.lists(
                            st.fixed_dictionaries({"text": LINES, "feedback": EXPLAINED}),
                            min_size=1,
                            max_size=2,
                        ),
                    }
                ),
                min_size=1,
                max_size=2,
            ),
        }
    ),
    "order": st.fixed_dictionaries(
        {
            "title": LINES,
            "steps": st.lists(
                st.fixed_dictionaries({"title": LINES, "text": STEP_WORDS}), min_size=2, max_size=3
            ),
        }
    ),
    "dialogue": st.fixed_dictionaries(
        {
            "title": LINES,
            "situation": WORDS,
            "turns": st.lists(
                st.fixed_dictionaries(
                    {
                        "key": LINES,
                        "said": WORDS,
                        "replies": st.lists(REPLY, min_size=1, max_size=2),
                    }
                ),
                min_size=1,
                max_size=2,
            ),
        }
    ),
    "check": st.fixed_dictionaries(
        {"question": LINES.map(lambda title: NamedResource(AttributeKind.QUESTION, f"q/{title}"))}
    ),
    "reveal": st.fixed_dictionaries(TITLED),
    "cards": st.fixed_dictionaries({"title": LINES, "items": PARTS}),
    "quiz": st.fixed_dictionaries(
        {
            "quiz": st.just(NamedResource(AttributeKind.QUIZ, "mots-de-passe")),
            "required": st.booleans(),
        }
    ),
    "scorm": st.fixed_dictionaries(
        {
            "package": st.just(NamedResource(AttributeKind.PACKAGE, "media/p.zip")),
            "required": st.booleans(),
        }
    ),
    "practice": st.fixed_dictionaries({"task": st.just("payer"), "required": st.booleans()}),
}


def blocks_of(kind):
    return VALUES[kind].map(lambda value: (kind, value))


def test_every_block_of_lessons_and_articles_has_its_form():
    assert set(lesson_blocks().child_blocks) == set(BLOCK_SYNTAXES) == set(VALUES)


@pytest.mark.parametrize("kind", VALUES)
def test_a_block_comes_back_as_it_was(kind):
    @settings(max_examples=25, deadline=None)
    @given(blocks_of(kind))
    def comes_back(block):
        read = page_blocks(write_blocks([block]))
        assert [(one.kind, one.value) for one in read] == [block]

    comes_back()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(VALUES)).flatmap(blocks_of), max_size=4))
def test_blocks_that_follow_one_another_stay_apart(blocks):
    read = page_blocks(write_blocks(blocks))
    assert [(one.kind, one.value) for one in read] == blocks
