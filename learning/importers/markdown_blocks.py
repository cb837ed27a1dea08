"""From Markdown to the blocks of a page, as plain values. Nothing is looked up, nothing stored.

An image block's value is {"src", "alt", "caption"}: whoever stores it finds the picture.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token


ALLOWED_TAGS = {"p", "h2", "h3", "b", "i", "ol", "ul", "li", "a", "br"}
STEPS = (2, 7)
STEP_FORMAT = "1. **…** …"
ITEM_FORMAT = "- …"
_LONGEST_CAPTION = 200
_SAME_IN_RICH_TEXT = {"strong": "b", "em": "i", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    clean_content_tags={"script", "style"},
    link_rel=None,
)

_OPENING = re.compile(r":::\s*(?P<name>[\w-]+)(?P<attributes>.*)\Z")
_ATTRIBUTE = re.compile(r'\s*(?P<key>\w+)="(?P<value>[^"]*)"')
_STEP = re.compile(r"\d+\.\s+\*\*(?P<title>.+?)\*\*\s*(?P<text>.*)\Z")
_ITEM = re.compile(r"[-*]\s+(?P<text>.+)\Z")

# Each directive: the attributes that it takes, and whether each must be there.
DIRECTIVES: dict[str, dict[str, bool]] = {
    "callout": {"title": True},
    "steps": {},
    "checklist": {"title": True},
    "image": {"src": True, "alt": True, "caption": False},
}


@dataclass(frozen=True, slots=True)
class Block:
    """`line` is where it begins in the file."""

    kind: str
    value: Any
    line: int


class BlockError(ValueError):
    """Something that the format does not know. `expected` says what it does."""

    def __init__(self, line: int, reason: str, expected: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.expected = expected


def page_blocks(text: str, first_line: int = 1) -> list[Block]:
    """The blocks of a text with directives (`::: callout title="…"` to `:::`). Raises BlockError."""
    blocks: list[Block] = []
    for name, attributes, lines, line in _parts(text, first_line):
        if name:
            blocks.append(_directive(name, attributes, lines, line))
        else:
            blocks += markdown_blocks("\n".join(lines), line)
    return blocks


def _parts(text: str, first_line: int) -> Iterator[tuple[str, str, list[str], int]]:
    """Runs of lines: (name of the directive or "", its attributes, its lines, first line)."""
    name, attributes, lines, begun = "", "", [], first_line
    for number, line in enumerate(text.splitlines(), first_line):
        stripped = line.strip()
        opening = _OPENING.match(stripped)
        if opening and name:
            raise BlockError(
                number,
                _("“%(line)s” opens inside “%(name)s”") % {"line": stripped, "name": name},
                ":::",
            )
        if not opening and stripped != ":::":
            lines.append(line)
            continue
        if stripped == ":::" and not name:
            raise BlockError(
                number, _("::: closes nothing"), _("::: with a name, such as ::: steps, before it")
            )
        yield name, attributes, lines, begun
        name, attributes = (opening["name"], opening["attributes"]) if opening else ("", "")
        lines, begun = [], number if opening else number + 1
    if name:
        raise BlockError(
            begun, _("“%(name)s” is not closed") % {"name": name}, _("::: on its own line after it")
        )
    yield name, attributes, lines, begun


def _directive(name: str, attributes: str, lines: list[str], line: int) -> Block:
    known = DIRECTIVES.get(name)
    if known is None:
        raise BlockError(
            line, _("unknown directive “%(name)s”") % {"name": name}, ", ".join(DIRECTIVES)
        )
    values = _attributes(name, attributes, line)
    text = [each for each in lines if each.strip()]
    if name == "steps":
        return Block("steps", {"steps": _steps(lines, line)}, line)
    if name == "checklist":
        return Block("checklist", values | {"items": _items(lines, line)}, line)
    if name == "callout":
        if not text:
            raise BlockError(line, _("this callout is empty"), _("text before :::"))
        return Block("callout", values | {"text": rich_text("\n".join(lines))}, line)
    return Block("image", {"caption": "", **values}, line)


def _attributes(name: str, written: str, line: int) -> dict[str, str]:
    values = {match["key"]: match["value"] for match in _ATTRIBUTE.finditer(written)}
    known = DIRECTIVES[name]
    expected = " ".join(f'{key}="…"' for key in known) or _("no attribute")
    left = _ATTRIBUTE.sub("", written).strip()
    if left or set(values) - set(known):
        raise BlockError(
            line,
            _("“%(name)s” does not take “%(given)s”") % {"name": name, "given": written.strip()},
            expected,
        )
    missing = [key for key, needed in known.items() if needed and not values.get(key)]
    if missing:
        raise BlockError(
            line,
            _("“%(name)s” needs %(missing)s") % {"name": name, "missing": ", ".join(missing)},
            expected,
        )
    return values


def _steps(lines: list[str], line: int) -> list[dict[str, str]]:
    steps: list[tuple[str, list[str]]] = []
    for number, text in enumerate(lines, line + 1):
        match = _STEP.match(text.strip())
        if match:
            steps.append((match["title"], [match["text"]]))
        elif text.strip() and not steps:
            raise BlockError(
                number, _("“%(text)s” is not a step") % {"text": text.strip()}, STEP_FORMAT
            )
        elif text.strip():
            steps[-1][1].append(text.strip())
    low, high = STEPS
    if not low <= len(steps) <= high:
        raise BlockError(
            line,
            _("%(count)s steps") % {"count": len(steps)},
            _("%(low)s to %(high)s steps") % {"low": low, "high": high} + f", {STEP_FORMAT}",
        )
    return [{"title": title, "text": rich_text(" ".join(text))} for title, text in steps]


def _items(lines: list[str], line: int) -> list[str]:
    items = []
    for number, text in enumerate(lines, line + 1):
        match = _ITEM.match(text.strip())
        if match:
            items.append(match["text"])
        elif text.strip():
            raise BlockError(
                number, _("“%(text)s” is not an item") % {"text": text.strip()}, ITEM_FORMAT
            )
    if not items:
        raise BlockError(line, _("this checklist is empty"), ITEM_FORMAT)
    return items


def rich_text(markdown: str) -> str:
    """HTML with the tags that the editor of pages knows; everything else loses its tags, not its words."""
    return _clean(_MARKDOWN.parse(markdown))


def markdown_blocks(markdown: str, first_line: int = 1) -> list[Block]:
    """Text, tables and images of plain Markdown, in order."""
    blocks: list[Block] = []
    pending: list[Token] = []
    heading = ""
    for group in _groups(_MARKDOWN.parse(markdown)):
        kind, line = group[0].type, first_line + (group[0].map or [0])[0]
        images = [
            child for token in group for child in token.children or () if child.type == "image"
        ]
        if kind == "heading_open":
            heading = plain(group[1])
        if kind != "table_open" and not images:
            pending += group
            continue
        if kind != "table_open" and _has_words(group):
            pending += group
        _flush(blocks, pending, first_line)
        if kind == "table_open":
            blocks.append(Block("table", _table(group, heading), line))
        blocks += [Block("image", _image(token), line) for token in images]
    _flush(blocks, pending, first_line)
    return blocks


def _groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """Top-level elements, each with all its tokens."""
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _flush(blocks: list[Block], pending: list[Token], first_line: int) -> None:
    if not pending:
        return
    html = _clean(pending)
    if html:
        blocks.append(Block("text", html, first_line + (pending[0].map or [0])[0]))
    pending.clear()


def _clean(tokens: list[Token]) -> str:
    for token in tokens:
        for part in (token, *(token.children or ())):
            part.tag = _SAME_IN_RICH_TEXT.get(part.tag, part.tag)
        if token.children:
            token.children = [child for child in token.children if child.type != "image"]
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return _CLEANER.clean(html).replace("<p></p>", "").strip()


def _has_words(group: list[Token]) -> bool:
    return any(plain(token).strip() for token in group if token.type == "inline")


def plain(inline: Token) -> str:
    """The words of a line, without marks or pictures."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )


def _table(group: list[Token], heading: str) -> dict[str, Any]:
    rows: list[list[str]] = []
    for token in group:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(plain(token).replace("|", "/"))
    caption = heading or rows[0][0]
    return {
        "caption": caption[:_LONGEST_CAPTION],
        "show_caption": False,  # it repeats the heading above, for those who do not see it
        "text": "\n".join(" | ".join(row) for row in rows),
    }


def _image(token: Token) -> dict[str, str]:
    return {
        "src": str(token.attrs.get("src", "")),
        "alt": plain(token) or token.content,
        "caption": str(token.attrs.get("title", "")),
    }
