"""Finds or imports what a text names (files, quizzes, pages), and gives blocks their stored form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.reports import ImportReport
from learning.course_syntax import (
    BLOCK_SYNTAXES,
    AttributeKind,
    NamedResource,
    ValueMapping,
    map_value,
)
from learning.importers.course_files import Text, is_file
from learning.importers.markdown_blocks import Block
from learning.importers.media import keep_document, keep_package
from learning.importers.pictures import keep_picture
from learning.importers.rollback import NewFiles
from learning.importers.safe_files import UnfitFile, file_in_folder, parse_yaml, read_text_file
from learning.importers.source_tracking import digest
from learning.rich_text import html_of, map_links, read_html


PAGE = "page:"
ABOUT_FILES = "media.yaml"  # beside a module: titles and sources of its files, by their names


NO_IMAGE = {"image": None, "decorative": None, "alt_text": None}  # as the CMS stores none


class MissingResource(Exception):
    """Raised for a block whose content is missing, and which may be left out."""


@dataclass(slots=True)
class Finder:
    """Finds what the texts of a folder name. `waiting`: keys of texts that link to a page which is not
    there, yet or at all."""

    root: Path
    home: Page
    report: ImportReport
    files: NewFiles
    quiz: Callable[[Text, str], Any]
    waiting: dict[str, list[str]] = field(default_factory=dict)
    about: dict[Path, dict[str, Any]] = field(default_factory=dict)

    def stored(self, text: Text, block: Block) -> dict[str, Any] | None:
        """Return the stored block. None, with a note, where an editor deleted its quiz; with a refusal for
        an unfit file."""

        def named(of: AttributeKind, value: NamedResource) -> int:
            return self._named(text, block, of, value)

        def words(html: str) -> str:
            return self.words(text, html)

        try:
            value = map_value(
                BLOCK_SYNTAXES[block.kind], block.value, ValueMapping(named, words, NO_IMAGE)
            )
        except MissingResource as left_out:
            self.report.notes.append(f"{text.key}: {left_out}")
            return None
        except UnfitFile as error:
            self.report.refuse(block.line, f"{text.key}: {error.reason}", error.expected)
            return None
        return {"type": block.kind, "value": value}

    def _named(self, text: Text, block: Block, of: AttributeKind, value: NamedResource) -> int:
        if of is AttributeKind.QUIZ:
            quiz = self.quiz(text, value.name)
            if quiz is None:
                raise MissingResource(_("the quiz “%s” was deleted here: left out") % value.name)
            return quiz.pk
        if of is AttributeKind.QUESTION:
            return self._question(text, value.name)
        path = file_in_folder(self.root, text.folder, value.name)
        about = self._about(text.folder).get(path.name, {})
        title = str(about.get("title", path.stem))
        if of is AttributeKind.PICTURE:
            credit = str(about.get("credit", ""))[:255]
            return keep_picture(path, title=title, credit=credit, files=self.files).pk
        if of is AttributeKind.DOCUMENT:
            return keep_document(path, title=title, files=self.files).pk
        own = str(about.get("title", ""))
        return keep_package(path, title=own, files=self.files, report=self.report).pk

    def _question(self, text: Text, name: str) -> int:
        """Return a question by its quiz and its title. Raises MissingResource."""
        quiz_name, _slash, title = name.partition("/")
        quiz = self.quiz(text, quiz_name)
        entry = quiz.entries.filter(question__title=title).first() if quiz else None
        if entry is None:
            raise MissingResource(_("the question “%s” is not in its quiz: left out") % name)
        return int(entry.question_id)

    def _about(self, folder: Path) -> dict[str, Any]:
        if folder not in self.about:
            self.about[folder] = {}
            path = folder / ABOUT_FILES
            if path.is_file():
                try:
                    raw = parse_yaml(read_text_file(self.root, path)) or {}
                except UnfitFile as error:
                    self.report.refuse(error.line, f"{path.name}: {error.reason}", error.expected)
                    raw = {}
                if isinstance(raw, dict):
                    self.about[folder] = {
                        str(name): facts for name, facts in raw.items() if isinstance(facts, dict)
                    }
        return self.about[folder]

    def words(self, text: Text, html: str) -> str:
        """Return rich text with links to pages and to files as the CMS stores them."""

        def link(attributes: dict[str, str]) -> dict[str, str]:
            address = attributes.get("href", "")
            if address.startswith(PAGE):
                return self._page_link(text, address.removeprefix(PAGE))
            if is_file(address):
                path = file_in_folder(self.root, text.folder, address)
                title = self._about(text.folder).get(path.name, {}).get("title", path.stem)
                document = keep_document(path, title=str(title), files=self.files)
                return {"linktype": "document", "id": str(document.pk)}
            return {"href": address}

        return html_of(map_links(read_html(html), link))

    def _page_link(self, text: Text, address: str) -> dict[str, str]:
        path = f"{self.home.url_path}{address.strip('/')}/".replace("//", "/")
        page = Page.objects.filter(url_path=path).only("pk").first()
        if page is None:
            self.waiting.setdefault(text.key, []).append(address)
            return {}
        return {"linktype": "page", "id": str(page.pk)}


def refuse_unfit(
    report: ImportReport, key: str, stream_block: Any, blocks: list[tuple[Block, dict[str, Any]]]
) -> None:
    """Refuse, at the block’s line, what the editor's form would refuse of a block."""
    for block, stored in blocks:
        child = stream_block.child_blocks[block.kind]
        try:
            child.clean(child.to_python(stored["value"]))
        except ValidationError as error:
            for reason in dict.fromkeys(_reasons(error)):
                report.refuse(block.line, f"{key}: {block.kind}: {reason}")


def _reasons(error: Any) -> list[str]:
    """Return the reasons of an error that may hold those of the parts of a block."""
    inside = getattr(error, "block_errors", None)
    if not inside:
        return [str(message) for message in error.messages]
    found = []
    for name, nested in inside.items() if isinstance(inside, dict) else enumerate(inside, 1):
        for part in nested if isinstance(nested, list) else [nested]:
            if part is not None:
                found += [f"{name}: {reason}" for reason in _reasons(part)]
    return found


def keep_block_ids(new: list[dict[str, Any]], old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the ids of blocks that stay, by which readers find where they stopped and their notes.

    A block that changed in its place keeps it too.
    """
    before = [digest(block["type"], _plain(block["value"])) for block in old]
    after = [digest(block["type"], block["value"]) for block in new]
    blocks = [dict(block) for block in new]
    for tag, start, end, first, last in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag in ("equal", "replace"):
            for was, now in zip(old[start:end], blocks[first:last], strict=False):
                if was["type"] == now["type"] and was.get("id"):
                    now["id"] = was["id"]
    return blocks


def _plain(value: Any) -> Any:
    """Return a stored value without the keys of its parts."""
    if isinstance(value, list):
        return [
            _plain(part["value"] if isinstance(part, dict) and "value" in part else part)
            for part in value
        ]
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value
