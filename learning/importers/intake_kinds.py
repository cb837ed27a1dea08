"""Recognises what a file that an editor sends holds: by its content, whatever its name says."""

import re
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

from learning.enums import SentKind
from learning.importers.course_archive import LIMITS, MODULE
from learning.importers.course_files import LESSON_KEYS
from learning.importers.safe_files import UnfitFile
from learning.scorm.archive import read_entries
from learning.scorm.manifest import NAME as MANIFEST
from learning.scorm.refusals import PackageRefused
from quizzes.formats import FORMATS, MAX_FILE_BYTES, detect_format


MEGABYTE = 1024 * 1024
LARGEST = {
    SentKind.QUESTIONS: MAX_FILE_BYTES,
    SentKind.LESSON: MEGABYTE // 2,
    SentKind.COURSE: 5 * MEGABYTE,
    SentKind.MODULES: 64 * MEGABYTE,
    SentKind.PACKAGE: 64 * MEGABYTE,
}
LARGEST_OF_ALL = max(LARGEST.values())
BEGINNING = 64 * 1024
ARCHIVE = b"PK"
_LESSON = re.compile(r"\s*---[ \t]*\r?\n")
_LESSON_KEY = re.compile(rf"(?m)^(?:{'|'.join(LESSON_KEYS)})[ \t]*:")
_CHAPTER = re.compile(r"(?m)^#[ \t]+\S")
_NEXT_LESSON = re.compile(r"(?m)^---[ \t]*\r?\n(?:title|goal)[ \t]*:")
CHAPTERS_OF_A_COURSE = 2
_COURSE = re.compile(r"\s*(?:(?:AUTHOR|TITLE|LANG|CSS|MENU|THEME|ICON)[A-Z]*:|# \S)")
WORKBOOKS = ({"[Content_Types].xml", "xl/workbook.xml"}, {"mimetype", "content.xml"})


@dataclass(frozen=True, slots=True)
class Recognised:
    """The kind of a file. `format`: of questions, by its name in quizzes.formats."""

    kind: SentKind
    format: str = ""

    @property
    def label(self) -> str:
        if not self.format:
            return str(self.kind.label)
        return _("questions (%(format)s)") % {"format": FORMATS[self.format].label}


def recognise(data: bytes, *, read_as: str = "", to_module: bool = False) -> Recognised:
    """Return what a file holds. `read_as`: a format of questions that its sender chose; `to_module`: whether they
    chose a module, where a text of one heading is a lesson. Raises UnfitFile."""
    if read_as:
        found = Recognised(SentKind.QUESTIONS, read_as)
    elif to_module and _is_lesson_alone(data):
        found = Recognised(SentKind.LESSON)
    else:
        found = _recognise(data)
    limit = LARGEST[found.kind]
    if len(data) > limit:
        shown = _("%(limit)s MB at most") % {"limit": max(1, limit // MEGABYTE)}
        raise UnfitFile(
            _("This file is too big for %(kind)s.") % {"kind": found.label}, expected=shown
        )
    return found


def _is_lesson_alone(data: bytes) -> bool:
    """Return whether a text begins with its one heading, and says nothing of a course."""
    text = data.decode("utf-8-sig", "replace")
    return bool(_CHAPTER.match(text.lstrip())) and len(_CHAPTER.findall(text)) == 1


def _recognise(data: bytes) -> Recognised:
    if data.startswith(ARCHIVE):
        return _archive(data)
    beginning = data[:BEGINNING].decode("utf-8-sig", "replace")
    if not beginning.strip():
        raise UnfitFile(_("This file is empty."))
    if b"\0" in data[:BEGINNING] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnfitFile(_("This is neither a text nor an archive."), expected=expected())
    if _LESSON.match(beginning):
        _refuse_course_with_front_matter(beginning)
        return Recognised(SentKind.LESSON)
    if _COURSE.match(beginning):
        return Recognised(SentKind.COURSE)
    return Recognised(SentKind.QUESTIONS, detect_format(data).name)


def _refuse_course_with_front_matter(text: str) -> None:
    """Refuse a course that begins as a lesson does. Raises UnfitFile."""
    head, _line, body = _LESSON.sub("", text, count=1).partition("\n---")
    is_several = _NEXT_LESSON.search(body) or len(_CHAPTER.findall(body)) >= CHAPTERS_OF_A_COURSE
    if _LESSON_KEY.search(head) and not is_several:
        return
    raise UnfitFile(
        _(
            "A line of three dashes begins a lesson alone, with its title and its goal; this is none."
        ),
        expected=_("a course begins with “TITLE: …”, and each of its lessons with “# …”"),
    )


def _archive(data: bytes) -> Recognised:
    """Tell archives apart by the names in them; one that does harm is refused when it is read."""
    try:
        names = {entry.name for entry in read_entries(BytesIO(data), LIMITS).values()}
    except PackageRefused:
        return Recognised(SentKind.MODULES)
    files = {name.rpartition("/")[2] for name in names}
    if MODULE in files:
        return Recognised(SentKind.MODULES)
    if MANIFEST in files:
        return Recognised(SentKind.PACKAGE)
    if any(parts <= names for parts in WORKBOOKS):
        return Recognised(SentKind.QUESTIONS, "xlsx")
    return Recognised(SentKind.MODULES)


def expected() -> str:
    return _(
        "Markdown, GIFT, Moodle XML, Aiken, CSV, Excel, OpenDocument, or a .zip of modules or of SCORM"
    )
