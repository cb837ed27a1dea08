"""Loads quizzes that stand by themselves: quizzes/*.yaml beside the modules, their questions there or in GIFT.

A question is named by its title, and any quiz of the folder may ask it. What an editor changed stays.
"""

from collections.abc import Container, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.reports import ImportRefused
from learning.importers.media import document_problem, keep_document
from learning.importers.pictures import keep_picture, picture_problem
from learning.importers.quiz_shape import (
    BAND_KEYS,
    DRAW_KEYS,
    QUESTION_KEYS,
    QUIZ_KEYS,
    SETTINGS,
    malformed_parts,
)
from learning.importers.rollback import NewFiles
from learning.importers.safe_files import UnfitFile, file_in_folder, parse_yaml, read_text_file
from learning.importers.source_tracking import (
    AGAIN,
    UNCHANGED,
    SourceTracker,
    abort_import_if_invalid,
    digest,
)
from quizzes.enums import Origin
from quizzes.file_questions import FileQuestion, FileResult
from quizzes.gift.reader import read_gift
from quizzes.importers.questions import QuestionReport, problem_text, take_questions
from quizzes.models import (
    Category,
    Competence,
    Question,
    Quiz,
    QuizBand,
    QuizDraw,
    QuizQuestion,
    Tag,
)
from quizzes.specs.written import WrittenError, from_written
from quizzes.values.media import MediaKind


class QuizFolder:
    """Every quiz of the folder. Raises ImportRefused when a file is not understood."""

    def __init__(self, root: Path, tracker: SourceTracker, files: NewFiles) -> None:
        self.root = root
        self.tracker = tracker
        self.report = tracker.report
        self.files = files
        self.questions: dict[str, int] = {}  # by their titles
        self.changed: set[Path] = set()  # files of which a question is new or changed
        self.inline: dict[Path, list[int]] = {}  # those that a file describes, in its order

    def load(self, *, only: set[str] | None = None, left_out: Container[str] = ()) -> None:
        """Load quizzes. `only`: by their short names, with all questions of the folder’s GIFT files."""
        folder = self.root / "quizzes"
        paths = [
            path
            for path in sorted(folder.glob("*.yaml"))
            if (only is None or path.stem in only) and self._key(path) not in left_out
        ]
        for path in sorted(folder.glob("*.gift")) if paths else []:
            text = self._text(path)
            self._take(path, read_gift(text), Origin.GIFT, source=digest(text))
            self.tracker.record(self._key(path), digest(text), "", outcome=AGAIN)
        files = [(path, self._read(path)) for path in paths]
        for path, raw in files:
            described = list(self._described(path, raw))
            if described:
                result = FileResult(tuple(described))
                self.inline[path] = self._take(path, result, Origin.WRITTEN, source=digest(raw))
        for path, raw in files:
            self._fill_facts(path, raw)
            with abort_import_if_invalid(self.report, self._key(path)):
                self._quiz(path, raw)

    def _text(self, path: Path) -> str:
        try:
            return read_text_file(self.root, path)
        except UnfitFile as error:
            raise self._refuse(path, error.reason) from error

    def _key(self, path: Path) -> str:
        return str(path.relative_to(self.root))

    def _refuse(self, path: Path, reason: str, *, line: int = 0) -> ImportRefused:
        self.report.refuse(line, f"{self._key(path)}: {reason}")
        return ImportRefused(self.report)

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            raw = parse_yaml(self._text(path))
        except UnfitFile as error:
            reason = _("This is not YAML in UTF-8.") + f" {error.reason}"
            raise self._refuse(path, reason, line=error.line) from error
        if not isinstance(raw, dict) or "title" not in raw:
            raise self._refuse(path, _("“%(name)s” is missing.") % {"name": "title"})
        self._check_keys(path, raw, QUIZ_KEYS)
        for name in malformed_parts(raw):
            raise self._refuse(path, _("“%s” has the wrong kind of value") % name)
        for name, known in (("draws", DRAW_KEYS), ("bands", BAND_KEYS)):
            for entry in raw.get(name, []):
                self._check_keys(path, entry, known)
        return raw

    def _check_keys(self, path: Path, raw: dict[str, Any], known: set[str]) -> None:
        for name in raw:
            if name not in known:
                raise self._refuse(path, _("unknown key “%s”") % name)

    def _described(self, path: Path, raw: dict[str, Any]) -> Iterator[FileQuestion]:
        for entry in raw.get("questions", []):
            if isinstance(entry, dict):
                yield self._question(path, raw, entry)

    def _question(self, path: Path, raw: dict[str, Any], one: dict[str, Any]) -> FileQuestion:
        title = str(one.get("title", ""))
        body = {name: value for name, value in one.items() if name not in QUESTION_KEYS}
        try:
            spec = from_written(self._with_files(path, body))
        except WrittenError as error:
            raise self._refuse(path, f"{title}: {error}") from error
        for problem in spec.validate():
            self.report.refuse(0, f"{self._key(path)}: {title}: {problem_text(problem)}")
        if self.report.refused:
            raise ImportRefused(self.report)
        return FileQuestion(
            spec=spec,
            title=title,
            category=str(one.get("category", raw.get("category", ""))),
            tags=tuple(map(str, one.get("tags", []))),
            external_id=str(one.get("id", "")),
        )

    def _with_files(self, path: Path, raw: Any) -> Any:
        """Return the question with its pictures and recordings, which the file names, in the CMS."""
        if isinstance(raw, list):
            return [self._with_files(path, value) for value in raw]
        if not isinstance(raw, dict):
            return raw
        replaced = {name: self._with_files(path, value) for name, value in raw.items()}
        if isinstance(raw.get("file"), str) and raw.get("kind") in set(MediaKind):
            replaced["file"] = self._kept(path, raw["file"], MediaKind(raw["kind"]))
        return replaced

    def _kept(self, path: Path, name: str, kind: MediaKind) -> int:
        problem_of = picture_problem if kind is MediaKind.PICTURE else document_problem
        try:
            found = file_in_folder(self.root, path.parent, name)
        except UnfitFile as error:
            raise self._refuse(path, error.reason) from error
        problem = problem_of(found)
        if problem:
            raise self._refuse(path, problem)
        keep = keep_picture if kind is MediaKind.PICTURE else keep_document
        return keep(found, title=found.stem, files=self.files).pk

    def _take(self, path: Path, result: FileResult, origin: Origin, *, source: str) -> list[int]:
        taken: QuestionReport = take_questions(
            result,
            origin=origin,
            source=self._key(path),
            replace=True,
            spare_edited=not self.tracker.force,
            spare_known=self.tracker.keeps_known,
            is_other=self.tracker.has_changed(self._key(path), source),
        )
        self.tracker.skip_edited(self._key(path), taken.edited)
        for refusal in taken.refused:
            self.report.refuse(
                refusal.line, f"{self._key(path)}: {refusal.reason}", refusal.expected
            )
        if taken.refused:
            raise ImportRefused(self.report)
        if taken.created or taken.changed:
            self.changed.add(path)
        stored = [entry.question.pk for entry in taken.entries if entry.question is not None]
        for entry, question in zip(taken.entries, stored, strict=True):
            self.questions[entry.title] = question
        return stored

    def _asked(self, path: Path, title: str) -> int:
        if title not in self.questions:
            raise self._refuse(path, _("the question “%s” is not there") % title)
        return self.questions[title]

    def _fill_facts(self, path: Path, raw: dict[str, Any]) -> None:
        """Set difficulty and competences, where nobody gave the question any."""
        facts = [
            (self._asked(path, title), difficulty, codes)
            for title, (difficulty, *codes) in raw.get("facts", {}).items()
        ]
        inline = iter(self.inline.get(path, []))
        facts += [
            (next(inline), entry.get("difficulty"), entry.get("competences", []))
            for entry in raw.get("questions", [])
            if isinstance(entry, dict)
        ]
        for question, difficulty, codes in facts:
            Question.objects.filter(pk=question, difficulty=None).update(difficulty=difficulty)
            if not Question.competences.through.objects.filter(question=question).exists():
                found = [self._competence(path, code) for code in codes]
                Question.objects.get(pk=question).competences.set(found)

    def _competence(self, path: Path, name: str) -> Competence:
        """Return a competence by its framework and its code, "crcn-2019 4.2"."""
        framework, _space, code = name.partition(" ")
        found = Competence.objects.filter(framework__slug=framework, code=code).first()
        if found is None:
            raise self._refuse(path, _("the competence “%s” is not there") % name)
        return found

    def _quiz(self, path: Path, raw: dict[str, Any]) -> None:
        key, slug = self._key(path), path.stem
        self.tracker.titles[key] = str(raw["title"])
        quiz = Quiz.objects.filter(slug=slug).first()
        if not self.tracker.is_to_load(key, digest(raw), standing=standing(quiz)):
            return
        if quiz and self.tracker.skip_known(key):
            return
        before = standing(quiz)
        quiz = quiz or Quiz(slug=slug)
        for name in SETTINGS:
            if name in raw:
                setattr(quiz, name, raw[name])
        quiz.category = _one_named(Category, raw.get("category"))
        quiz.full_clean()
        quiz.save()
        self._fill(path, raw, quiz)
        after = standing(quiz)
        is_same = before == after and path not in self.changed  # however the file is written
        self.tracker.record(key, digest(raw), after or "", outcome=UNCHANGED if is_same else "")

    def _fill(self, path: Path, raw: dict[str, Any], quiz: Quiz) -> None:
        english = _english_bands(quiz)
        for model in (QuizQuestion, QuizDraw, QuizBand):
            model._default_manager.filter(quiz=quiz).delete()
        inline = iter(self.inline.get(path, []))
        for order, one in enumerate(raw.get("questions", [])):
            is_inline = isinstance(one, dict)
            entry = QuizQuestion(
                quiz=quiz,
                question_id=next(inline) if is_inline else self._asked(path, one),
                sort_order=order,
                points=Decimal(str(one.get("points", 1))) if is_inline else Decimal(1),
            )
            entry.full_clean()
            entry.save()
        parts: list[Any] = [
            QuizDraw(quiz=quiz, sort_order=order, **self._draw(path, one))
            for order, one in enumerate(raw.get("draws", []))
        ]
        parts += [
            QuizBand(quiz=quiz, text_en=english.get(tuple(one.values()), ""), **one)
            for one in ({"from_percent": 0, **band} for band in raw.get("bands", []))
        ]
        for part in parts:
            part.full_clean()
            part.save()

    def _draw(self, path: Path, one: dict[str, Any]) -> dict[str, Any]:
        tag, competence = one.get("tag"), one.get("competence")
        return {
            **one,
            "category": _one_named(Category, one.get("category")),
            "tag": _one_named(Tag, tag),
            "competence": self._competence(path, competence) if competence else None,
        }


def _one_named(model: Any, name: str | None) -> Any:
    """Return a category or a tag; one whose questions come later in the folder may stand in a draw already."""
    if not name:
        return None
    model(name=name).clean_fields()
    return model.objects.get_or_create(name=name)[0]


def _english_bands(quiz: Quiz) -> dict[tuple[Any, ...], str]:
    """Return the English texts of bands, which stay with a text that stays."""
    rows = QuizBand.objects.filter(quiz=quiz)
    return {(row.from_percent, row.text): row.text_en for row in rows}


def standing(quiz: Quiz | None) -> str | None:
    """Return what an editor may have changed."""
    if quiz is None:
        return None
    settings = Quiz.objects.filter(pk=quiz.pk).values(*SETTINGS, "category__name").get()
    entries = QuizQuestion.objects.filter(quiz=quiz).order_by("sort_order", "pk")
    draws = QuizDraw.objects.filter(quiz=quiz).order_by("sort_order", "pk")
    return digest(
        settings,
        list(entries.values_list("question", "points")),
        list(draws.values_list("count", "category__name", "easiest", "hardest", "points")),
        list(QuizBand.objects.filter(quiz=quiz).values_list("from_percent", "text")),
    )
