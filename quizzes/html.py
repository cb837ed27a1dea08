"""From a text as its author wrote it to HTML that may be shown. Pure: core.html and markdown-it-py."""

import html
import re

from markdown_it import MarkdownIt

from core.html import QUESTION, clean
from quizzes.specs import Rich, Spec, TextFormat, with_texts


_PAGE_HEADING = re.compile(r"<(/?)h[12]>")

# Nested lists, quotes and brackets beyond this depth are shown as text.
_MAX_NESTING = 20


_MARKDOWN = MarkdownIt(
    "commonmark", {"html": True, "maxNesting": _MAX_NESTING, "linkify": False}
).enable("table")


def sanitise(raw: str) -> str:
    """HTML with formatting, lists, tables, links and this site's images; the rest is dropped.

    The headings of the page belong to the page: h1 and h2 become h3.
    """
    return _PAGE_HEADING.sub(r"<\1h3>", clean(raw, QUESTION))


def to_safe_html(rich: Rich) -> str:
    """HTML that may be put into a page as it is, whatever the author wrote in whatever format."""
    if rich.format is TextFormat.PLAIN:
        return _with_line_breaks(html.escape(rich.text))
    if rich.format is TextFormat.MARKDOWN:
        return sanitise(_MARKDOWN.render(rich.text)).strip()
    if rich.format is TextFormat.MOODLE:
        return sanitise(_with_line_breaks(rich.text))
    return sanitise(rich.text)


def sanitised(spec: Spec) -> Spec:
    """The same question with every text in safe HTML; plain texts stay plain. Idempotent."""
    return with_texts(spec, _sanitised_text)


def _sanitised_text(rich: Rich) -> Rich:
    if rich.format is TextFormat.PLAIN:
        return rich
    return Rich(to_safe_html(rich), TextFormat.HTML)


def _with_line_breaks(text: str) -> str:
    return text.replace("\n", "<br>\n")
