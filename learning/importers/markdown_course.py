"""Imports a course in one Markdown file as a module: its chapters are lessons, its fences are quizzes."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from wagtail.log_actions import get_active_log_context

from cms.languages import in_source_language
from cms.models import Picture
from core.guidance import guide
from core.reports import ImportRefused, ImportReport, Refusal
from learning.importers.course_text import Chapter, CourseText, LeftOut, read_course_text
from learning.importers.markdown_blocks import Block
from learning.importers.pictures import keep_picture, picture_problem
from learning.importers.quiz_files import load_quiz
from learning.importers.rollback import NewFiles, all_or_nothing
from learning.importers.safe_files import UnfitFile, read_text_file
from learning.importers.source_tracking import SourceTracker, abort_import_if_invalid, digest
from learning.models import CatalogPage, LessonPage, LoadedSource, ModulePage
from quizzes.gift.reader import read_gift
from quizzes.gift.writer import write_gift
from quizzes.importers.questions import problem_text
from quizzes.models import Quiz


IN_A_QUESTION_WIDTH = "width-960"
LONGEST = 5 * 1024 * 1024
KEY = "courses/{}.md"
_LEFT_OUT = {
    LeftOut.FENCE: (
        gettext_noop("a fence of this name holds no questions: “%(what)s”"),
        gettext_noop("```activité, ```compréhension or ```gift"),
    ),
    LeftOut.VIDEO: (
        gettext_noop("a course in one file brings no video: “%(what)s”"),
        gettext_noop("the .zip of a module, with the video in it"),
    ),
    LeftOut.OUTSIDE: (
        gettext_noop("this stands before the first chapter: “%(what)s”"),
        gettext_noop("below a heading: # …"),
    ),
}
_IN_A_QUESTION = re.compile(r"""(?P<before>\]\(|src\\?=")(?:\./)?(?P<src>media/[^)"\s]+)""")


@dataclass(slots=True)
class CourseReport(ImportReport):
    """The report of a course. `left_out`: what has no place here, by line; the notes say it too."""

    left_out: list[Refusal] = field(default_factory=list)


def import_module(
    path: Path,
    *,
    draft: bool = False,
    skip_refused: bool = False,
    dry_run: bool = False,
    inspect: "Callable[[Importer], None] | None" = None,
) -> CourseReport:
    """Import a module and its lessons; the same file again changes nothing, another under its name is refused.

    A question that is not understood refuses the course, unless `skip_refused` leaves it out. What has no
    place here (videos, other fences, missing pictures) is in the notes. `inspect` is called with what is
    imported, before a dry run is undone.
    """
    report = CourseReport()
    try:
        text = read_text_file(path.resolve().parent, path.resolve(), longest=LONGEST)
    except UnfitFile as error:
        report.refuse_all(error.line, error.reason, error.expected)
        return report
    course = read_course_text(text)
    if _is_known(text, path):
        report.unchanged, report.applied = 1 + len(course.chapters), not dry_run
        return report
    _check(course, path, report)
    if report.refused:
        return report
    with all_or_nothing() as files:
        with abort_import_if_invalid(report, path.name):
            importer = Importer(path, report, files, draft=draft, skip_refused=skip_refused)
            with override(settings.LANGUAGE_CODE):
                importer.load(course)
            if not report.refused:
                importer.remember(text)
            if inspect:
                inspect(importer)
        if dry_run or (report.refused and not skip_refused):
            raise ImportRefused(report)
        report.applied = True
    return report


def _check(course: CourseText, path: Path, report: CourseReport) -> None:
    if not course.title:
        report.refuse(1, _("the course has no title"), "TITLE: …")
    if not course.chapters:
        report.refuse(1, _("the course has no chapter"), "# …")
    if ModulePage.objects.filter(slug=_slug(path)).exists():
        report.refuse(0, _("a module “%s” is there already") % _slug(path), _("another file name"))
    for line, what, why in course.left_out:
        reason, expected = _LEFT_OUT[why]
        _leave_out(report, line, _(reason) % {"what": what}, _(expected))


def _leave_out(report: CourseReport, line: int, reason: str, expected: str) -> None:
    """Tell what has no place here: to an editor by its line, to the command among the notes."""
    report.left_out.append(Refusal(line, reason, expected))
    report.notes.append(_("Line %(line)s left out: %(what)s") % {"line": line, "what": reason})


def _slug(path: Path) -> str:
    return slugify(path.stem)


def _is_known(text: str, path: Path) -> bool:
    """Return whether a course was imported whole from this very text, and its module is still there."""
    known = LoadedSource.objects.filter(key=KEY.format(_slug(path)), source_digest=digest(text))
    return known.exclude(page=None).exists()


class Importer:
    def __init__(
        self,
        path: Path,
        report: CourseReport,
        files: NewFiles,
        *,
        draft: bool,
        skip_refused: bool,
    ) -> None:
        self.path = path
        self.report = report
        self.files = files
        self.live = not draft
        self.skip_refused = skip_refused
        self.slug = _slug(path)
        self.tracker = SourceTracker(report, force=True)
        self.quizzes = 0
        self.pages: list[ModulePage | LessonPage] = []
        self.quizzes_of: dict[int, list[Quiz]] = {}  # by the keys of lessons
        self.asked: list[Quiz] = []  # by the lesson that is being imported

    def remember(self, text: str) -> None:
        LoadedSource.objects.update_or_create(
            key=KEY.format(self.slug),
            defaults={"source_digest": digest(text), "content_digest": "", "page": self.pages[0]},
        )

    def load(self, course: CourseText) -> None:
        author = course.header.get("AUTHOR", "")
        module = ModulePage(
            title=course.title,
            slug=self.slug,
            summary=_("Imported course by %s.") % author if author else _("Imported course."),
            live=self.live,
        )
        in_source_language(CatalogPage.objects.all()).get().add_child(instance=module)
        module.save_revision(user=get_active_log_context().user)
        self.pages.append(module)
        self.report.created += 1
        used: set[str] = set()
        for chapter in course.chapters:
            self._lesson(module, chapter, used)

    def _lesson(self, module: ModulePage, chapter: Chapter, used: set[str]) -> None:
        slug = slugify(chapter.title)[:60] or f"chapitre-{chapter.line}"
        slug = slug if slug not in used else f"{slug}-{chapter.line}"
        used.add(slug)
        self.asked = []
        body = [value for block in chapter.blocks if (value := self._block(chapter, block))]
        page = LessonPage(
            title=chapter.title,
            slug=slug,
            goal=goal_of(chapter.title) if self.live else guide(goal_of(chapter.title)),
            minutes=chapter.minutes,
            body=json.dumps(body),
            live=self.live,
        )
        module.add_child(instance=page)
        page.save_revision(user=get_active_log_context().user)
        self.pages.append(page)
        self.quizzes_of[page.pk] = self.asked
        self.report.created += 1

    def _block(self, chapter: Chapter, block: Block) -> dict[str, Any] | None:
        if block.kind == "quiz":
            return self._quiz(chapter, block)
        if block.kind == "image":
            return self._picture(block)
        return {"type": block.kind, "value": block.value}

    def _quiz(self, chapter: Chapter, block: Block) -> dict[str, Any] | None:
        """Return the block of a quiz; None where no question is left to ask."""
        parsed = read_gift(_IN_A_QUESTION.sub(self._address_of(block), block.value["gift"]))
        for problem in parsed.problems:
            self.report.refuse(block.line - 1 + (problem.line or 1), problem_text(problem))
        if not parsed.questions or (parsed.problems and not self.skip_refused):
            return None
        self.quizzes += 1
        quiz = load_quiz(
            write_gift(parsed.questions).encode(),
            key=f"{self.path.name}#{self.quizzes}",
            slug=f"{self.slug}-{self.quizzes}",
            title=_quiz_title(chapter, parsed.questions[0].title, required=block.value["required"]),
            tracker=self.tracker,
        )
        if quiz is None:
            return None
        self.asked.append(quiz)
        return {"type": "quiz", "value": {"quiz": quiz.pk, "required": block.value["required"]}}

    def _picture(self, block: Block) -> dict[str, Any] | None:
        picture = self._kept(block.value["src"], block.line, block.value["alt"])
        if picture is None:
            return None
        image = {
            "image": picture.pk,
            "decorative": not block.value["alt"],
            "alt_text": block.value["alt"],
        }
        return {"type": "image", "value": {"image": image, "caption": block.value["caption"]}}

    def _kept(self, src: str, line: int, title: str = "") -> Picture | None:
        """Return the picture of a file beside the course; None, with a note, where it cannot be imported."""
        source = _whatever_its_capitals(self.path.parent / src)
        problem = picture_problem(source)
        if not problem:
            return keep_picture(source, title=title or source.stem, files=self.files)
        expected = _("the .zip of a module, with the picture in its media folder")
        _leave_out(self.report, line, problem, expected)
        return None

    def _address_of(self, block: Block) -> Callable[[re.Match[str]], str]:
        """Give a question's picture the address under which the site serves it."""

        def replaced(match: re.Match[str]) -> str:
            picture = self._kept(match["src"], block.line)
            if picture is None:
                return match[0]
            return match["before"] + picture.get_rendition(IN_A_QUESTION_WIDTH).url

        return replaced


def goal_of(title: str) -> str:
    return _("you will know the essentials of “%(title)s”.") % {"title": title}


def _quiz_title(chapter: Chapter, first_question: str, *, required: bool) -> str:
    """Return the title of a chapter's quiz; several tasks are each named by what they ask first."""
    if required:
        return _("Quiz: %(title)s") % {"title": chapter.title}
    return _("Activity: %(title)s") % {"title": first_question or chapter.title}


def _whatever_its_capitals(path: Path) -> Path:
    """Return the file whatever its capitals: courses come from systems that do not tell them apart."""
    if path.is_file() or not path.parent.is_dir():
        return path
    names = (
        candidate
        for candidate in path.parent.iterdir()
        if candidate.name.lower() == path.name.lower()
    )
    return next(names, path)
