"""Loads what stands beside the courses: good practices, messages, workshop kits.

Each text becomes an article below the page of its folder, and these below « Ressources ». A front matter
may hold more than is shown here: what has no place yet stays in the file. An app above may have pages of
its own kind for a folder.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms.models import ArticlePage
from cms.queries import RESOURCES
from learning.course_check.course import RESOURCES as SLUGS
from learning.folder_registry import page_kind, survey_file_loaders
from learning.importers.course_files import ANY, Key, Reader, Text
from learning.importers.markdown_blocks import Block


INDEX = "index.md"  # may give the page of a folder other words than these
ROOT = f"resources/{INDEX}"
INDEX_KEYS = {"title": Key(str), "introduction": Key(str)}
RESOURCE_KEYS = {
    "title": Key(str, required=True),
    "summary": Key(str, required=True),
    ANY: Key(str),
}
MESSAGE_KEYS = {
    **{name: Key(str, required=True) for name in ("title", "audience", "channel", "when")},
    ANY: Key(str),
}
KEYS = {"practices": RESOURCE_KEYS, "messages": MESSAGE_KEYS}
KIT_KEYS = RESOURCE_KEYS | {
    "audience": Key(str, required=True),
    "minutes_total": Key(int, required=True),
}
SHEET_KEYS = {"title": Key(str, required=True), ANY: Key(str)}
KITS, KIT = "kits", "kit.md"
BESIDE = ("journeys",)  # folders that an app above gives a home


@dataclass(frozen=True, slots=True)
class Folder:
    name: str
    slug: str
    title: Any
    introduction: Any


ABOVE = Folder(
    "resources",
    RESOURCES,
    gettext_lazy("Resources"),
    gettext_lazy(
        "Good practices, messages to send and workshop kits, to take and to make your own."
    ),
)
FOLDERS = (
    Folder(
        "practices",
        SLUGS["practices"],
        gettext_lazy("Good practices"),
        gettext_lazy("What works in teams like yours, told so that you can try it."),
    ),
    Folder(
        "messages",
        SLUGS["messages"],
        gettext_lazy("Messages ready to send"),
        gettext_lazy("Mails and notices to copy, with what to change in them."),
    ),
    Folder(
        KITS,
        SLUGS[KITS],
        gettext_lazy("Workshop kits"),
        gettext_lazy("All it takes to run a workshop: minutes, sheets, questions."),
    ),
)


@dataclass(frozen=True, slots=True)
class Resource:
    """A text, and the key of the one above it; "" below the home."""

    text: Text
    above: str = ""


def read_resources(reader: Reader) -> list[Resource]:
    """Read the resources, those above first. What is wrong with a text is in the reader’s report."""
    if reader.only or reader.alone:
        return []
    found = [resource for folder in FOLDERS for resource in _folder(reader, folder)]
    return [Resource(_index(reader, ABOVE)), *found] if found else []


def _folder(reader: Reader, folder: Folder) -> Iterator[Resource]:
    index = f"{folder.name}/{INDEX}"
    below = _kits(reader) if folder.name == KITS else _texts(reader, folder.name)
    resources = list(below)
    if resources:
        yield Resource(_index(reader, folder), ROOT)
        yield from (
            resource if resource.above else Resource(resource.text, index) for resource in resources
        )


def _texts(reader: Reader, name: str) -> Iterator[Resource]:
    for path in sorted((reader.root / name).glob("*.md")):
        if path.name != INDEX:
            text = reader.text(path, path.stem, KEYS[name])
            if text:
                yield Resource(text)


def _kits(reader: Reader) -> Iterator[Resource]:
    for path in sorted((reader.root / KITS).glob(f"*/{KIT}")):
        kit = reader.text(path, path.parent.name, KIT_KEYS)
        if kit is None:
            continue
        yield Resource(kit)
        for sheet_path in sorted(path.parent.glob("*.md")):
            sheet = (
                None if sheet_path == path else reader.text(sheet_path, sheet_path.stem, SHEET_KEYS)
            )
            if sheet:
                yield Resource(sheet, kit.key)


def _index(reader: Reader, folder: Folder) -> Text:
    path = reader.root / folder.name / INDEX
    text = reader.text(path, folder.slug, INDEX_KEYS) if path.is_file() else None
    given = text.meta if text else {}
    meta = {"title": folder.title, "introduction": folder.introduction} | given
    key = f"{folder.name}/{INDEX}"
    return Text(key, folder.slug, Path(path.parent), meta, text.blocks if text else [])


def facts_callout(text: Text) -> list[Block]:
    """Return a block of facts, to stand above the text: for whom it is, how it goes out, how long it takes."""
    words = {
        "audience": _("For whom: %s"),
        "channel": _("Sent by: %s"),
        "when": _("When: %s"),
        "minutes_total": _("Time: %s minutes"),
    }
    facts = [sentence % text.meta[name] for name, sentence in words.items() if text.meta.get(name)]
    html = "<br/>".join(escape(sentence, quote=False) for sentence in facts)
    title = _("Before you send it") if "channel" in text.meta else _("In short")
    return [Block("callout", {"title": title, "text": f"<p>{html}</p>"}, 1)] if facts else []


def folders_without_pages(root: Path) -> list[str]:
    """Return folders that the site has no page for yet."""
    known = survey_file_loaders()
    return [name for name in BESIDE if name not in known and (root / name).is_dir()]


def kind_of(text: Text) -> tuple[type[Page], dict[str, Any]]:
    """Return the kind of a text's page, and what its front matter gives besides the words of an article."""
    folder, _slash, name = text.key.partition("/")
    kind = page_kind(folder)
    if kind is None:
        return ArticlePage, {}
    if name == INDEX:
        return kind.index, {}
    return kind.page, kind.values(text.meta)
