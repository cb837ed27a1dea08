"""Takes in a file that an editor sends, of whatever kind, as drafts; tried first, which changes nothing."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import BytesIO
from operator import attrgetter
from pathlib import Path, PurePath

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.reports import ImportReport, Refusal
from learning.enums import SentKind
from learning.importers.course_archive import import_archive
from learning.importers.intake_kinds import Recognised
from learning.importers.intake_preview import CREATED, UNCHANGED, Preview, Previewer
from learning.importers.lesson_file import import_lesson
from learning.importers.markdown_course import import_module
from learning.importers.scorm import import_package
from learning.models import LoadedSource, ModulePage
from people.models import Person
from quizzes.importers.questions import QuestionReport, import_questions, line_numbers_prefix
from quizzes.importers.storing import REFUSED
from quizzes.models import Quiz, QuizQuestion


MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The place where a file goes and how it is read. `changes_known`: questions and quizzes that are here too, at once;
    `force`: what was changed here since the last import too."""

    module: int | None = None
    quiz: int | None = None
    category: str = ""
    format: str = ""
    changes_known: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a part. `part`: names what would be left out with it; "" where nothing could be."""

    file: str
    line: int
    reason: str
    expected: str
    part: str


@dataclass(slots=True)
class Taken:
    """The outcome of a file, or of its trial. `place`: the key of the page or the package where to go on."""

    report: ImportReport
    faults: list[Fault] = field(default_factory=list)
    preview: Preview = field(default_factory=Preview)
    notes: list[str] = field(default_factory=list)
    place: int | None = None

    @property
    def set_aside(self) -> list[str]:
        """Return the parts to leave out; nothing where the file cannot do without them."""
        return sorted({fault.part for fault in self.faults}) if self.is_possible else []

    @property
    def is_possible(self) -> bool:
        """Whether anything can be taken in."""
        return all(fault.part for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent, by whom, and what for."""

    data: bytes
    name: str
    found: Recognised
    wish: Wish
    sender: Person


def try_file(sent: Sent) -> Taken:
    """Find out what a file would bring. Nothing stays."""
    return _TAKERS[sent.found.kind](sent, None)


def take_in(sent: Sent, *, set_aside: list[str]) -> Taken:
    """Take a file in without the parts that were set aside. Call it in a transaction: where `report` is not applied
    or other parts are wrong by now, it is to be undone."""
    return _TAKERS[sent.found.kind](sent, set_aside)


def _questions(sent: Sent, set_aside: list[str] | None) -> Taken:
    seen, is_trial = Previewer(sent.sender), set_aside is None
    wish = sent.wish
    report = import_questions(
        sent.data,
        format_name=sent.found.format,
        category=wish.category or None,
        replace=True,
        spare_known=not wish.changes_known,
        skip_refused=True,
        draft=True,
        dry_run=is_trial,
    )
    taken = Taken(report, [_fault_of_line(refusal) for refusal in report.refused])
    if all(entry.outcome == REFUSED for entry in report.entries):
        taken.faults = [replace(fault, part="") for fault in taken.faults]
    taken.notes = [
        f"{line_numbers_prefix(lines)} {what}".strip() for what, lines in report.losses.items()
    ]
    if is_trial:
        seen.see_questions(report)
        taken.preview = seen.preview
    elif report.applied and wish.quiz:
        _add_to_quiz(report, wish.quiz)
    if not (report.created or report.changed or report.unchanged) and not taken.faults:
        taken.faults.append(Fault("", 0, _("The file holds no question."), "", ""))
    return taken


def _fault_of_line(refusal: Refusal) -> Fault:
    part = "" if refusal.whole_file else str(refusal.line)
    return Fault("", refusal.line, refusal.reason, refusal.expected, part)


def _add_to_quiz(report: QuestionReport, pk: int) -> None:
    """Put the new questions at the end of a quiz, which asks them once they are ready."""
    quiz = Quiz.objects.select_for_update().get(pk=pk)
    last = quiz.entries.aggregate(last=Max("sort_order"))["last"]
    new = [
        entry.question.pk
        for entry in report.entries
        if entry.outcome == CREATED and entry.question is not None
    ]
    start = 0 if last is None else last + 1
    QuizQuestion.objects.bulk_create(
        QuizQuestion(quiz=quiz, question_id=question, sort_order=start + number)
        for number, question in enumerate(new)
    )


def _lesson(sent: Sent, set_aside: list[str] | None) -> Taken:
    module = ModulePage.objects.filter(pk=sent.wish.module).first()
    if module is None:
        reason = _("A lesson alone goes into a module: choose it below.")
        return Taken(ImportReport(), [Fault("", 0, reason, "", "")])
    seen = Previewer(sent.sender)
    report = import_lesson(
        sent.data,
        name=sent.name,
        module=module,
        force=sent.wish.force,
        keeps_known=not sent.wish.changes_known,
        dry_run=set_aside is None,
        inspect=seen.see_folder if set_aside is None else None,
    )
    faults = [_fault_of_file(refusal, alone=True) for refusal in report.refused]
    return Taken(report, faults, seen.preview, report.notes, module.pk)


def _fault_of_file(refusal: Refusal, *, alone: bool = False) -> Fault:
    """Return the fault with the file that the importer names before the reason."""
    key, colon, reason = refusal.reason.partition(": ")
    if not colon or not key.endswith((".md", ".gift", ".yaml")) or " " in key:
        return Fault("", refusal.line, refusal.reason, refusal.expected, "")
    return Fault(key, refusal.line, reason, refusal.expected, "" if alone else key)


def _course(sent: Sent, set_aside: list[str] | None) -> Taken:
    seen = Previewer(sent.sender)
    stem = slugify(PurePath(sent.name).stem) or "cours"
    with tempfile.TemporaryDirectory(prefix="course-") as given:
        path = Path(given) / f"{stem}.md"
        path.write_bytes(sent.data)
        report = import_module(
            path,
            draft=True,
            skip_refused=True,
            dry_run=set_aside is None,
            inspect=seen.see_course if set_aside is None else None,
        )
    wrong = sorted([*report.refused, *report.left_out], key=attrgetter("line"))
    faults = [_fault_of_line(refusal) for refusal in wrong]
    if not (report.created or report.unchanged):  # there is no rest to take in
        faults = [replace(fault, part="") for fault in faults]
    place = ModulePage.objects.filter(slug=stem).values_list("pk", flat=True).first()
    return Taken(report, faults, seen.preview, place=place)


def _modules(sent: Sent, set_aside: list[str] | None) -> Taken:
    """Take in modules; a trial finds, round by round, which files are to be left out for the others to go in."""
    is_trial, faults = set_aside is None, []
    left_out = set(set_aside or ())
    for _round in range(MOST_ROUNDS):
        seen = Previewer(sent.sender)
        result = import_archive(
            BytesIO(sent.data),
            name=sent.name,
            force=sent.wish.force,
            keeps_known=not sent.wish.changes_known,
            draft=True,
            dry_run=is_trial,
            left_out=frozenset(left_out),
            inspect=seen.see_folder if is_trial else None,
        )
        found = [_fault_of_file(refusal) for refusal in result.report.refused]
        faults += found
        further = {fault.part for fault in found if fault.part} - left_out
        if not is_trial or not found or not further:
            break
        left_out |= further
    if found:  # the last round still refuses something: nothing can be left out for it
        faults = [replace(fault, part="") for fault in faults]
    report = result.report
    keys = [f"modules/{slug}/module.md" for slug in result.slugs]
    places = LoadedSource.objects.filter(key__in=keys).order_by("key")
    place = places.values_list("page", flat=True).first()
    return Taken(report, faults, seen.preview, report.notes, place)


def _package(sent: Sent, set_aside: list[str] | None) -> Taken:
    seen = Previewer(sent.sender)
    report = import_package(BytesIO(sent.data), dry_run=set_aside is None)
    faults = [Fault("", 0, one.reason, one.expected, "") for one in report.refused]
    if report.manifest:
        outcome = UNCHANGED if report.unchanged else CREATED
        units = [unit.title for unit in report.manifest.units]
        seen.see_package(report.manifest.title, units, outcome)
    place = report.package.pk if report.package else None
    return Taken(report, faults, seen.preview, report.notes, place)


_TAKERS: dict[SentKind, Callable[[Sent, list[str] | None], Taken]] = {
    SentKind.QUESTIONS: _questions,
    SentKind.LESSON: _lesson,
    SentKind.COURSE: _course,
    SentKind.MODULES: _modules,
    SentKind.PACKAGE: _package,
}
