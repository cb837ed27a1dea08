"""Checks how the texts of a course are written, file by file: level, typography, words, statements of the law."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from learning.course_check.anglicisms import anglicisms
from learning.course_check.course import LESSON, Course
from learning.course_check.drawings import drawing_problems, texts_of_drawing
from learning.course_check.findings import Finding
from learning.course_check.law import mentions_law, unsourced_law
from learning.course_check.pages import Page, Passage, plain_text, yaml_texts
from learning.course_check.questions import learner_texts
from learning.course_check.readability import measure_readability, readability_problems
from learning.course_check.typography import (
    STRAIGHT,
    english_problems,
    french_number_problems,
    french_problems,
    speaks_of_quotation_marks,
)


SYNONYMS = "synonyms/"  # words as people type them
LEVELLED = {"practices", "messages", "kits"}
META_WORDS = {
    "title",
    "summary",
    "goal",
    "objective",
    "audience",
    "introduction",
    "contact",
    "word",
    "word_from",
}
NOT_READ = {  # keys of YAML whose values are names for the program
    *("id", "kind", "category", "file", "code", "next", "tags", "competences", "competence", "format"),
    *("purpose", "behaviour", "grading", "shows_grade", "shows_answers", "tag", "icon", "drawing", "slug", "key"),
    *("quiz", "module", "path", "lesson", "scale", "type", "accepted", "answers", "html", "moodle"),
}  # fmt: skip
FOLLOWING = {"item", "cell"}
TYPED = ("answers", "text")
FRENCH: tuple[Callable[[str], list[str]], ...] = (french_problems, anglicisms)
ENGLISH: tuple[Callable[[str], list[str]], ...] = (english_problems,)


def check_wording(course: Course, read: set[Path]) -> Iterator[Finding]:
    """Check the files that are not among those `read`, and add them to it."""
    for key, path in course.files.items():
        if path in read:
            continue
        read.add(path)
        if key.endswith(".md"):
            page = course.shelf.page(path)
            yield from _page(key, page, course.language) if page else ()
        elif key.endswith(".gift"):
            yield from _gift(path, course)
        elif key.endswith(".yaml") and not key.startswith(SYNONYMS):
            yield from _yaml(path, course)
        elif path.suffix == ".svg":
            yield from _drawing(path, course.language)


def _gift(path: Path, course: Course) -> Iterator[Finding]:
    lines = course.shelf.text(path).split("\n")
    for question in course.shelf.gift(path).questions:
        texts = [plain_text(item) for item in learner_texts(question)]
        is_shown = speaks_of_quotation_marks(" ".join(texts))
        for text in texts:
            passages = [
                item
                for item in check_texts(path, [(question.line, text)], course.language)
                if not (is_shown and item.message.startswith(STRAIGHT))
            ]
            line = _place(lines, question.line, text) if passages else 0
            yield from (replace(item, line=line) for item in passages)
        unsourced = unsourced_law(" ".join(texts))
        yield from (Finding(path, question.line, problem) for problem in unsourced)


def _page(key: str, page: Page, language: str) -> Iterator[Finding]:
    is_levelled = LESSON.match(key) or key.split("/")[0] in LEVELLED
    if language == "fr" and is_levelled:
        yield from (
            Finding(page.path, 0, problem)
            for problem in readability_problems(measure_readability(page.passages))
        )
    meta = [
        (page.line_of(key), str(value)) for key, value in page.meta.items() if key in META_WORDS
    ]
    lines = [(passage.line, passage.text) for passage in page.passages]
    yield from check_texts(page.path, [*meta, *lines], language)
    for passages in group_passages(page.passages):
        whole = " ".join(passage.text for passage in passages)
        line = next((passage.line for passage in passages if mentions_law(passage.text)), 0)
        yield from (Finding(page.path, line, problem) for problem in unsourced_law(whole))


def group_passages(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Group a paragraph with the list or the table that it leads to."""
    group: list[Passage] = []
    for passage in passages:
        if group and passage.kind not in FOLLOWING:
            yield group
            group = []
        group.append(passage)
    if group:
        yield group


def check_texts(path: Path, texts: Iterable[tuple[int, str]], language: str) -> Iterator[Finding]:
    rules = FRENCH if language == "fr" else ENGLISH
    for line, text in texts:
        for rule in rules:
            yield from (Finding(path, line, problem) for problem in rule(text))
        if language == "fr":
            yield from (
                Finding(path, line, problem, is_warning=True)
                for problem in french_number_problems(text)
            )


def _place(lines: list[str], first: int, text: str) -> int:
    """Return the line of a question where a text stands, as far as it can be found again."""
    start = text.split("\n")[0][:24]
    for number in range(first, min(first + 40, len(lines) + 1)):
        if start in plain_text(lines[number - 1]):
            return number
    return first


def _yaml(path: Path, course: Course) -> Iterator[Finding]:
    passages = [
        (line, plain_text(text))
        for line, keys, text in yaml_texts(course.shelf.text(path))
        if not (NOT_READ & set(keys[-1:]) or keys[-2:] == TYPED)
    ]
    yield from check_texts(path, passages, course.language)
    for line, text in passages:
        yield from (Finding(path, line, problem) for problem in unsourced_law(text))


def _drawing(path: Path, language: str) -> Iterator[Finding]:
    data = path.read_bytes()
    wrong, doubts = drawing_problems(data)
    yield from (Finding(path, 0, problem) for problem in wrong)
    yield from (Finding(path, 0, problem, is_warning=True) for problem in doubts)
    yield from check_texts(path, [(0, word) for word in texts_of_drawing(data)], language)
