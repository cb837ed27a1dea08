"""The rows of django-quiz-app 0.5.1, as plain values, and the same joined to one another."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    model: ClassVar[str]

    line: int
    pk: int

    @property
    def name(self) -> str:
        """Return the name by which a report knows the row: "quiz.sitting 7"."""
        return f"{self.model} {self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """Never the password's hash, nor the name: people are those of Passerelle."""

    model: ClassVar[str] = "auth.user"

    username: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Record):
    model: ClassVar[str] = "quiz.category"

    category: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubCategory(Record):
    model: ClassVar[str] = "quiz.subcategory"

    sub_category: str | None
    category: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz(Record):
    model: ClassVar[str] = "quiz.quiz"

    title: str
    description: str
    url: str
    category: int | None
    random_order: bool
    max_questions: int | None
    answers_at_end: bool
    exam_paper: bool
    single_attempt: bool
    pass_mark: int
    success_text: str
    fail_text: str
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Record):
    model: ClassVar[str] = "quiz.progress"

    user: int
    score: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting(Record):
    """A run through a quiz. `user_answers` by the pk of the question, in the package's own words."""

    model: ClassVar[str] = "quiz.sitting"

    user: int
    quiz: int
    question_order: tuple[int, ...]
    question_list: tuple[int, ...]
    incorrect_questions: tuple[int, ...]
    current_score: int
    complete: bool
    user_answers: dict[int, str]
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow(Record):
    model: ClassVar[str] = "quiz.question"

    category: int | None
    sub_category: int | None
    figure: str
    content: str
    explanation: str
    quiz: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Record):
    """The part of a question that its kind adds: the same pk. Old Django repeats the parent's `quiz`."""

    quiz: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(Child):
    model: ClassVar[str] = "multichoice.mcquestion"

    answer_order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Child):
    model: ClassVar[str] = "true_false.tf_question"

    correct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay(Child):
    model: ClassVar[str] = "essay.essay_question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    model: ClassVar[str] = "multichoice.answer"

    question: int
    content: str
    correct: bool


class AnswerOrder(StrEnum):
    CONTENT = "content"
    RANDOM = "random"
    NONE = "none"
    UNSET = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the row of its kind and, of a choice, its answers by pk."""

    row: QuestionRow
    child: Child
    answers: tuple[Answer, ...] = ()

    @property
    def pk(self) -> int:
        return self.row.pk


@dataclass(slots=True)
class Rows:
    """What was read, by model and pk, and how many objects were of other apps."""

    by_model: dict[str, dict[int, Any]] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    unknown_fields: set[str] = field(default_factory=set)
    naive_times: int = 0

    def of(self, kind: type[Any]) -> dict[int, Any]:
        return self.by_model.get(kind.model, {})


@dataclass(frozen=True, slots=True)
class Dump:
    """The whole of it, each thing by its pk; questions are joined."""

    users: dict[int, User]
    categories: dict[int, Category]
    sub_categories: dict[int, SubCategory]
    quizzes: dict[int, Quiz]
    questions: dict[int, Question]
    sittings: dict[int, Sitting]
    progress: dict[int, Progress]
