"""What a browser would make of a page. nh3 is html5ever, which reads as browsers do: told to keep
everything, it writes the tree that it read so plainly that html.parser cannot read it otherwise."""

import re
from html.parser import HTMLParser
from pathlib import Path

import nh3

from tests.hostile_markup import MARK


_NAME = re.compile(r"</?([a-z][^\s/>]*)", re.IGNORECASE)
_SCHEMES = {"javascript", "data", "vbscript", "blob", "file", "view-source", "intent", "ms-word"}
_SCHEMES |= {"http", "https", "mailto", "tel", "java", "x", "about"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"}
_VOID |= {"source", "track", "wbr"}
# Of these nh3 keeps no inside that it is not sure of: here any that bears the mark is harm, save words in a
# template of ours.
_FOREIGN = re.compile(r"<(svg|math|template)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_TEMPLATES = Path(__file__).parents[1] / "templates"
# Attributes whose value is only words to whoever reads the page.
_WORDS = {"alt", "aria-label", "placeholder", "title", "value"}
_WORDS |= {"data-tabset", "data-zoom"}  # which static/js/blocks.js writes as text
# Whose words a browser does not show as words.
_NOT_WORDS = {"script", "style", "template", "noscript", "iframe", "xmp", "plaintext", "textarea"}
_NOT_WORDS |= {"title", "svg", "math", "noembed", "noframes", "object", "form", "select", "button"}
OURS = {
    name.lower() for page in _TEMPLATES.rglob("*.html") for name in _NAME.findall(page.read_text())
}
_IS_DATA = ("type", "application/json")  # a script that is none


def as_read(html):
    """The same tree, written plainly."""
    names = {name.lower().replace("\0", "\ufffd") for name in _NAME.findall(html)}
    everything = nh3.Cleaner(
        tags=names | OURS,
        clean_content_tags=set(),
        attributes={},
        generic_attribute_prefixes={""},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    return everything.clean(html)


class _Tree(HTMLParser):
    CDATA_CONTENT_ELEMENTS = ("script", "style", "xmp", "iframe", "noembed", "noframes", "noscript")

    def __init__(self, html):
        super().__init__()
        self.elements, self.words, self.above = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, attrs))
        if tag not in _VOID:
            self.above.append("data" if tag == "script" and _IS_DATA in attrs else tag)

    def handle_endtag(self, tag):
        if tag == "script" and "data" in self.above:
            tag = "data"
        if tag in self.above:
            while self.above.pop() != tag:
                pass

    def handle_data(self, data):
        self.words.append((data, tuple(self.above)))


def elements(html):
    """Each element with its attributes."""
    return [(tag, dict(attrs)) for tag, attrs in _Tree(as_read(html)).elements]


def harm_in(html, *, ours=frozenset(), around=()):
    """What of the page would do something, bearing the mark of the one who wrote it. `ours`: elements that
    hold words of people in that page; `around`: elements that nobody but us puts there."""
    tree = _Tree(as_read(html))
    found = [each[0][:60] for each in _FOREIGN.finditer(html) if _is_foreign_harm(each, ours)]
    for tag, attributes in tree.elements:
        if around and tag not in around:
            found.append(f"<{tag}>")
        for name, value in attributes:
            if MARK in f"{name}={value}" and not _is_harmless(tag, name, value or ""):
                found.append(f"<{tag} {name}={value!r:.60}>")
    for words, above in tree.words:
        hidden = [tag for tag in above if tag in _NOT_WORDS and tag not in ours]
        if MARK in words and hidden:
            found.append(f"<{hidden[-1]}>{words:.60}")
    return found


def _is_foreign_harm(match, ours):
    if match[1].lower() not in ours:
        return MARK in match[0]
    start, _, inside = match[0].partition(">")
    return MARK in start or bool(harm_in(inside, ours=ours))


def _is_harmless(tag, name, value):
    if MARK in name:
        return False
    plain = re.sub(r"[\0-\x20]", "", value).replace("\\", "/")
    if name == "href" and tag == "a":
        return bool(re.match(r"https?:|mailto:|tel:|(?![a-z][a-z0-9+.-]*:)", plain, re.IGNORECASE))
    if name == "src" and tag == "img":
        return not plain.startswith("//") and ":" not in plain.partition("/")[0]
    return name in _WORDS
