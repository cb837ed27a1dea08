"""Reads Markdown as rich text: what the editor knows, and nothing else of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from learning.rich_text.document import (
    BREAK,
    Block,
    Document,
    Item,
    Listing,
    Oddity,
    Paragraph,
    Run,
    RunBuilder,
    Runs,
    encode_address,
    merge_lists,
    merged_lists,
)


EMPTY_PARAGRAPH = "\\"
SCHEMES = ("http://", "https://", "mailto:", "tel:")
PAGE, DOCUMENT = "page:", "document:"
_HEADINGS = {"h1": "h2", "h2": "h2"}
_TAG = re.compile(r"<(?P<close>/?)(?P<name>b|strong|i|em)>\Z", re.IGNORECASE)
_LINE_BREAKS = re.compile(r"(?:<br\s*/?>\s*)+\Z", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\s*/?>\Z", re.IGNORECASE)
_SCHEME = re.compile(r"[^/?#]*?:")
_MARKS = {"strong": "b", "em": "i", "b": "b", "i": "i"}
_MEANT = re.compile(r"[<>\\]|&(?=#?\w+;)")


class _Markdown(MarkdownIt):
    """A parser that leaves addresses as they are written. Which of them lead somewhere is decided below."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


MARKDOWN = _Markdown("commonmark", {"html": True, "maxNesting": 100}).enable("table")


def markdown_address(link: dict[str, str]) -> str:
    """Return how Markdown names what a link leads to."""
    address = link.get("href", "")
    if re.search(r"[()<>\\&*`\[\]]", address) or not address:
        escaped = _MEANT.sub(r"\\\g<0>", address)
        address = f"<{escaped}>"
    return address


def attributes_of_address(address: str) -> dict[str, str] | None:
    """Return the attributes of a link; None for an address that no link of ours has: a script, data, a file
    elsewhere."""
    plain = "".join(address.split()).lower().replace("\\", "/")  # as browsers read it
    if plain.startswith((*SCHEMES, PAGE, "#")) or not _SCHEME.match(plain):
        return None if plain.startswith("//") else {"href": encode_address(address)}
    return None


@dataclass(slots=True)
class MarkdownReading:
    document: Document = ()
    oddities: list[Oddity] = field(default_factory=list)


class _Words(HTMLParser):
    """Collects the words of raw HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.unspoken = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.unspoken += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.unspoken -= tag in ("script", "style") and self.unspoken > 0

    def handle_data(self, data: str) -> None:
        if not self.unspoken:
            self.words.append(data)


def text_of_html(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.words).split())


def read_markdown(text: str, *, first_line: int = 1) -> MarkdownReading:
    """Read Markdown. What has no place in a rich text keeps its words alone, and is reported."""
    return read_tokens(MARKDOWN.parse(text), first_line=first_line)


def read_tokens(tokens: list[Token], *, first_line: int = 1) -> MarkdownReading:
    return _Reader(tokens, first_line).read()


class _Reader:
    def __init__(self, tokens: list[Token], first_line: int) -> None:
        self.tokens = tokens
        self.first_line = first_line
        self.line = first_line
        self.at = 0
        self.reading = MarkdownReading()

    def read(self) -> MarkdownReading:
        blocks = self._blocks(until="")
        self.reading.document = merge_lists(blocks)
        return self.reading

    def _odd(self, what: str) -> None:
        self.reading.oddities.append(Oddity(self.line, what.strip()[:80]))

    def _next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        if token.map:
            self.line = self.first_line + token.map[0]
        return token

    def _blocks(self, until: str) -> list[Block]:
        blocks: list[Block] = []
        while self.at < len(self.tokens):
            token = self._next()
            if token.type == until:
                break
            blocks += self._block(token)
        return blocks

    def _block(self, token: Token) -> list[Block]:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return [self._listing(token.tag)]
        if token.type == "heading_open":
            return [Paragraph(_HEADINGS.get(token.tag, "h3"), self._inline())]
        if token.type in ("paragraph_open", "th_open", "td_open"):
            return self._paragraph()
        if token.type in ("code_block", "fence"):
            return self._of_words(" ".join(token.content.split()))
        if token.type == "html_block" and _LINE_BREAKS.match(token.content):
            return [Paragraph("p", (Run(BREAK),) * token.content.count("<"))]
        if token.type == "html_block":
            self._odd(token.content)
            return self._of_words(text_of_html(token.content))
        return []  # what only groups others: its parts come next

    def _of_words(self, words: str) -> list[Block]:
        gathering = RunBuilder()
        gathering.add(words, bold=False, italic=False, link=())
        return [Paragraph("p", gathering.done())] if words else []

    def _paragraph(self) -> list[Block]:
        inline = self.tokens[self.at]
        if inline.content == EMPTY_PARAGRAPH:
            self.at += 1
            return [Paragraph("p", ())]
        runs = self._inline()
        return [Paragraph("p", runs)] if runs else []

    def _listing(self, tag: str) -> Listing:
        end = f"{'bullet' if tag == 'ul' else 'ordered'}_list_close"
        items = []
        while self._next().type != end:
            items.append(self._item())
        return Listing(tag, tuple(items))

    def _item(self) -> Item:
        """Read an item: one text and its lists; its paragraphs become lines of it."""
        words, lists = RunBuilder(), []
        for block in self._blocks(until="list_item_close"):
            if isinstance(block, Listing):
                lists.append(block)
            else:
                if words.runs:
                    words.add_break()
                words.runs += block.runs
        return Item(words.done(), merged_lists(lists))

    def _inline(self) -> Runs:
        token = self._next()
        return _Line(token.children or [], self._odd).read()


class _Line:
    """Reads the runs of one paragraph."""

    def __init__(self, tokens: list[Token], odd: Callable[[str], None]) -> None:
        self.tokens = tokens
        self.odd = odd
        self.words = RunBuilder()
        self.depth = {"b": 0, "i": 0}
        self.link: tuple[tuple[str, str], ...] = ()

    def read(self) -> Runs:
        for token in self.tokens:
            self._take(token)
        return self.words.done()

    def _take(self, token: Token) -> None:
        if token.type in ("text", "text_special", "code_inline"):
            self._say(token.content)
        elif token.type == "softbreak":
            self._say(" ")
        elif token.type == "hardbreak":
            self.words.add_break()
        elif token.type == "link_open":
            self._open_link(token)
        elif token.type == "link_close":
            self.link = ()
        elif token.tag in _MARKS and token.nesting:
            self._mark(_MARKS[token.tag], token.nesting)
        elif token.type == "html_inline":
            self._html(token.content)
        elif token.type == "image":
            self.odd(f"![{token.content}]")

    def _say(self, text: str) -> None:
        bold, italic = self.depth["b"] > 0, self.depth["i"] > 0
        self.words.add(text, bold=bold, italic=italic, link=self.link)

    def _mark(self, tag: str, step: int) -> None:
        self.depth[tag] = max(0, self.depth[tag] + step)

    def _open_link(self, token: Token) -> None:
        address = str(token.attrs.get("href", ""))
        attributes = attributes_of_address(address)
        if attributes is None:
            self.odd(address)
        self.link = tuple(sorted((attributes or {}).items()))

    def _html(self, html: str) -> None:
        tag = _TAG.match(html)
        if tag:
            self._mark(_MARKS[tag["name"].lower()], -1 if tag["close"] else 1)
        elif _LINE_BREAK.match(html):
            self.words.add_break()
        else:
            self.odd(html)
