"""From a text as its author wrote it to HTML that may be shown. Pure: nh3 and markdown-it-py."""

import html
import re

import nh3
from markdown_it import MarkdownIt

from quizzes.specs import HARD_SPACE, ITS_ENTITY, Rich, Spec, TextFormat, with_texts


_INLINE = {"a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark"}
_INLINE |= {"q", "s", "samp", "span", "strong", "sub", "sup", "u", "var"}
_BLOCK = {"blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "hr", "li", "ol", "p"}
_BLOCK |= {"pre", "ul", "h1", "h2", "h3", "h4", "h5", "h6"}
_TABLE = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Browsers read a backslash as a slash and skip white space and control characters in addresses.
_SKIPPED_IN_URL = re.compile(r"[\x00-\x20]")
_PAGE_HEADING = re.compile(r"<(/?)h[12]>")

# Nested lists, quotes and brackets beyond this depth are shown as text.
_MAX_NESTING = 20


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and not _is_of_this_site(value):
        return None
    return value


def _is_of_this_site(url: str) -> bool:
    """Images come from this site alone: a page may not call another one for each reader."""
    plain = _SKIPPED_IN_URL.sub("", url).replace("\\", "/")
    return not plain.startswith("//") and ":" not in plain.partition("/")[0]


_CLEANER = nh3.Cleaner(
    tags=_INLINE | _BLOCK | _TABLE,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep_attribute,
    url_schemes=_SCHEMES,
    link_rel="noopener noreferrer",
)
_MARKDOWN = MarkdownIt(
    "commonmark", {"html": True, "maxNesting": _MAX_NESTING, "linkify": False}
).enable("table")


def sanitise(raw: str) -> str:
    """HTML with formatting, lists, tables, links and this site's images; the rest is dropped.

    The headings of the page belong to the page: h1 and h2 become h3. A space that does not break stays the
    character that it is, which an author can read.
    """
    clean = _CLEANER.clean(raw).replace(ITS_ENTITY, HARD_SPACE)
    return _PAGE_HEADING.sub(r"<\1h3>", clean)


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
