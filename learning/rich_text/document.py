"""Defines a rich text: paragraphs of runs, and lists of them."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote


BREAK = "\n"  # a run of its own: a line break that its author asked for
_NO_TEXT = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NO_ADDRESS = re.compile("[\0-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\n\t\x0b\x0c\x85\u2028\u2029]")


class CannotWrite(ValueError):
    """Raised for a text that Markdown could not give back."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words of one look. `link` is the attributes of their link, sorted; () for none."""

    text: str
    bold: bool = False
    italic: bool = False
    link: tuple[tuple[str, str], ...] = ()


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or heading. `tag`: p, h2 or h3."""

    tag: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Item:
    runs: Runs
    lists: tuple["Listing", ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. `tag`: ul or ol."""

    tag: str
    items: tuple[Item, ...]


Block = Paragraph | Listing
Document = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that has no place in a rich text, and lost its marks or itself. `line` counts from 1."""

    line: int
    what: str


@dataclass(slots=True)
class RunBuilder:
    """Collects the runs of one paragraph as a reader finds them."""

    runs: list[Run] = field(default_factory=list)

    def add(self, text: str, *, bold: bool, italic: bool, link: Iterable[tuple[str, str]]) -> None:
        words = _NO_TEXT.sub("", _LINE_ENDS.sub(" ", text))
        if words:
            self.runs.append(Run(words, bold, italic, tuple(link)))

    def add_break(self) -> None:
        self.runs.append(Run(BREAK))

    def done(self) -> Runs:
        return join_runs(self.runs)


def join_runs(runs: Iterable[Run]) -> Runs:
    """Join neighbours of the same look into one run; a line break has no look."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and BREAK not in (last.text, run.text) and _look(last) == _look(run):
            joined[-1] = Run(last.text + run.text, run.bold, run.italic, run.link)
        else:
            joined.append(run)
    return tuple(joined)


def _look(run: Run) -> tuple[bool, bool, tuple[tuple[str, str], ...]]:
    return run.bold, run.italic, run.link


def encode_address(text: str) -> str:
    """Return an address without letters that no address has."""
    return _NO_ADDRESS.sub(lambda match: quote(match[0], errors="replace"), text.strip())


def is_blank(blocks: Document) -> bool:
    return all(isinstance(block, Paragraph) and not block.runs for block in blocks)


def merge_lists(blocks: Iterable[Block]) -> Document:
    """Merge two lists of one kind, one after the other, as in the editor."""
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if isinstance(last, Listing) and isinstance(block, Listing) and last.tag == block.tag:
            merged[-1] = Listing(last.tag, last.items + block.items)
        else:
            merged.append(block)
    return tuple(merged)


def merged_lists(lists: Iterable[Listing]) -> tuple[Listing, ...]:
    return tuple(block for block in merge_lists(lists) if isinstance(block, Listing))


def link_attributes(blocks: Document) -> Iterator[dict[str, str]]:
    """Return the attributes of each link, in order."""
    for block in blocks:
        for run in _runs_of(block):
            if run.link:
                yield dict(run.link)


LinkChange = Callable[[dict[str, str]], dict[str, str]]


def map_links(document: Document, change: LinkChange) -> Document:
    """Return the text with the attributes of its links changed; a link with none is words alone."""
    return tuple(_with_links(block, change) for block in document)


def _with_links(block: Block, change: LinkChange) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(block.tag, _relinked(block.runs, change))
    return _listing_with_links(block, change)


def _listing_with_links(listing: Listing, change: LinkChange) -> Listing:
    items = (
        Item(
            _relinked(item.runs, change),
            tuple(_listing_with_links(inner, change) for inner in item.lists),
        )
        for item in listing.items
    )
    return Listing(listing.tag, tuple(items))


def _relinked(runs: Runs, change: LinkChange) -> Runs:
    return join_runs(
        replace(run, link=tuple(sorted(change(dict(run.link)).items()))) if run.link else run
        for run in runs
    )


def _runs_of(block: Block) -> Iterator[Run]:
    if isinstance(block, Paragraph):
        yield from block.runs
        return
    for item in block.items:
        yield from item.runs
        for inner in item.lists:
            yield from _runs_of(inner)
