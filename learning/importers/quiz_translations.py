"""Loads quizzes in another language: a file of GIFT or YAML says what the file of the same name asks in the source's.

As many questions in the same order, of the same kinds, with the same weights.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale

from cms.languages import source_language
from core.reports import ImportRefused
from learning.importers.course_files import CourseFiles, Reader
from learning.importers.quiz_files import LONGEST_TITLE, title_in_file
from learning.importers.quiz_files import standing as gift_standing
from learning.importers.quiz_folder import standing as yaml_standing
from learning.importers.quiz_shape import BAND_KEYS, QUESTION_KEYS, malformed_parts
from learning.importers.safe_files import UnfitFile, parse_yaml, read_text_file
from learning.importers.source_tracking import (
    UNCHANGED,
    SourceTracker,
    abort_import_if_invalid,
    digest,
)
from learning.models import LessonPage
from quizzes.actions.translations import clean_words, save_translation
from quizzes.enums import Origin
from quizzes.file_questions import FileQuestion
from quizzes.gift.reader import read_gift
from quizzes.importers.questions import (
    normalise_line_breaks,
    problem_text,
    sanitised_for_storage,
    source_key,
    title_in_bank,
)
from quizzes.kinds.base import Spec
from quizzes.models import Question, QuestionTranslation, Quiz, QuizBand
from quizzes.queries.translations import last_read_of, latest_editions
from quizzes.specs.codec import from_dict
from quizzes.specs.wording import TITLE, wording_of
from quizzes.specs.written import WrittenError, from_written
from quizzes.values.likeness import UnlikeError, words_between
from quizzes.values.media import MediaKind
from quizzes.values.texts import Rich, TextFormat, with_space_entities


WORDS = ("title", "introduction", "bands", "questions")
FOLDER = "quizzes"


class QuizTranslations:
    """The files of a folder of translations that ask something. A mismatch refuses the load, by file and line."""

    def __init__(self, reader: Reader, tracker: SourceTracker, locale: Locale) -> None:
        self.reader = reader
        self.tracker = tracker
        self.report = tracker.report
        self.locale = locale
        self.language = locale.language_code

    def load(self, course: CourseFiles) -> None:
        for module in course.modules:
            for path in sorted(module.text.folder.glob("*.gift")):
                self._gift(path)
        if self.reader.only or self.reader.alone:
            return
        for path in sorted((self.reader.root / FOLDER).glob("*.gift")):
            self._gift_without_quiz(path)
        for path in sorted((self.reader.root / FOLDER).glob("*.yaml")):
            self._described(path)

    # --- Files -------------------------------------------------------------------------------------------

    def _gift(self, path: Path) -> None:
        """Load the quiz of a lesson."""
        key, text = self.reader.key(path), self._text(path)
        quiz = self._quiz(path)
        found = self._questions_in(path, text)
        if quiz is None or found is None:
            return
        title = title_in_file(text) or self._title_of_lesson(quiz)
        self._keep_titles(key, quiz, {"title_en": title[:LONGEST_TITLE]})
        questions = _asked_by(quiz)
        if self._is_as_long(
            key, len(questions), len(found), self._is_edited(quiz, gift_standing(quiz))
        ):
            self._translate(
                key,
                [
                    (question, translated, sanitised_for_storage(translated.spec))
                    for question, translated in zip(questions, found, strict=True)
                ],
            )

    def _gift_without_quiz(self, path: Path) -> None:
        """Load questions that quizzes of the folder ask by their titles: the source's file says which they are."""
        key = self.reader.key(path)
        folder, source = self.reader.root.parent / source_language(), f"{source_language()}/{key}"
        try:
            own = read_gift(read_text_file(folder, folder / key)).questions
        except UnfitFile as error:
            self._refuse(key, _("there is no file to translate"), f"{source}: {error.reason}")
            return
        found = self._questions_in(path, self._text(path))
        if found is None or not self._is_as_long(key, len(own), len(found), is_edited=False):
            return
        known = self._by_titles(key, own)
        self._translate(
            key,
            [
                (question, translated, sanitised_for_storage(translated.spec))
                for question, translated in zip(known, found, strict=True)
                if question is not None
            ],
        )

    def _by_titles(self, key: str, own: Sequence[FileQuestion]) -> list[Question | None]:
        """Return the questions; None for one that an editor deleted."""
        titles: Counter[str] = Counter()
        keys = []
        for translated in own:
            title = title_in_bank(translated)
            titles[title] += 1
            keys.append(translated.external_id or source_key(key, title, titles[title]))
        rows = Question.objects.filter(origin=Origin.GIFT, external_id__in=keys)
        known = {row.external_id: row for row in rows.select_related("current_version")}
        if not known:
            self._refuse(key, self._missing())
        return [known.get(each) for each in keys]

    def _described(self, path: Path) -> None:
        key, raw, quiz = self.reader.key(path), self._yaml(path), self._quiz(path)
        if raw is None or quiz is None or not self._has_words_alone(key, raw):
            return
        bands = {entry.get("from_percent"): entry.get("text", "") for entry in raw.get("bands", [])}
        own = set(QuizBand.objects.filter(quiz=quiz).values_list("from_percent", flat=True))
        is_edited = self._is_edited(quiz, yaml_standing(quiz))
        if bands and bands.keys() != own and not is_edited:
            reason = _("“%s” has other percentages than its source") % "bands"
            self._refuse(key, reason, ", ".join(map(str, sorted(own))))
            return
        words = {"title_en": raw["title"], "introduction_en": raw.get("introduction", "")}
        self._keep_titles(key, quiz, words, bands)
        questions, written = _asked_by(quiz), raw.get("questions", [])
        if not written or not self._is_as_long(key, len(questions), len(written), is_edited):
            return
        self._translate(
            key,
            [
                (question, *self._written(key, entry))
                for question, entry in zip(questions, written, strict=True)
                if isinstance(entry, dict)
            ],
        )

    def _has_words_alone(self, key: str, raw: dict[str, Any]) -> bool:
        strange = [name for name in raw if name not in WORDS]
        for name in strange:
            self._refuse(key, _("“%s” is not among the words of a quiz") % name, ", ".join(WORDS))
        wrong = list(malformed_parts(raw))
        if not wrong and not all(map(_is_band, raw.get("bands", []))):
            wrong = ["bands"]
        for name in wrong:
            self._refuse(key, _("“%s” has the wrong kind of value") % name)
        return not (strange or wrong)

    def _written(self, key: str, one: dict[str, Any]) -> tuple[FileQuestion, Spec]:
        title = str(one.get("title", ""))
        body = {name: value for name, value in one.items() if name not in QUESTION_KEYS}
        try:
            spec = normalise_line_breaks(from_written(_without_files(body)))
        except WrittenError as error:
            self._refuse(key, f"{title}: {error}")
            raise ImportRefused(self.report) from error
        return FileQuestion(spec=spec, title=title), spec

    def _text(self, path: Path) -> str:
        try:
            return read_text_file(self.reader.root, path)
        except UnfitFile as error:
            self._refuse(self.reader.key(path), error.reason, error.expected, line=error.line)
            raise ImportRefused(self.report) from error

    def _yaml(self, path: Path) -> dict[str, Any] | None:
        key = self.reader.key(path)
        try:
            raw = parse_yaml(self._text(path))
        except UnfitFile as error:
            reason = _("This is not YAML in UTF-8.") + f" {error.reason}"
            self._refuse(key, reason, error.expected, line=error.line)
            return None
        if not isinstance(raw, dict) or not isinstance(raw.get("title"), str):
            self._refuse(key, _("“%(name)s” is missing.") % {"name": "title"})
            return None
        return raw

    def _questions_in(self, path: Path, text: str) -> Sequence[FileQuestion] | None:
        result = read_gift(text)
        for problem in result.problems:
            self._refuse(self.reader.key(path), problem_text(problem), line=problem.line or 0)
        return None if result.problems else result.questions

    def _quiz(self, path: Path) -> Quiz | None:
        quiz = Quiz.objects.filter(slug=path.stem).first()
        if quiz is not None:
            return quiz
        key = self.reader.key(path)
        if key in self.tracker.known:
            self.tracker.skip(key, _("“%(key)s” was deleted in the CMS: left out."))
        else:
            self._refuse(key, self._missing())
        return None

    def _missing(self) -> str:
        return _("there is no quiz to translate; load the folder “%s” first") % source_language()

    # --- Words -------------------------------------------------------------------------------------------

    def _keep_titles(
        self, key: str, quiz: Quiz, words: dict[str, str], bands: dict[int, str] | None = None
    ) -> None:
        own = f"{self.language}:{key}"
        self._keep_texts(own, quiz, words)
        for row in QuizBand.objects.filter(quiz=quiz):
            text = (bands or {}).get(row.from_percent)
            if text is not None:
                self._keep_texts(f"{own}#{row.from_percent}", row, {"text_en": text})

    def _keep_texts(self, own: str, thing: Quiz | QuizBand, words: dict[str, str]) -> None:
        stands = {name: getattr(thing, name) for name in words}
        source, standing = digest(words), digest(stands)
        if self._stands_already(own, source, standing):
            return
        if any(stands.values()) and not self.tracker.is_to_load(own, source, standing=standing):
            return
        for name, text in words.items():
            setattr(thing, name, text)
        with abort_import_if_invalid(self.report, own):
            thing.clean_fields()
        thing.save(update_fields=list(words))
        self.tracker.record(own, source, source)

    def _title_of_lesson(self, quiz: Quiz) -> str:
        """Return the title as the source has it where its file gives none; "" without a translated lesson."""
        lessons = LessonPage.objects.filter(record__required_quiz=quiz, locale=self.locale)
        title = lessons.order_by("path").values_list("title", flat=True).first()
        with override(self.language):
            return _("Quiz: %(title)s") % {"title": title} if title else ""

    def _translate(self, key: str, found: Sequence[tuple[Question, FileQuestion, Spec]]) -> None:
        questions = [question for question, _one, _spec in found]
        last_read = last_read_of([question.pk for question in questions], self.language)
        latest = latest_editions([one.current_version_id for one in questions], self.language)
        for number, (question, one, spec) in enumerate(found, 1):
            words = self._words(key, number, question, one, spec)
            if words is not None:
                self._keep(key, question, words, last_read.get(question.pk), latest)

    def _words(
        self, key: str, number: int, question: Question, one: FileQuestion, spec: Spec
    ) -> dict[str, str] | None:
        version = question.current_version
        assert version is not None
        source = from_dict(version.spec)
        try:
            words = words_between(source, spec)
        except UnlikeError as error:
            if version.written_by_id:
                self.tracker.skip_edited(key, [question.title])
                return None
            values = {
                "number": number,
                "title": one.title,
                "place": error.path,
                "found": error.found,
            }
            reason = (
                _("question %(number)d, “%(title)s”: %(place)s is another: “%(found)s”") % values
            )
            self._refuse(key, reason, error.expected or _("nothing"), line=one.line)
            return None
        return clean_words(source, {**words, TITLE: one.title})

    def _keep(
        self,
        key: str,
        question: Question,
        words: dict[str, str],
        read: QuestionTranslation | None,
        latest: dict[int, QuestionTranslation],
    ) -> None:
        """Store the words. What was only carried over to the version in force is nobody's word yet: it is no edit."""
        version = question.current_version
        assert version is not None
        spec = from_dict(version.spec)
        own, source = f"{self.language}:{key}#{question.uuid}", _words_digest(spec, words)
        standing = _words_digest(spec, read.words) if read else None
        self.tracker.titles[own] = question.title
        now = latest.get(version.pk)
        is_old = read is not None and not (now and now.is_read)
        if not is_old and self._stands_already(own, source, standing):
            return
        is_taken_again = is_old and self.tracker.force
        if not is_taken_again and not self.tracker.is_to_load(own, source, standing=standing):
            self._tell_age(key, question, is_old=is_old)
            return
        with abort_import_if_invalid(self.report, f"{key}, {question.title}"):
            save_translation(version=version, language=self.language, words=words)
        self.tracker.record(own, source, source)

    def _tell_age(self, key: str, question: Question, *, is_old: bool) -> None:
        if is_old:
            self.report.notes.append(
                _("“%(key)s”, “%(title)s”: the source has changed since it was translated.")
                % {"key": key, "title": question.title}
            )

    def _stands_already(self, own: str, source: str, standing: str | None) -> bool:
        """Whether the CMS says what the file says, whoever wrote it there."""
        kept = self.tracker.known.get(own)
        if standing != source or (kept is not None and kept.content_digest == standing):
            return False
        self.tracker.record(own, source, source, outcome=UNCHANGED)
        return True

    # --- What is said ------------------------------------------------------------------------------------

    def _is_as_long(self, key: str, wanted: int, found: int, is_edited: bool) -> bool:
        if wanted == found:
            return True
        if is_edited:
            self.tracker.skip(key, _("“%(key)s” was edited in the CMS: left as it is."))
        else:
            counts = {"found": found}
            self._refuse(
                key,
                _("questions in the file: %(found)d") % counts,
                _("%d, as in its source") % wanted,
            )
        return False

    def _is_edited(self, quiz: Quiz, standing: str | None) -> bool:
        """Whether a quiz was edited since its own file was loaded."""
        kept = [source for key, source in self.tracker.known.items() if _is_source(key, quiz.slug)]
        return bool(kept) and all(source.content_digest != standing for source in kept)

    def _refuse(self, key: str, reason: str, expected: str = "", *, line: int = 0) -> None:
        self.report.refuse(line, f"{key}: {reason}", expected)


def _words_digest(asked: Spec, words: dict[str, str]) -> str:
    formats = {path: word.format for path, word in wording_of(asked).items()}
    return digest(
        {
            path: with_space_entities(Rich(text, formats.get(path, TextFormat.PLAIN))).text
            for path, text in words.items()
        }
    )


def _is_source(key: str, slug: str) -> bool:
    name = key.rpartition("/")[2]
    return ":" not in key and name in {f"{slug}.gift", f"{slug}.yaml"}


def _asked_by(quiz: Quiz) -> list[Question]:
    entries = quiz.entries.select_related("question__current_version")
    return [entry.question for entry in entries.order_by("sort_order", "pk")]


def _is_band(one: dict[str, Any]) -> bool:
    return one.keys() == BAND_KEYS and isinstance(one["text"], str)


def _without_files(raw: Any) -> Any:
    """Return a question without files: a picture or a recording is that of the source, whatever the
    translation calls it."""
    if isinstance(raw, list):
        return [_without_files(value) for value in raw]
    if not isinstance(raw, dict):
        return raw
    replaced = {name: _without_files(value) for name, value in raw.items()}
    if isinstance(raw.get("file"), str) and raw.get("kind") in set(MediaKind):
        replaced["file"] = 0
    return replaced
