"""What a GIFT file holds."""

from dataclasses import dataclass, field

from quizzes.problems import Problem
from quizzes.specs import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftQuestion:
    """`external_id`, `title` and `category` are "" where the file gives none; `line` counts from 1.

    `category` is as the file writes it, see `category_path`. Texts are raw: see
    quizzes.html.sanitised before they are stored.
    """

    spec: Spec
    title: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    external_id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class GiftResult:
    """A question with a problem is not among the questions. `categories`: each one that the file
    opens, in its order, with or without questions."""

    questions: tuple[GiftQuestion, ...]
    problems: tuple[Problem, ...]
    categories: tuple[str, ...] = ()


def category_path(category: str) -> tuple[str, ...]:
    """Names from the top down: "$course$/top/Web/HTTP" gives ("Web", "HTTP"); // is a slash."""
    names = [name.replace("\0", "/").strip() for name in category.replace("//", "\0").split("/")]
    if names and names[0].startswith("$") and names[0].endswith("$"):
        names = names[1:]
    if names and names[0] == "top":
        names = names[1:]
    return tuple(name for name in names if name)
