"""What a file of questions holds, whatever its format. Pure."""

from dataclasses import dataclass, field

from quizzes.kinds.base import Spec
from quizzes.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuestion:
    """`external_id`, `title` and `category` are "" where the file gives none; `line` counts from 1.

    `category` is as the file writes it, see `category_path`. Texts are raw: see
    quizzes.html.sanitised before they are stored. `losses`: what the file says and no spec can.
    """

    spec: Spec
    title: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    external_id: str = ""
    line: int = field(default=0, compare=False)
    losses: tuple[Problem, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class FileResult:
    """The questions that are sound. `categories`: each one that the file opens, with or without questions.
    `unfit`: why nothing of the file may be taken."""

    questions: tuple[FileQuestion, ...]
    problems: tuple[Problem, ...] = ()
    categories: tuple[str, ...] = ()
    unfit: tuple[Problem, ...] = ()
    losses: tuple[Problem, ...] = ()


class ResultBuilder:
    """Questions and problems as a reader finds them."""

    def __init__(self) -> None:
        self.questions: list[FileQuestion] = []
        self.problems: list[Problem] = []

    def take(self, question: FileQuestion) -> None:
        """Keep a question that is sound; of another, what is wrong with it."""
        problems = question.spec.validate()
        self.problems += [
            Problem(problem.code, problem.params, question.line) for problem in problems
        ]
        if not problems:
            self.questions.append(question)

    def result(self) -> FileResult:
        return FileResult(tuple(self.questions), tuple(self.problems))


def category_path(category: str) -> tuple[str, ...]:
    """Names from the top down: "$course$/top/Web/HTTP" gives ("Web", "HTTP"); // is a slash."""
    names = [name.replace("\0", "/").strip() for name in category.replace("//", "\0").split("/")]
    if names and names[0].startswith("$") and names[0].endswith("$"):
        names = names[1:]
    if names and names[0] == "top":
        names = names[1:]
    return tuple(name for name in names if name)
