"""Cleans HTML that people wrote, whichever way it came in, so that it may stand in a page. Pure: nh3.

nh3 reads as browsers do. The html.parser on which Wagtail and wagtail-localize rest does not: it takes
`<!--><script>…-->` and `<![CDATA[><script>…]]>` for comments. What either has let through is cleaned here,
before it is stored and again before it is shown.
"""

import re

import nh3


HARD_SPACE, ITS_ENTITY = "\u00a0", "&nbsp;"
# Browsers read a backslash as a slash and skip white space and control characters in addresses.
_SKIPPED_IN_URL = re.compile(r"[\x00-\x20]")
# What Wagtail and wagtail-localize write there. A free `id` could take the place of one of the page's.
_OF_WAGTAIL = {
    "id": re.compile(r"a?[0-9]+"),
    "linktype": re.compile("page|document"),
    "data-block-key": re.compile("[a-z0-9]+"),
}


def clean(html: str, allowed: nh3.Cleaner) -> str:
    """Return HTML of the allowed elements alone; other elements lose their tags, scripts and styles their text too.

    A no-break space stays the character that it is, which an author can read.
    """
    return allowed.clean(html).replace(ITS_ENTITY, HARD_SPACE)


def clean_to_store(html: str, allowed: nh3.Cleaner) -> str:
    """Clean HTML as `clean` does, with line breaks as Wagtail writes them."""
    return clean(html, allowed).replace("<br>", "<br/>")


# --- What each kind of text may hold ------------------------------------------------------------------


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if _is_of_this_site(value) else None
    pattern = _OF_WAGTAIL.get(name)
    return None if pattern and not pattern.fullmatch(value) else value


def _is_of_this_site(url: str) -> bool:
    """Whether a URL is relative: an image elsewhere would call another site for each reader."""
    plain = _SKIPPED_IN_URL.sub("", url).replace("\\", "/")
    return not plain.startswith("//") and ":" not in plain.partition("/")[0]


def _allowed(
    tags: set[str], attributes: dict[str, set[str]], *, rel: str | None = None
) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={"*": set(), **attributes},  # else nh3 lets titles and languages through
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=rel,
    )


_INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "strong"}
_BLOCK = {"h2", "h3", "li", "ol", "p", "ul"}
_MORE_INLINE = {"cite", "del", "img", "ins", "kbd", "mark", "q", "s", "samp", "span", "sub", "sup"}
_MORE_INLINE |= {"u", "var"}
_MORE_BLOCK = {"blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h4", "h5"}
_MORE_BLOCK |= {"h6", "hr", "pre"}
_TABLE = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}

# A string of a translation. Its links are named `a1`, `a2`; their addresses stand elsewhere.
SEGMENT = _allowed(_INLINE, {"a": {"id"}})
# Rich text in the database, where a link names a page or a document by `linktype` and `id`.
STORED_RICH_TEXT = _allowed(
    _INLINE | _BLOCK, {"*": {"data-block-key"}, "a": {"href", "id", "linktype"}}
)
# Rich text on a page.
RICH_TEXT = _allowed(_INLINE | _BLOCK, {"a": {"href"}})
# A text of a question.
QUESTION = _allowed(
    _INLINE | _BLOCK | _MORE_INLINE | _MORE_BLOCK | _TABLE,
    {
        "*": {"lang", "dir", "title"},
        "a": {"href"},
        "img": {"src", "alt", "width", "height"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
    },
    rel="noopener noreferrer",
)
