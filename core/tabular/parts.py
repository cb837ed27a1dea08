"""Reads the parts of a workbook beside its sheets: the list of sheets, shared texts, number formats."""

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.tabular.archive import LONGEST_SMALL_PART, Archive, damaged_workbook_error
from core.tabular.markup import MarkupParser
from core.tabular.shapes import Unreadable


RELATIONS = "_rels/.rels"
# What an archive that is no workbook of this kind holds, and what it is.
OTHER_ARCHIVES = (
    ("mimetype", gettext_noop("an OpenDocument file, but no spreadsheet")),
    ("word/document.xml", gettext_noop("a text document")),
    ("ppt/presentation.xml", gettext_noop("a presentation")),
    ("xl/workbook.bin", gettext_noop("a binary workbook (.xlsb)")),
)
MOST_STYLES = 70_000
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """The names of a sheet's parts in the archive."""

    title: str
    path: str
    strings: str
    styles: str
    starts_in_1904: bool


@dataclass(frozen=True, slots=True)
class _Relation:
    key: str
    kind: str
    target: str


class _Relations(MarkupParser[_Relation]):
    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode", "") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            self.ready.append(_Relation(attributes["Id"], kind, attributes["Target"]))


class _Workbook(MarkupParser[tuple[str, str, bool]]):
    """Yields (title, key, whether it is shown) of each sheet."""

    starts_in_1904 = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.starts_in_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            key = next(value for name, value in attributes.items() if name.endswith(" id"))
            is_shown = attributes.get("state", "visible") == "visible"
            self.ready.append((attributes["name"], key, is_shown))


class SharedStrings(MarkupParser[str]):
    """The texts that cells share, without their phonetic readings."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[str] = []
        self._is_open = False
        self._silent = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._texts = []
        elif name == "rPh":
            self._silent += 1
        elif name == "t":
            self._is_open = not self._silent

    def text(self, text: str) -> None:
        if self._is_open:
            self._texts.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self._is_open = False
        elif name == "rPh":
            self._silent -= 1
        elif name == "si":
            self.ready.append("".join(self._texts))


class Styles(MarkupParser[Any]):
    """The number formats. `used`: that of each style of a cell; `named`: those that the workbook defines."""

    def __init__(self) -> None:
        super().__init__()
        self.named: dict[int, str] = {}
        self.used: list[int] = []
        self._is_open = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.named[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "cellXfs":
            self._is_open = True
        elif name == "xf" and self._is_open and len(self.used) < MOST_STYLES:
            self.used.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_open = False


def find_sheet(archive: Archive, wanted: str) -> SheetPart:
    """Return the sheet of that name, or the first that is shown. Raises Unreadable."""
    workbook = _workbook_path(archive)
    reader = _Workbook()
    sheets = list(reader.read(archive.pieces(workbook, most=LONGEST_SMALL_PART)))
    title, key = chosen_sheet(sheets, wanted)
    folder, name = posixpath.split(workbook)
    relations = _relations(archive, f"{folder}/_rels/{name}.rels", folder)
    paths = {
        relation.key: relation.target for relation in relations if relation.kind == "worksheet"
    }
    if key not in paths:
        raise Unreadable(
            0, _("Sheet “%(sheet)s” is no table.") % {"sheet": title}, _("a sheet with cells")
        )
    others = {relation.kind: relation.target for relation in relations}
    return SheetPart(
        title,
        paths[key],
        others.get("sharedStrings", ""),
        others.get("styles", ""),
        reader.starts_in_1904,
    )


def _workbook_path(archive: Archive) -> str:
    for name, kind in OTHER_ARCHIVES:
        if name in archive.names:
            raise _no_workbook(kind)
    if RELATIONS not in archive.names:
        raise _no_workbook("")
    relations = _relations(archive, RELATIONS, "")
    targets = [relation.target for relation in relations if relation.kind == "officeDocument"]
    if not targets:
        raise damaged_workbook_error()
    return targets[0]


def _no_workbook(kind: str) -> Unreadable:
    return Unreadable(
        0,
        _("This file is %(kind)s.") % {"kind": _(kind)} if kind else _("This file is an archive."),
        _("a CSV file, or a workbook (.xlsx or .ods) without a password"),
    )


def _relations(archive: Archive, path: str, folder: str) -> list[_Relation]:
    """Return the relations of a part, with targets as the archive names them."""
    found = _Relations().read(archive.pieces(path, most=LONGEST_SMALL_PART))
    return [
        _Relation(
            relation.key,
            relation.kind,
            posixpath.normpath(posixpath.join("/", folder, relation.target))[1:],
        )
        for relation in found
    ]


def chosen_sheet(sheets: Iterable[tuple[str, Key, bool]], wanted: str) -> tuple[str, Key]:
    """Return the title and key of the sheet of that name, or of the first that is shown. Raises Unreadable."""
    seen = []
    for title, key, is_shown in sheets:
        if title == wanted if wanted else is_shown:
            return title, key
        seen.append(title)
    titles = ", ".join(seen)
    raise Unreadable(
        0,
        _("No sheet is called “%(sheet)s”. Found: %(found)s.") % {"sheet": wanted, "found": titles}
        if wanted
        else _("No sheet of this workbook is shown."),
        _("the sheet that the mapping names"),
    )
