"""Writes rich text as Markdown that reads well, and that `read_markdown` gives back as it was."""

import re
import unicodedata
from itertools import groupby

from learning.rich_text.document import (
    BREAK,
    Block,
    CannotWrite,
    Document,
    Item,
    Listing,
    Run,
    Runs,
)
from learning.rich_text.markdown import EMPTY_PARAGRAPH, markdown_address, read_markdown


_ESCAPED = re.compile(r"[\\`*\[\]]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_AT_START = re.compile(r"(?P<mark>[#+\-=~>|:])|(?P<number>\d{1,9})(?=[.)])")
_BARE_CLOSING_MARK = re.compile(
    r"(?<!\\)((?:\\\\)*)#$"
)  # a heading's last #, unless it is escaped already
_LAST_RESORT = {"b": ("<b>", "</b>"), "i": ("<i>", "</i>")}


def markdown_of(document: Document) -> str:
    """Return Markdown. Raises CannotWrite where it would not give the text back: never a text that says
    another thing."""
    written = []
    for block in document:
        for has_tags_alone in (False, True):
            text = _block(block, has_tags_alone=has_tags_alone)
            if read_markdown(text).document == (block,):
                break
        else:
            raise CannotWrite(str(block)[:200])
        written.append(text)
    whole = "\n\n".join(written)
    if read_markdown(whole).document != document:
        raise CannotWrite(whole[:200])
    return whole


def escape_markdown(text: str) -> str:
    """Escape words that stand in a line, so that no mark among them is taken for one."""
    return _with_kept_ends(_ESCAPED.sub(r"\\\g<0>", text))


def _block(block: Block, *, has_tags_alone: bool) -> str:
    if isinstance(block, Listing):
        return "\n".join(_items(block, has_tags_alone=has_tags_alone))
    if block.tag == "p":
        return _lines(block.runs, has_tags_alone=has_tags_alone) or EMPTY_PARAGRAPH
    words = _lines(block.runs, has_tags_alone=has_tags_alone).replace("\\\n", "<br>")
    words = _BARE_CLOSING_MARK.sub(r"\1\\#", words)
    return f"{'#' * int(block.tag[1])} {words}".rstrip(" ")


def _items(listing: Listing, *, has_tags_alone: bool) -> list[str]:
    lines = []
    for number, item in enumerate(listing.items, 1):
        mark = f"{number}." if listing.tag == "ol" else "-"
        indent = " " * (len(mark) + 1)
        first, *rest = _item(item, has_tags_alone=has_tags_alone)
        lines.append(f"{mark} {first}".rstrip(" "))
        lines += [(indent + line).rstrip(" ") for line in rest]
    return lines


def _item(item: Item, *, has_tags_alone: bool) -> list[str]:
    words = _lines(item.runs, has_tags_alone=has_tags_alone)
    lines = words.split("\n")
    for inner in item.lists:
        if (words and not inner.items[0].runs) or words.endswith("<br>"):
            lines.append("")  # else an empty item underlines the words, a break is raw HTML
        lines += _items(inner, has_tags_alone=has_tags_alone)
    return lines


def _lines(runs: Runs, *, has_tags_alone: bool) -> str:
    """Write the words of a paragraph; a line break is a backslash at the end of a line."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run.text == BREAK:
            lines.append([])
        else:
            lines[-1].append(run)
    written = [_line(line, has_tags_alone=has_tags_alone) for line in lines]
    text = ""
    for number, line in enumerate(written):
        is_last = number == len(written) - 1
        # A line that is empty would end the paragraph, one at its end would be left out.
        text += line
        if not is_last:
            follows = written[number + 1 :]
            text += "\\\n" if line and any(follows) and follows[0] else "<br>"
    return text


def _line(runs: list[Run], *, has_tags_alone: bool) -> str:
    parts = [
        (link, _linked(list(group), has_tags_alone=has_tags_alone))
        for link, group in groupby(runs, key=lambda run: run.link)
    ]
    text = ""
    for link, inside in parts:
        if not link:
            text += inside
            continue
        if text.endswith("!"):
            text = f"{text[:-1]}\\!"
        text += f"[{inside}]({markdown_address(dict(link))})"
    return _with_plain_start(_with_kept_ends(text))


def _linked(runs: list[Run], *, has_tags_alone: bool) -> str:
    """Write runs of one link, or of none: bold, and italic in it."""
    pieces: list[tuple[bool, str]] = []
    for bold, group in groupby(runs, key=lambda run: run.bold):
        inside = _marked(
            [(run.italic, _ESCAPED.sub(r"\\\g<0>", run.text)) for run in group],
            "i",
            "_" if bold else "*",
            has_tags_alone=has_tags_alone,
        )
        pieces.append((bold, inside))
    return _marked(pieces, "b", "**", has_tags_alone=has_tags_alone)


def _marked(pieces: list[tuple[bool, str]], tag: str, mark: str, *, has_tags_alone: bool) -> str:
    text = ""
    for number, (is_marked, inside) in enumerate(pieces):
        if not is_marked:
            text += inside
            continue
        after = pieces[number + 1][1][:1] if number + 1 < len(pieces) else ""
        if not has_tags_alone and _may_mark(text[-1:], inside, after, mark):
            text += f"{mark}{inside}{mark}"
        else:
            opening, closing = _LAST_RESORT[tag]
            text += f"{opening}{inside}{closing}"
    return text


def _may_mark(before: str, inside: str, after: str, mark: str) -> bool:
    """Whether CommonMark takes the mark for an opening one here, and for a closing one there."""
    first, last = inside[0], inside[-1]
    around = (before, after, first, last)
    if "*" in around or ("_" in around and mark != "**"):
        return False
    if first.isspace() or last.isspace():
        return False
    if mark == "_" and not (_is_apart(before) and _is_apart(after)):
        return False
    return (not _is_sign(first) or _is_apart(before)) and (not _is_sign(last) or _is_apart(after))


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _is_apart(letter: str) -> bool:
    return not letter or letter.isspace() or unicodedata.category(letter)[0] == "P"


def _with_kept_ends(line: str) -> str:
    """Name spaces at the ends of a line, which Markdown leaves out otherwise."""
    inside = line.strip()
    if len(inside) == len(line):
        return line
    if not inside:
        return "".join(map(_named, line))
    start = line.index(inside[0]) if inside else 0
    before, after = line[:start], line[start + len(inside) :]
    return "".join(map(_named, before)) + inside + "".join(map(_named, after))


def _named(letter: str) -> str:
    return "&nbsp;" if letter == "\u00a0" else f"&#{ord(letter)};"


def _with_plain_start(line: str) -> str:
    match = _AT_START.match(line)
    if match is None:
        return line
    at = match.end()
    return f"{line[:at]}\\{line[at:]}" if match["number"] else f"\\{line}"
