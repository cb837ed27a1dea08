"""The columns of a table of questions, in French and in English, and the words of its cells."""

from core.collation import fold_text
from quizzes.kinds.base import KINDS, Spec
from quizzes.notation.tables import MOST_READ, MOST_WRITTEN


CONTENT = "content"
# What a spec is made of, as against what the bank says of the question.
DESCRIPTION = ("identifier", "title", "category", "tags")
FRENCH = {
    "identifier": "identifiant",
    "kind": "type",
    "title": "titre",
    "category": "catégorie",
    "tags": "étiquettes",
    "text": "énoncé",
    "format": "format",
    "right": "bonnes réponses",
    "match_case": "majuscules comptent",
    "wrong_feedback": "commentaire sinon",
    "explanation": "explication",
    "content": "contenu entier",
}
ENGLISH = {
    "identifier": "identifier",
    "kind": "kind",
    "title": "title",
    "category": "category",
    "tags": "tags",
    "text": "text",
    "format": "format",
    "right": "right answers",
    "match_case": "match case",
    "wrong_feedback": "feedback otherwise",
    "explanation": "explanation",
    "content": "whole content",
}
ANSWER_PARTS = {
    "answer": ("réponse", "answer"),
    "worth": ("valeur", "worth"),
    "feedback": ("commentaire", "feedback"),
}


def columns(*, french: bool, answers: int = MOST_WRITTEN) -> dict[str, str]:
    """The heading of each of our fields, in the order in which a table has them."""
    own = dict(FRENCH if french else ENGLISH)
    last = {
        name: own.pop(name) for name in ("match_case", "wrong_feedback", "explanation", CONTENT)
    }
    for number in range(1, answers + 1):
        for part, words in ANSWER_PARTS.items():
            own[f"{part}_{number}"] = f"{words[0 if french else 1]} {number}"
    return own | last


def fields_by_heading() -> dict[str, str]:
    """Our field for each heading, in small letters without accents."""
    both = [columns(french=french, answers=MOST_READ) for french in (True, False)]
    return {fold_text(heading): name for headings in both for name, heading in headings.items()}


def kind_of(word: str) -> type[Spec] | None:
    known = fold_text(word)
    for kind in KINDS.values():
        words = kind.table_words
        if words and known in {
            fold_text(kind.kind.replace("_", " ")),
            kind.kind,
            *map(fold_text, words),
        }:
            return kind
    return None
