"""Reads and writes rich text as the editor stores it."""

from html import escape
from html.parser import HTMLParser
from itertools import groupby

from learning.rich_text.document import (
    BREAK,
    Block,
    Document,
    Item,
    Listing,
    Paragraph,
    Run,
    RunBuilder,
    Runs,
    encode_address,
    merge_lists,
    merged_lists,
)


LINK_ATTRIBUTES = ("href", "id", "linktype")
DEEPEST = 60
_SAME = {"strong": "b", "em": "i", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "div": "p"}
_UNSPOKEN = {"script", "style", "template", "title"}


class _OpenList:
    """A list that is being read, and the words of its item."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.items: list[Item] = []
        self.words: RunBuilder | None = None
        self.inner: list[Listing] = []

    def open_item(self) -> None:
        self.close_item()
        self.words = RunBuilder()

    def close_item(self) -> None:
        if self.words is not None:
            self.items.append(Item(self.words.done(), merged_lists(self.inner)))
        self.words, self.inner = None, []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.lists: list[_OpenList] = []
        self.paragraph: tuple[str, RunBuilder] | None = None
        self.bold = self.italic = self.unspoken = 0
        self.link: tuple[tuple[str, str], ...] = ()
        self.item_has_paragraph = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _SAME.get(tag, tag)
        if tag in ("p", "h2", "h3"):
            self._open_paragraph(tag)
        elif tag in ("ul", "ol") and len(self.lists) < DEEPEST:
            self._open_list(tag)
        elif tag == "li" and self.lists:
            self.lists[-1].open_item()
            self.item_has_paragraph = False
        elif tag == "a":
            self.link = _link(attrs)
        elif tag == "br":
            self._words().add_break()
        else:
            self._mark(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        tag = _SAME.get(tag, tag)
        if tag in ("p", "h2", "h3"):
            self._close_paragraph()
        elif tag in ("ul", "ol") and self.lists:
            self._close_list()
        elif tag == "li" and self.lists:
            self.lists[-1].close_item()
        elif tag == "a":
            self.link = ()
        else:
            self._mark(tag, -1)

    def handle_data(self, data: str) -> None:
        if self.unspoken or (not data.strip(" \t\r\n") and not self._has_place("\n" in data)):
            return
        self._words().add(data, bold=self.bold > 0, italic=self.italic > 0, link=self.link)

    def result(self) -> Document:
        self.close()
        while self.lists:
            self._close_list()
        self._close_paragraph()
        return merge_lists(self.blocks)

    def _mark(self, tag: str, step: int) -> None:
        if tag == "b":
            self.bold = max(0, self.bold + step)
        elif tag == "i":
            self.italic = max(0, self.italic + step)
        elif tag in _UNSPOKEN:
            self.unspoken = max(0, self.unspoken + step)

    def _has_place(self, is_line_end: bool) -> bool:
        """Whether a space is one between words, and no layout of the HTML."""
        if not self.lists:
            return self.paragraph is not None and (bool(self.paragraph[1].runs) or not is_line_end)
        current = self.lists[-1]
        if current.words is None or current.inner:
            return False
        return bool(current.words.runs) or not is_line_end

    def _words(self) -> RunBuilder:
        """Return where words go now: the item or the paragraph that is open, else a paragraph of their own."""
        if self.lists:
            current = self.lists[-1]
            if current.words is None:
                current.open_item()
            assert current.words is not None
            return current.words
        if self.paragraph is None:
            self.paragraph = ("p", RunBuilder())
        return self.paragraph[1]

    def _open_paragraph(self, tag: str) -> None:
        if not self.lists:
            self._close_paragraph()
            self.paragraph = (tag, RunBuilder())
            return
        if self.item_has_paragraph:  # an item is one text: its paragraphs become lines
            self._words().add_break()
        self.item_has_paragraph = True

    def _close_paragraph(self) -> None:
        if self.paragraph is not None and not self.lists:
            self.blocks.append(Paragraph(self.paragraph[0], self.paragraph[1].done()))
            self.paragraph = None

    def _open_list(self, tag: str) -> None:
        if not self.lists:
            self._close_paragraph()
        elif self.lists[-1].words is None:
            self.lists[-1].open_item()
        self.lists.append(_OpenList(tag))

    def _close_list(self) -> None:
        done = self.lists.pop()
        done.close_item()
        if not done.items:
            return
        listing = Listing(done.tag, tuple(done.items))
        if self.lists:
            self.lists[-1].inner.append(listing)
        else:
            self.blocks.append(listing)


def _link(attrs: list[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    known = {name: value or "" for name, value in attrs if name in LINK_ATTRIBUTES}
    if "href" in known:
        known["href"] = encode_address(known["href"])
    return tuple(sorted(known.items()))


def read_html(html: str) -> Document:
    """Read HTML. Tags that the editor does not know are left out, not their words."""
    reader = _Reader()
    reader.feed(html)
    return reader.result()


def html_of(document: Document) -> str:
    return "".join(map(_block, document))


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<{block.tag}>{_inline(block.runs)}</{block.tag}>"
    items = (
        f"<li>{_inline(item.runs)}{''.join(map(_block, item.lists))}</li>" for item in block.items
    )
    return f"<{block.tag}>{''.join(items)}</{block.tag}>"


def _inline(runs: Runs) -> str:
    """Write runs. A link holds bold, bold holds italic: one order, whatever the editor’s."""
    parts = []
    for link, linked in groupby(runs, key=lambda run: run.link):
        inside = "".join(
            _wrapped("b", bold, "".join(_italics(group))) for bold, group in _by_bold(linked)
        )
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in link)
        parts.append(f"<a{attributes}>{inside}</a>" if link else inside)
    return "".join(parts)


def _by_bold(runs: object) -> list[tuple[bool, list[Run]]]:
    return [(bold, list(group)) for bold, group in groupby(runs, key=lambda run: run.bold)]  # type: ignore[call-overload]


def _italics(runs: list[Run]) -> list[str]:
    return [
        _wrapped("i", run.italic, "<br/>" if run.text == BREAK else escape(run.text, quote=False))
        for run in runs
    ]


def _wrapped(tag: str, is_marked: bool, inside: str) -> str:
    return f"<{tag}>{inside}</{tag}>" if is_marked else inside
