"""Reads Moodle XML: every question that can be read, and a problem with its line for each that cannot."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from quizzes.file_questions import FileQuestion, FileResult, ResultBuilder
from quizzes.kinds.base import KINDS, Spec
from quizzes.moodle_xml.markup import Element, UnreadableXml, iter_elements
from quizzes.notation.moodle import MoodleError, read_rich
from quizzes.problems import Problem
from quizzes.values.texts import TextFormat


def read_moodle_xml(data: bytes) -> FileResult:
    """Never raises, whatever the bytes; holds one question of the file in memory at a time."""
    reader = _Reader()
    try:
        for element in iter_elements(data):
            reader.read(element)
    except UnreadableXml as unfit:
        return reader.result(unfit.problem)
    return reader.result()


class _Reader:
    def __init__(self) -> None:
        self._found = ResultBuilder()
        self._categories: list[str] = []
        self._losses: list[Problem] = []

    def result(self, *unfit: Problem) -> FileResult:
        categories, losses = tuple(self._categories), tuple(self._losses)
        return replace(self._found.result(), categories=categories, unfit=unfit, losses=losses)

    def read(self, element: Element) -> None:
        if element.name != "question":
            self._refuse("xml_stranger", element.line, name=element.name[:60])
        elif element.attributes.get("type") == "category":
            self._open(element)
        else:
            self._question(element)

    def _open(self, element: Element) -> None:
        self._categories.append(" ".join(element.said("category").split()))
        if element.said("info"):
            self._losses.append(Problem("lost_category_text", line=element.line))

    def _question(self, element: Element) -> None:
        problems = list(_problems_of_files(element))
        try:
            spec = _spec(element)
        except MoodleError as error:
            problems.append(Problem(error.code, error.params, error.line))
        if problems:
            self._found.problems += problems
            return
        self._found.take(
            FileQuestion(
                spec=spec,
                title=" ".join(element.said("name").split()),
                category=self._categories[-1] if self._categories else "",
                tags=_tags(element),
                external_id=" ".join(element.said("idnumber").split()),
                line=element.line,
                losses=(*_lost_files(element), *lost_fields(element, spec)),
            )
        )

    def _refuse(self, code: str, line: int, **params: str | int) -> None:
        self._found.problems.append(Problem(code, params, line))


def _spec(element: Element) -> Spec:
    kind = next(
        (one for one in KINDS.values() if one.moodle_type and one.reads_moodle(element)), None
    )
    if kind is None:
        named = element.attributes.get("type", "")
        raise MoodleError("kind_not_taken", element.line, kind=named[:60])
    for text in element.below("text"):
        if text.children:
            inner = text.children[0]
            raise MoodleError("xml_markup_in_text", inner.line, name=inner.name[:60])
    stem = {
        "text": read_rich(element.first("questiontext"), TextFormat.HTML),
        "general_feedback": read_rich(element.first("generalfeedback"), TextFormat.HTML),
    }
    return kind.from_moodle(element, stem).numbered()


def _tags(element: Element) -> tuple[str, ...]:
    tags = element.first("tags")
    names = [" ".join(tag.said().split()) for tag in tags.all("tag")] if tags else []
    return tuple(dict.fromkeys(filter(None, names)))


def _problems_of_files(element: Element) -> Iterator[Problem]:
    for file in element.below("file"):
        if file.problem is not None:
            yield file.problem


def _lost_files(element: Element) -> Iterator[Problem]:
    for file in element.below("file"):
        yield Problem("lost_file", {"name": file.attributes.get("name", "")[:80]}, file.line)


_READ = {"name", "questiontext", "generalfeedback", "idnumber", "tags"}
_READ_OF_ANSWER = {"text", "feedback", "file"}
# What Moodle writes where nobody chose anything. Penalties for further tries are a quiz's, here.
_USUAL = {
    "defaultgrade": {"1", "0"},
    "penalty": {"0", "0.1", "0.3333333", "1"},
    "hidden": {"0"},
    "shuffleanswers": {"1", "true"},
    "answernumbering": {"abc", "none"},
    "showstandardinstruction": {"0", "1"},
    "unitgradingtype": {"0"},
    "unitpenalty": {"0.1"},
    "showunits": {"3"},
    "unitsleft": {"0"},
    "responseformat": {"editor"},
    "responserequired": {"0", "1"},
    "responsefieldlines": {"10", "15"},
    "attachments": {"0"},
    "attachmentsrequired": {"0"},
    "maxbytes": {"0"},
}


def lost_fields(question: Element, spec: Spec) -> Iterator[Problem]:
    """One loss for each field that says something and is not taken into the spec."""
    for element in question.children:
        if element.name not in _READ | spec.moodle_fields and _says_something(element):
            yield Problem("lost_field", {"name": element.name[:60]}, element.line)
    for answer in (*question.all("answer"), *question.all("subquestion")):
        for element in answer.children:
            is_read = element.name in _READ_OF_ANSWER | spec.moodle_answer_fields
            if not is_read and _says_something(element):
                yield Problem("lost_field", {"name": element.name[:60]}, element.line)


def _says_something(element: Element) -> bool:
    text = _without_zeros(element.said())
    if text:
        return text not in _USUAL.get(element.name, set())
    return any(
        child.name != "text" and (child.said() or child.children) for child in element.children
    )


def _without_zeros(text: str) -> str:
    """Return "1" for "1.0000000"."""
    if len(text) > 30 or not text.replace(".", "", 1).isdigit():
        return text
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text
