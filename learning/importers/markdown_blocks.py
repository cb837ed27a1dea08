"""Converts Markdown to the blocks of a page, as plain values. Nothing is looked up, nothing stored.

Files and quizzes are `NamedResource`: whoever stores a block finds them. An image of plain Markdown is
{"src", "alt", "caption"}.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from markdown_it.token import Token

from learning.course_syntax import BLOCK_SYNTAXES, AttributeKind, NamedResource
from learning.importers.directives import (
    ITEM_FORMAT,
    STEP_FORMAT,
    STEPS,
    BlockError,
    Fenced,
    Line,
    lines_of,
    parts_of,
    read_directive,
    refuse_oddities,
)
from learning.rich_text import html_of
from learning.rich_text.markdown import MARKDOWN, read_tokens


__all__ = [
    "ITEM_FORMAT",
    "STEPS",
    "STEP_FORMAT",
    "Block",
    "BlockError",
    "markdown_blocks",
    "page_blocks",
    "plain",
]

_LONGEST_CAPTION = 200


@dataclass(frozen=True, slots=True)
class Block:
    """A block as read. `line` is where it begins in the file."""

    kind: str
    value: Any
    line: int


def page_blocks(text: str, first_line: int = 1) -> list[Block]:
    """Return the blocks of a text with directives (`::: callout title="…"` to `:::`). Raises BlockError."""
    blocks: list[Block] = []
    for part in parts_of(lines_of(text, first_line)):
        if isinstance(part, Fenced):
            blocks.append(_directive(part))
        elif part:
            blocks += _plain_blocks(part)
    return blocks


def _directive(fenced: Fenced) -> Block:
    form = BLOCK_SYNTAXES.get(fenced.name)
    if form is None:
        raise BlockError(
            fenced.number,
            _("unknown directive “%(name)s”") % {"name": fenced.name},
            ", ".join(BLOCK_SYNTAXES),
        )
    return Block(fenced.name, read_directive(form, fenced), fenced.number)


def _plain_blocks(lines: list[Line]) -> Iterator[Block]:
    text = "\n".join(line.text for line in lines)
    for block in markdown_blocks(text, lines[0].number, is_strict=True):
        value = block.value
        if block.kind == "image":
            image = {
                "image": NamedResource(AttributeKind.PICTURE, value["src"]),
                "decorative": not value["alt"],
                "alt_text": value["alt"],
            }
            value = {"image": image, "caption": value["caption"]}
        yield Block(block.kind, value, block.line)


def markdown_blocks(markdown: str, first_line: int = 1, *, is_strict: bool = False) -> list[Block]:
    """Return text, tables and images of plain Markdown, in order. A text begins anew at each heading of the first rank.

    Raw HTML and links of no use lose their tags and addresses, or, `is_strict`, raise BlockError.
    """
    blocks: list[Block] = []
    pending: list[Token] = []
    heading = ""
    for group in _groups(MARKDOWN.parse(markdown)):
        kind, line = group[0].type, first_line + (group[0].map or [0])[0]
        images = [
            child for token in group for child in token.children or () if child.type == "image"
        ]
        if kind == "heading_open":
            heading = plain(group[1])
            if group[0].tag in ("h1", "h2"):
                _flush(blocks, pending, first_line, is_strict=is_strict)
        if kind != "table_open" and not images:
            pending += group
            continue
        if kind != "table_open" and _has_words(group):
            pending += _without_images(group)
        _flush(blocks, pending, first_line, is_strict=is_strict)
        if kind == "table_open":
            blocks.append(Block("table", _table(group, heading), line))
        blocks += [Block("image", _image(token), line) for token in images]
    _flush(blocks, pending, first_line, is_strict=is_strict)
    return blocks


def _groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield top-level elements, each with all its tokens."""
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _without_images(group: list[Token]) -> list[Token]:
    for token in group:
        if token.children:
            token.children = [child for child in token.children if child.type != "image"]
    return group


def _flush(blocks: list[Block], pending: list[Token], first_line: int, *, is_strict: bool) -> None:
    if not pending:
        return
    reading = read_tokens(pending, first_line=first_line)
    if is_strict:
        refuse_oddities(reading.oddities)
    html = html_of(reading.document)
    if html:
        blocks.append(Block("text", html, first_line + (pending[0].map or [0])[0]))
    pending.clear()


def _has_words(group: list[Token]) -> bool:
    return any(plain(token).strip() for token in group if token.type == "inline")


def plain(inline: Token) -> str:
    """Return the words of a line, without marks or pictures."""
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
