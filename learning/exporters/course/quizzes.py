"""Exports quizzes as GIFT beside the lesson where GIFT holds all of it, else as YAML among the quizzes."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from learning.course_syntax import AttributeKind
from learning.exporters.course.files import CourseFolder, MediaFolder, dump_yaml
from learning.importers.quiz_files import TITLE
from learning.importers.quiz_shape import SETTINGS
from quizzes.enums import Origin, QuizStatus
from quizzes.file_questions import FileQuestion
from quizzes.gift.reader import read_gift
from quizzes.gift.writer import write_gift
from quizzes.importers.questions import category_name, source_key
from quizzes.kinds.base import CannotWrite
from quizzes.losses import fields_lost
from quizzes.models import Question, Quiz
from quizzes.specs.codec import from_dict
from quizzes.specs.written import to_written
from quizzes.values.media import MediaKind


FOLDER = "quizzes"
_MADE_HERE = ("content:", "source:")


@dataclass(slots=True)
class QuizWriter:
    course: CourseFolder
    media: MediaFolder
    written: set[str] = field(default_factory=set)

    def write(self, quiz: Quiz, *, folder: str, lesson_title: str) -> str:
        """Write a quiz; returns the short name under which a lesson of this folder asks it. A path has no
        folder of its own."""
        place, described = f"{folder}/{quiz.slug}.gift", f"{FOLDER}/{quiz.slug}.yaml"
        if place in self.course.texts or described in self.course.texts:
            return quiz.slug
        title = _("Quiz: %(title)s") % {"title": lesson_title}
        gift = quiz_as_gift(quiz, place, title) if folder else ""
        if gift:
            self.course.texts[place] = gift
        else:
            self.course.texts[described] = dump_yaml(self._described(quiz, described))
            self._tell_losses(quiz)
        return quiz.slug

    def _tell_losses(self, quiz: Quiz) -> None:
        lost = []
        if quiz.opens_at or quiz.closes_at:
            lost.append(_("when it opens and closes"))
        if quiz.bands.exclude(lesson=None).exists():
            lost.append(_("the pages that its results lead to"))
        if quiz.status != QuizStatus.READY:
            lost.append(_("that it is a draft"))
        if lost:
            values = {"title": quiz.title, "what": ", ".join(lost)}
            self.course.notes.append(_("“%(title)s”: not in the files: %(what)s.") % values)

    def _described(self, quiz: Quiz, place: str) -> dict[str, Any]:
        fresh = Quiz()
        raw: dict[str, Any] = {"title": quiz.title}
        for name in SETTINGS:
            value = getattr(quiz, name)
            if name != "title" and value != getattr(fresh, name):
                raw[name] = str(value) if isinstance(value, str) else value
        if quiz.category:
            raw["category"] = quiz.category.name
        titles: Counter[str] = Counter()
        entries = quiz_entries(quiz)
        raw["questions"] = [
            self._question(entry.question, place, titles, points=entry.points) for entry in entries
        ]
        raw["draws"] = [_draw(draw) for draw in quiz.draws.order_by("sort_order", "pk")]
        raw["bands"] = [
            {"from_percent": band.from_percent, "text": band.text}
            for band in quiz.bands.order_by("-from_percent")
        ]
        return {name: value for name, value in raw.items() if value not in ([], "")}

    def _question(
        self, question: Question, place: str, titles: Counter[str], *, points: Any
    ) -> dict[str, Any]:
        assert question.current_version is not None
        titles[question.title] += 1
        raw: dict[str, Any] = {"title": question.title}
        own = _own_id(question, Origin.WRITTEN, place, titles[question.title])
        raw |= {"id": own} if own else {}
        raw["category"] = question.category.name
        tags = sorted(tag.name for tag in question.tags.all())
        raw |= {"tags": tags} if tags else {}
        raw |= {"points": _number(points)} if points != 1 else {}
        raw |= {"difficulty": question.difficulty} if question.difficulty else {}
        codes = sorted(map(_code, question.competences.select_related("framework")))
        raw |= {"competences": codes} if codes else {}
        return raw | self.with_names(to_written(from_dict(question.current_version.spec)))

    def with_names(self, raw: Any) -> Any:
        """Return the question with its pictures and recordings named by their files."""
        if isinstance(raw, list):
            return [self.with_names(value) for value in raw]
        if not isinstance(raw, dict):
            return raw
        named = {name: self.with_names(value) for name, value in raw.items()}
        if raw.get("kind") in set(MediaKind) and isinstance(raw.get("file"), int):
            of = (
                AttributeKind.PICTURE
                if raw["kind"] == MediaKind.PICTURE
                else AttributeKind.DOCUMENT
            )
            named["file"] = self.media.name_of(of, raw["file"]) or ""
        return named


def quiz_entries(quiz: Quiz) -> Any:
    related = ("question__current_version", "question__category")
    return quiz.entries.select_related(*related).order_by("sort_order", "pk")


def quiz_as_gift(quiz: Quiz, place: str, title: str) -> str:
    """Return a quiz as GIFT; "" where GIFT would lose something of it."""
    entries = list(quiz_entries(quiz))
    if not entries or not _is_plain(quiz, entries):
        return ""
    plain, titles = category_name(""), Counter[str]()
    is_plain = all(entry.question.category.name == plain for entry in entries)
    questions = []
    for entry in entries:
        question = entry.question
        titles[question.title] += 1
        questions.append(
            FileQuestion(
                spec=from_dict(question.current_version.spec),
                title=question.title,
                category="" if is_plain else question.category.name,
                tags=tuple(sorted(tag.name for tag in question.tags.all())),
                external_id=_own_id(question, Origin.GIFT, place, titles[question.title]),
            )
        )
    gift = lossless_gift(questions)
    if gift and quiz.title != title:
        gift = f"{TITLE}{quiz.title}\n\n{gift}"
    return gift


def lossless_gift(questions: list[FileQuestion]) -> str:
    try:
        gift = write_gift(questions)
    except CannotWrite:
        return ""
    parsed = read_gift(gift)
    if parsed.problems or len(parsed.questions) != len(questions):
        return ""
    pairs = zip(questions, parsed.questions, strict=True)
    if any(fields_lost(question, back) for question, back in pairs):
        return ""
    return gift if write_gift(parsed.questions) == gift else ""


def _is_plain(quiz: Quiz, entries: list[Any]) -> bool:
    fresh = Quiz()
    settings = (name for name in SETTINGS if name != "title")
    return (
        all(getattr(quiz, name) == getattr(fresh, name) for name in settings)
        and not quiz.category
        and not quiz.draws.exists()
        and not quiz.bands.exists()
        and all(
            entry.points == 1
            and not entry.question.difficulty
            and not entry.question.competences.exists()
            for entry in entries
        )
    )


def _own_id(question: Question, origin: Origin, place: str, number: int) -> str:
    """Return the question's id; empty where its title says which one it is in this very file."""
    if question.origin == origin:
        if question.external_id == source_key(place, question.title, number):
            return ""
        if question.external_id and not question.external_id.startswith(_MADE_HERE):
            return question.external_id
    return str(question.uuid)


def _draw(draw: Any) -> dict[str, Any]:
    raw = {
        "count": draw.count,
        "category": draw.category.name if draw.category else None,
        "tag": draw.tag.name if draw.tag else None,
        "competence": _code(draw.competence) if draw.competence else None,
        "easiest": draw.easiest,
        "hardest": draw.hardest,
        "points": _number(draw.points) if draw.points != 1 else None,
    }
    return {name: value for name, value in raw.items() if value is not None}


def _code(competence: Any) -> str:
    return f"{competence.framework.slug} {competence.code}"


def _number(value: Any) -> Any:
    return int(value) if value == int(value) else f"{value:f}"
