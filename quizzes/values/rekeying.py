"""How an answer to one version of a question is read by another. Pure.

Answers name choices by ids, which are given anew with each version: they are matched by their texts.
"""

from collections.abc import Iterable, Mapping

from quizzes.html import plain_text
from quizzes.values.marks import Read, Response
from quizzes.values.texts import Rich


def read_choices_by_ids(ids: Mapping[str, str]) -> Read:
    def read(given: Response) -> Response:
        if "choices" in given:
            return {"choices": [ids[pk] for pk in given["choices"] if pk in ids]}
        return {"choice": ids[given["choice"]]} if given.get("choice") in ids else {}

    return read


def match_ids_by_text(asked: Mapping[str, Rich], spec: Mapping[str, Rich]) -> dict[str, str] | None:
    """Map id to id. Where a text stands twice, only the same ids will do."""
    before = {pk: comparable_text(text) for pk, text in asked.items()}
    after = {pk: comparable_text(text) for pk, text in spec.items()}
    if before == after:
        return {pk: pk for pk in before}
    if sorted(before.values()) != sorted(after.values()) or _repeats(before.values()):
        return None
    by_text = {text: pk for pk, text in after.items()}
    return {pk: by_text[text] for pk, text in before.items()}


def _repeats(texts: Iterable[str]) -> bool:
    listed = list(texts)
    return len(set(listed)) < len(listed)


def comparable_text(text: Rich) -> str:
    """Its words; a picture without words says something by itself."""
    return plain_words(text) or text.text


def plain_words(text: Rich) -> str:
    """Return its words, whatever spaces stand between them."""
    return collapse_spaces(plain_text(text))


def collapse_spaces(text: str) -> str:
    return " ".join(text.split())
