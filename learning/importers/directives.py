"""Reads directives: where each begins and ends, what stands in it. Nothing is looked up, nothing stored."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from learning.course_syntax import Attribute, AttributeKind, BlockSyntax, Body, NamedResource
from learning.rich_text import Oddity, html_of, read_markdown


STEPS = (2, 7)
STEP_FORMAT = "1. **…** …"
ITEM_FORMAT = "- …"
MARK_FORMAT = "- 40, 60: …"

_FENCE = re.compile(r"(?P<colons>:{3,})[ \t]*(?:(?P<name>[\w-]+)(?P<attributes>.*))?\Z")
_ATTRIBUTE = re.compile(r'\s*(?P<key>[\w-]+)="(?P<value>(?:[^"\\]|\\.)*)"')
_STEP = re.compile(r"\d+\.\s+\*\*(?P<title>(?:[^\\*]|\\.|\*(?!\*))+)\*\*\s*(?P<text>.*)\Z")
_ITEM = re.compile(r"[-*]\s+(?P<text>.+)\Z")
_MARK = re.compile(
    r"[-*]\s+(?P<left>\d{1,3})\s*,\s*(?P<top>\d{1,3})\s*"
    r"(?:/\s*(?P<phone_left>\d{1,3})\s*,\s*(?P<phone_top>\d{1,3})\s*)?:\s*(?P<text>.+)\Z"
)
_NUMBER = re.compile(r"[0-9]{1,3}\Z")
_INDENT = re.compile(r"^[ ]{0,3}")
_ESCAPE = re.compile(r'\\(["\\*])')
YES, NO = "yes", "no"


class BlockError(ValueError):
    """Raised for something that the format does not know. `expected` says what it does."""

    def __init__(self, line: int, reason: str, expected: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Fenced:
    """A directive, and the lines between its fences."""

    name: str
    attributes: str
    lines: list[Line]
    number: int


def lines_of(text: str, first_line: int = 1) -> list[Line]:
    return [Line(number, content) for number, content in enumerate(text.split("\n"), first_line)]


def parts_of(lines: list[Line]) -> Iterator[list[Line] | Fenced]:
    """Yield runs of plain lines, and directives. Raises BlockError where a fence has no other."""
    plain: list[Line] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at].text.strip())
        if fence is None:
            plain.append(lines[at])
            at += 1
            continue
        if not fence["name"]:
            raise BlockError(
                lines[at].number,
                _("::: closes nothing"),
                _("::: with a name, such as ::: steps, before it"),
            )
        end = _end(lines, at, len(fence["colons"]), fence["name"])
        yield plain
        plain = []
        yield Fenced(fence["name"], fence["attributes"], lines[at + 1 : end], lines[at].number)
        at = end + 1
    yield plain


def _end(lines: list[Line], start: int, colons: int, name: str) -> int:
    for at in range(start + 1, len(lines)):
        stripped = lines[at].text.strip()
        fence = _FENCE.match(stripped)
        if fence is None or len(fence["colons"]) < colons:
            continue
        if fence["name"]:
            raise BlockError(
                lines[at].number,
                _("“%(line)s” opens inside “%(name)s”") % {"line": stripped, "name": name},
                ":" * colons,
            )
        if len(fence["colons"]) == colons:
            return at
        raise BlockError(
            lines[at].number,
            _("::: closes nothing"),
            _("::: with a name, such as ::: steps, before it"),
        )
    raise BlockError(
        lines[start].number,
        _("“%(name)s” is not closed") % {"name": name},
        _("::: on its own line after it").replace(":::", ":" * colons),
    )


def read_directive(form: BlockSyntax, fenced: Fenced) -> Any:
    """Return the value of a block, as its own fields; files and quizzes are `NamedResource`. Raises BlockError."""
    value = _attributes(form, fenced)
    own: list[Line] = []
    for part in parts_of(fenced.lines):
        if isinstance(part, Fenced):
            _take_part(form, fenced, part, value)
        else:
            own += part
    _tell_missing_parts(form, fenced, value)
    body = _body(form, fenced, own)
    if form.body is Body.NOTHING:
        return value
    return value | {form.into: body} if form.into else body


def _take_part(form: BlockSyntax, fenced: Fenced, inner: Fenced, value: dict[str, Any]) -> None:
    part = form.parts.get(inner.name)
    if part is None:
        raise BlockError(
            inner.number,
            _("“%(name)s” does not hold “%(given)s”") % {"name": fenced.name, "given": inner.name},
            ", ".join(form.parts) or _("no directive"),
        )
    nested = read_directive(part.form, inner)
    if part.is_many:
        value.setdefault(part.field, []).append(nested)
    elif part.field in value:
        raise BlockError(inner.number, _("“%s” stands twice") % inner.name, inner.name)
    else:
        value[part.field] = nested


def _tell_missing_parts(form: BlockSyntax, fenced: Fenced, value: dict[str, Any]) -> None:
    for name, part in form.parts.items():
        if part.field in value:
            continue
        if part.form.body is Body.MARKS:
            value[part.field] = []
            continue
        raise BlockError(
            fenced.number,
            _("“%(name)s” needs %(missing)s") % {"name": fenced.name, "missing": name},
            f"::: {name}",
        )


# --- Attributes ------------------------------------------------------------------------------------------


def _attributes(form: BlockSyntax, fenced: Fenced) -> dict[str, Any]:
    written = _written_attributes(form, fenced)
    values: dict[str, Any] = {}
    for name, attribute in form.attributes.items():
        values[attribute.field] = _attribute(name, attribute, written, fenced)
    return values


def _written_attributes(form: BlockSyntax, fenced: Fenced) -> dict[str, str]:
    found = list(_ATTRIBUTE.finditer(fenced.attributes))
    written = {attribute["key"]: _ESCAPE.sub(r"\1", attribute["value"]) for attribute in found}
    known = dict(form.attributes)
    if any(attribute.of is AttributeKind.IMAGE for attribute in known.values()):
        known |= {"alt": Attribute("alt"), "decorative": Attribute("decorative")}
    expected = " ".join(f'{key}="…"' for key in known) or _("no attribute")
    left = _ATTRIBUTE.sub("", fenced.attributes).strip()
    if left or set(written) - set(known) or len(written) < len(found):
        given = fenced.attributes.strip()
        raise BlockError(
            fenced.number,
            _("“%(name)s” does not take “%(given)s”") % {"name": fenced.name, "given": given},
            expected,
        )
    missing = [
        key
        for key, attribute in form.attributes.items()
        if attribute.required and not written.get(key)
    ]
    if any(
        attribute.of is AttributeKind.IMAGE and written.get(key)
        for key, attribute in form.attributes.items()
    ):
        missing += [] if written.get("alt") or written.get("decorative") == YES else ["alt"]
    if missing:
        raise BlockError(
            fenced.number,
            _("“%(name)s” needs %(missing)s")
            % {"name": fenced.name, "missing": ", ".join(missing)},
            expected,
        )
    return written


def _attribute(name: str, attribute: Attribute, written: dict[str, str], fenced: Fenced) -> Any:
    text = written.get(name)
    if not text:
        return attribute.default
    if attribute.of is AttributeKind.YES_NO:
        return _one_of(name, text, (YES, NO), fenced) == YES
    if attribute.of is AttributeKind.NUMBER:
        return _number(name, text, fenced)
    if attribute.of is AttributeKind.CHOICE:
        return _one_of(name, text, attribute.options, fenced)
    if attribute.of is AttributeKind.IMAGE:
        is_decorative = (
            _one_of("decorative", written.get("decorative", NO), (YES, NO), fenced) == YES
        )
        alternative = "" if is_decorative else written["alt"]
        return {
            "image": NamedResource(AttributeKind.PICTURE, text),
            "decorative": is_decorative,
            "alt_text": alternative,
        }
    return text if attribute.of is AttributeKind.TEXT else NamedResource(attribute.of, text)


def _number(name: str, text: str, fenced: Fenced) -> int:
    if not _NUMBER.match(text):
        raise BlockError(
            fenced.number,
            _("“%(name)s” cannot be “%(given)s”") % {"name": name, "given": text},
            "0–100",
        )
    return int(text)


def _one_of(name: str, text: str, options: tuple[str, ...], fenced: Fenced) -> str:
    if text not in options:
        raise BlockError(
            fenced.number,
            _("“%(name)s” cannot be “%(given)s”") % {"name": name, "given": text},
            ", ".join(options),
        )
    return text


# --- Bodies ----------------------------------------------------------------------------------------------


def _body(form: BlockSyntax, fenced: Fenced, lines: list[Line]) -> Any:
    spoken = [line for line in lines if line.text.strip()]
    if form.body is Body.NOTHING:
        if spoken:
            raise BlockError(
                spoken[0].number,
                _("“%(name)s” does not hold “%(given)s”")
                % {"name": fenced.name, "given": spoken[0].text.strip()[:60]},
                ", ".join(form.parts) or _("nothing between its lines"),
            )
        return None
    if form.body is Body.STEPS:
        return _steps(lines, fenced.number)
    if not spoken and not form.may_be_empty:
        expected = ITEM_FORMAT if form.body in (Body.ITEMS, Body.MARKS) else _("text before :::")
        raise BlockError(fenced.number, _("“%s” is empty") % fenced.name, expected)
    if form.body is Body.ITEMS:
        return [_item(line) for line in spoken]
    if form.body is Body.MARKS:
        return [_mark(line) for line in spoken]
    if form.body is Body.ROWS:
        return _rows(spoken)
    if form.body is Body.PLAIN:
        return "\n".join(_unescaped(line.text) for line in lines).strip()
    return words(lines)


def words(lines: list[Line]) -> str:
    """Convert Markdown of a course file: what is no rich text is refused."""
    while lines and not lines[0].text.strip():
        lines = lines[1:]
    if not lines:
        return ""
    reading = read_markdown("\n".join(line.text for line in lines), first_line=lines[0].number)
    refuse_oddities(reading.oddities)
    return html_of(reading.document)


def refuse_oddities(oddities: list[Oddity]) -> None:
    for oddity in oddities:
        raise BlockError(
            oddity.line,
            _("“%s” has no place in a text") % oddity.what,
            _("Markdown, and links to https, to pages or to files beside the lesson"),
        )


def _unescaped(line: str) -> str:
    return line[1:] if line.startswith("\\") else line


def _item(line: Line) -> str:
    match = _ITEM.match(line.text.strip())
    if match is None:
        raise BlockError(
            line.number, _("“%(text)s” is not an item") % {"text": line.text.strip()}, ITEM_FORMAT
        )
    return match["text"]


def _mark(line: Line) -> dict[str, Any]:
    match = _MARK.match(line.text.strip())
    if match is None:
        raise BlockError(
            line.number, _("“%(text)s” is not a mark") % {"text": line.text.strip()}, MARK_FORMAT
        )
    places = ("left", "top", "phone_left", "phone_top")
    found = {name: int(match[name]) if match[name] else None for name in places}
    return found | {"text": match["text"]}


def _rows(lines: list[Line]) -> str:
    """Return rows as they are typed in the editor, or those of a table in Markdown."""
    texts = [line.text.strip() for line in lines]
    if len(texts) > 1 and re.fullmatch(r"\|[\s|:-]+\|", texts[1]):
        texts = [_row(text) for number, text in enumerate(texts) if number != 1]
    return "\n".join(texts)


def _row(text: str) -> str:
    inside = text.removeprefix("|").removesuffix("|")
    return " | ".join(cell.strip() for cell in inside.split("|"))


def _steps(lines: list[Line], number: int) -> list[dict[str, str]]:
    steps: list[tuple[str, list[Line]]] = []
    for line in lines:
        match = _STEP.match(line.text.strip())
        if match:
            title = _ESCAPE.sub(r"\1", match["title"])
            steps.append((title, [Line(line.number, match["text"])]))
        elif steps:
            steps[-1][1].append(Line(line.number, _INDENT.sub("", line.text)))
        elif line.text.strip():
            raise BlockError(
                line.number,
                _("“%(text)s” is not a step") % {"text": line.text.strip()},
                STEP_FORMAT,
            )
    low, high = STEPS
    if not low <= len(steps) <= high:
        raise BlockError(
            number,
            _("%(count)s steps") % {"count": len(steps)},
            _("%(low)s to %(high)s steps") % {"low": low, "high": high} + f", {STEP_FORMAT}",
        )
    return [{"title": title, "text": words(text)} for title, text in steps]
