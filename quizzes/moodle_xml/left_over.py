"""Fields of a Moodle question that no spec has: named, unless they say what we do anyway."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from quizzes.kinds.base import Spec
from quizzes.moodle_xml.markup import Element
from quizzes.problems import Problem


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
    said = _without_zeros(element.said())
    if said:
        return said not in _USUAL.get(element.name, set())
    return any(
        child.name != "text" and (child.said() or child.children) for child in element.children
    )


def _without_zeros(text: str) -> str:
    """ "1.0000000" is "1"."""
    if len(text) > 30 or not text.replace(".", "", 1).isdigit():
        return text
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text
