"""From a text as its author wrote it to HTML that may be shown. Pure: core.html and markdown-it-py."""

import html
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from markdown_it import MarkdownIt

from core.html import QUESTION, clean
from quizzes.values.media import Media
from quizzes.values.texts import Rich, TextFormat, one_line, with_texts


_PAGE_HEADING = re.compile(r"<(/?)h[12]>")
_ONE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p\b).)*)</p>\s*", re.DOTALL)
_BLOCK = re.compile(r"<(?:p|div|ul|ol|dl|pre|table|blockquote|h[1-6]|figure|hr)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")

# Nested lists, quotes and brackets beyond this depth are shown as text.
_MAX_NESTING = 20


_MARKDOWN = MarkdownIt(
    "commonmark", {"html": True, "maxNesting": _MAX_NESTING, "linkify": False}
).enable("table")

LINE_BREAK = "<br>\n"
T = TypeVar("T")


def sanitise(raw: str) -> str:
    """Clean HTML: formatting, lists, tables, links and this site's images stay; h1 and h2 become h3."""
    return _PAGE_HEADING.sub(r"<\1h3>", clean(raw, QUESTION))


def to_safe_html(rich: Rich) -> str:
    """HTML that may be put into a page as it is, whatever the author wrote in whatever format."""
    if rich.format is TextFormat.PLAIN:
        return html.escape(rich.text).replace("\n", LINE_BREAK)
    if rich.format is TextFormat.MARKDOWN:
        return sanitise(_MARKDOWN.render(rich.text)).strip()
    if rich.format is TextFormat.MOODLE:
        return sanitise(rich.text.replace("\n", LINE_BREAK))
    return sanitise(rich.text)


def escaped_html(text: str) -> str:
    """A text without formatting, as HTML."""
    return to_safe_html(Rich(text))


def sanitised(spec: T) -> T:
    """The same question with every text in safe HTML; plain texts stay plain. Idempotent."""
    return with_texts(spec, _sanitised_text)


def _sanitised_text(rich: Rich) -> Rich:
    if rich.format is TextFormat.PLAIN:
        return rich
    return Rich(to_safe_html(rich), TextFormat.HTML)


def unwrap_paragraph(safe_html: str) -> str:
    """Remove the one paragraph that wraps the text, so that it can stand in a label."""
    match = _ONE_PARAGRAPH.fullmatch(safe_html)
    return match[1] if match else safe_html


def fits_inline(safe_html: str) -> bool:
    return not _BLOCK.search(unwrap_paragraph(safe_html))


def plain_text(rich: Rich) -> str:
    """The words of a text on one line. Spaces that hold « or ? to its word stay."""
    return text_in_html(to_safe_html(rich))


def text_in_html(safe_html: str) -> str:
    return one_line(html.unescape(_TAG.sub(" ", safe_html))).strip()


def public_media(media: Iterable[Media]) -> list[dict[str, Any]]:
    """Pictures and recordings: the key of each file, and what says the same in words."""
    return [
        {
            "kind": one.kind.value,
            "file": one.file,
            "alternative": one.alternative,
            "transcript": to_safe_html(one.transcript),
        }
        for one in media
    ]


def media_part(media: tuple[Media, ...]) -> dict[str, Any]:
    """The part of a public view that shows these; nothing where there is none."""
    return {"media": public_media(media)} if media else {}
