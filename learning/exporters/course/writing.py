"""Writes blocks as the text of a course file, from the plain values that `page_blocks` reads. Looks nothing up.

What is written is read back: a text that would come in again as another is not written at all.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from learning.course_syntax import (
    BLOCK_SYNTAXES,
    Attribute,
    AttributeKind,
    BlockSyntax,
    Body,
    NamedResource,
)
from learning.importers.directives import NO, YES
from learning.importers.markdown_blocks import BlockError, markdown_blocks, page_blocks
from learning.rich_text import CannotWrite, markdown_of, read_html
from learning.rich_text.document import Paragraph


Plain = tuple[str, Any]  # the kind of a block, its value

_IN_ATTRIBUTE = re.compile(r'["\\]')
_IN_TITLE = re.compile(r"[*\\]")
_IN_PLAIN = re.compile(r"^(?=\\|[ \t]*:::)", re.MULTILINE)


def write_blocks(blocks: Sequence[Plain]) -> str:
    """Write blocks. Raises CannotWrite, with the block that the format cannot give back."""
    text = _written(blocks, is_terse=True)
    if not _gives(text, blocks):
        text = _written(blocks, is_terse=False)
    if not _gives(text, blocks):
        worst = (
            block for block in blocks if not _gives(_written([block], is_terse=False), [block])
        )
        raise CannotWrite(repr(next(worst, blocks))[:200])
    return text


def _gives(text: str, blocks: Sequence[Plain]) -> bool:
    try:
        return [(block.kind, block.value) for block in page_blocks(text)] == list(blocks)
    except BlockError:
        return False


def _written(blocks: Sequence[Plain], *, is_terse: bool) -> str:
    """Write blocks; `is_terse`: texts and tables without fences where nothing is lost."""
    parts: list[str] = []
    before, heading = "", ""
    for kind, value in blocks:
        goes_on = (kind, before) == ("text", "text") and not value.startswith("<h2")
        terse = _terse(kind, value, heading) if is_terse and not goes_on else ""
        if terse:
            parts.append(terse)
            heading = _last_heading(value) or heading if kind == "text" else heading
            before = kind
        else:
            parts.append("\n".join(_directive(kind, BLOCK_SYNTAXES[kind], value)))
            before, heading = "", ""
    return "\n\n".join(parts)


def _terse(kind: str, value: Any, heading: str) -> str:
    if kind == "text":
        return markdown_of(read_html(value))
    if kind != "table":
        return ""
    table = _markdown_table(value["text"])
    blocks = markdown_blocks(f"## {heading}\n\n{table}" if heading else table)
    return table if blocks and blocks[-1].value == value else ""


def _last_heading(html: str) -> str:
    headings = [
        "".join(run.text for run in block.runs)
        for block in read_html(html)
        if isinstance(block, Paragraph) and block.tag != "p"
    ]
    return headings[-1] if headings else ""


def _markdown_table(text: str) -> str:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.split("\n")]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"| {' | '.join('---' for _cell in rows[0])} |", *lines[1:]])


def _directive(name: str, form: BlockSyntax, value: Any) -> Iterator[str]:
    """Write a directive. `value` is the body alone where the form gives it no field."""
    fence = ":" * (2 + form.height)
    values = value if form.into or form.body is Body.NOTHING else {"": value}
    yield fence + f" {name}" + "".join(_attributes(form, values))
    body = list(_body(form, values))
    parts = list(_parts(form, values))
    first, last = (parts, body) if form.body is Body.ITEMS else (body, parts)
    yield from first
    yield from last
    yield fence


def _parts(form: BlockSyntax, values: dict[str, Any]) -> Iterator[str]:
    for name, part in form.parts.items():
        for item in values[part.field] if part.is_many else [values[part.field]]:
            if part.form.body is not Body.MARKS or item:
                yield from _directive(name, part.form, item)


def _attributes(form: BlockSyntax, values: dict[str, Any]) -> Iterator[str]:
    for name, attribute in form.attributes.items():
        value = values[attribute.field]
        if value not in (attribute.default, None, ""):
            yield from _attribute(name, attribute, value)


def _attribute(name: str, attribute: Attribute, value: Any) -> Iterator[str]:
    if attribute.of is AttributeKind.YES_NO:
        value = YES if value else NO
    elif attribute.of is AttributeKind.IMAGE:
        yield _pair(name, value["image"].name)
        yield _pair("decorative", YES) if value["decorative"] else _pair("alt", value["alt_text"])
        return
    elif isinstance(value, NamedResource):
        value = value.name
    elif attribute.of is AttributeKind.NUMBER:
        value = str(value)
    yield _pair(name, value)


def _pair(name: str, value: str) -> str:
    escaped = _IN_ATTRIBUTE.sub(r"\\\g<0>", value)
    return f' {name}="{escaped}"'


def _body(form: BlockSyntax, values: dict[str, Any]) -> Iterator[str]:
    if form.body is Body.NOTHING:
        return
    value = values[form.into]
    if form.body is Body.WORDS:
        if value:
            yield markdown_of(read_html(value))
    elif form.body is Body.PLAIN:
        yield _IN_PLAIN.sub(r"\\", value)
    elif form.body is Body.ITEMS:
        yield from (f"- {item}" for item in value)
    elif form.body is Body.MARKS:
        yield from map(_mark, value)
    elif form.body is Body.STEPS:
        yield from _steps(value)
    else:
        yield _rows(value)


def _mark(mark: dict[str, Any]) -> str:
    place = f"{mark['left']}, {mark['top']}"
    if mark["phone_left"] is not None and mark["phone_top"] is not None:
        place += f" / {mark['phone_left']}, {mark['phone_top']}"
    return f"- {place}: {mark['text']}"


def _rows(text: str) -> str:
    """Return a text as a table in Markdown, where its cells are separated as this format sets them."""
    table = _markdown_table(text)
    plain = "\n".join(
        line.removeprefix("| ").removesuffix(" |")
        for number, line in enumerate(table.split("\n"))
        if number != 1
    )
    return table if plain == text else text


def _steps(steps: list[dict[str, str]]) -> Iterator[str]:
    for number, step in enumerate(steps, 1):
        title = _IN_TITLE.sub(r"\\\g<0>", step["title"])
        text = markdown_of(read_html(step["text"])) if step["text"] else ""
        first, *rest = f"{number}. **{title}** {text}".rstrip(" ").split("\n")
        yield first
        yield from (f"   {line}".rstrip(" ") for line in rest)
