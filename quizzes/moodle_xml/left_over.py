"""Fields of a Moodle question that no spec has: named, unless they say what we do anyway."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from quizzes.moodle_xml.markup import Element
from quizzes.problems import Problem


_READ = {"name", "questiontext", "generalfeedback", "idnumber", "tags"}
_READ_OF = {
    "multichoice": {"answer", "single"},
    "truefalse": {"answer"},
    "shortanswer": {"answer", "usecase"},
    "numerical": {"answer"},
    "matching": {"subquestion"},
    "essay": {"defaultgrade"},
}
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


def lost_fields(question: Element) -> Iterator[Problem]:
    """One loss for each field that says something and is not taken in."""
    kind = question.attributes.get("type", "")
    read = _READ | _READ_OF.get(kind, set())
    for element in question.children:
        if element.name not in read and _says_something(element):
            yield Problem("lost_field", {"name": element.name[:60]}, element.line)
    more = {"tolerance"} if kind == "numerical" else {"answer"} if kind == "matching" else set()
    for answer in (*question.all("answer"), *question.all("subquestion")):
        for element in answer.children:
            if element.name not in _READ_OF_ANSWER | more and _says_something(element):
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
