"""Exports the words of quizzes in another language, in a file of the same name beside that of their source."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from learning.exporters.course.files import dump_yaml
from learning.exporters.course.quizzes import (
    FOLDER,
    QuizWriter,
    lossless_gift,
    quiz_as_gift,
    quiz_entries,
)
from learning.importers.quiz_files import TITLE as TITLE_LINE
from quizzes.file_questions import FileQuestion
from quizzes.importers.questions import category_name
from quizzes.kinds.base import Spec
from quizzes.models import Question, Quiz
from quizzes.queries.translations import latest_editions
from quizzes.specs.codec import from_dict
from quizzes.specs.wording import TITLE, monolingual_spec
from quizzes.specs.written import to_written


class TranslatedQuizzes:
    """Writes the quizzes. One of which something is not translated is left out, and named."""

    def __init__(self, writer: QuizWriter, language: str) -> None:
        self.writer = writer
        self.course = writer.course
        self.language = language

    def write(self, quiz: Quiz, *, folder: str, titles: tuple[str, str]) -> None:
        """Write a quiz. `titles`: of the lesson, in the source and here."""
        place, described = f"{folder}/{quiz.slug}.gift", f"{FOLDER}/{quiz.slug}.yaml"
        if place in self.course.texts or described in self.course.texts:
            return
        source, here = (_("Quiz: %(title)s") % {"title": title} for title in titles)
        is_gift = bool(folder) and bool(quiz_as_gift(quiz, place, source))
        questions = self._asked(quiz)
        if questions is None or not (quiz.title_en or is_gift):
            values = {"title": quiz.title, "language": self.language}
            note = _("“%(title)s” is not wholly translated into “%(language)s”: left out.")
            self.course.notes.append(note % values)
        elif is_gift:
            self.course.texts[place] = _gift(quiz, questions, here)
        else:
            self.course.texts[described] = dump_yaml(self._described(quiz, questions))

    def _asked(self, quiz: Quiz) -> list[tuple[Question, str, Spec]] | None:
        """Return each question with its title and what it asks; None where one has not all its words."""
        questions = [entry.question for entry in quiz_entries(quiz)]
        editions = latest_editions(
            [question.current_version_id for question in questions], self.language
        )
        translated = []
        for question in questions:
            edition = editions.get(question.current_version_id)
            if edition is None or not edition.is_whole:
                return None
            spec = monolingual_spec(from_dict(question.current_version.spec), edition.words)
            translated.append((question, edition.words.get(TITLE) or question.title, spec))
        return translated

    def _described(
        self, quiz: Quiz, questions: Sequence[tuple[Question, str, Spec]]
    ) -> dict[str, Any]:
        raw = {
            "title": quiz.title_en,
            "introduction": quiz.introduction_en,
            "questions": [
                {"title": title, **self.writer.with_names(to_written(spec))}
                for _question, title, spec in questions
            ],
            "bands": [
                {"from_percent": band.from_percent, "text": band.text_en}
                for band in quiz.bands.exclude(text_en="").order_by("-from_percent")
            ],
        }
        return {name: value for name, value in raw.items() if value not in ([], "")}


def _gift(quiz: Quiz, questions: Sequence[tuple[Question, str, Spec]], title: str) -> str:
    is_plain = all(
        question.category.name == category_name("") for question, _title, _spec in questions
    )
    gift = lossless_gift(
        [
            FileQuestion(spec=spec, title=text, category="" if is_plain else question.category.name)
            for question, text, spec in questions
        ]
    )
    is_told = bool(quiz.title_en) and quiz.title_en != title
    return f"{TITLE_LINE}{quiz.title_en}\n\n{gift}" if is_told else gift
