"""Converts rich text of the editor's kind from HTML and from Markdown and back, without loss. Pure.

A text is a list of paragraphs, headings and lists. `canonical` is what two texts that read alike share.
"""

from learning.rich_text.document import CannotWrite, Document, Oddity, map_links
from learning.rich_text.html import html_of, read_html
from learning.rich_text.markdown import read_markdown
from learning.rich_text.writing import markdown_of


__all__ = [
    "CannotWrite",
    "Document",
    "Oddity",
    "canonical_html",
    "html_of",
    "map_links",
    "markdown_of",
    "read_html",
    "read_markdown",
]


def canonical_html(html: str) -> str:
    """Return the text without what says nothing: keys of paragraphs, the order of marks, line ends."""
    return html_of(read_html(html))
