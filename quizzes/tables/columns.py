"""The columns of a table of questions, in French and in English, and the words of its cells."""

from collections.abc import Mapping

from core.collation import fold_text
from quizzes.kinds.base import KINDS, Spec
from quizzes.notation.moodle import replace_non_xml
from quizzes.notation.tables import EXCERPT, MOST_READ, MOST_WRITTEN, Cells, RowError
from quizzes.values.texts import TextFormat


CONTENT = "content"
# What a spec is made of, as against what the bank says of the question.
DESCRIPTION = ("identifier", "title", "category", "tags")
HEADINGS = {  # in French, in English
    "identifier": ("identifiant", "identifier"),
    "kind": ("type", "kind"),
    "title": ("titre", "title"),
    "category": ("catégorie", "category"),
    "tags": ("étiquettes", "tags"),
    "text": ("énoncé", "text"),
    "format": ("format", "format"),
    "right": ("bonnes réponses", "right answers"),
    "match_case": ("majuscules comptent", "match case"),
    "wrong_feedback": ("commentaire sinon", "feedback otherwise"),
    "explanation": ("explication", "explanation"),
    "content": ("contenu entier", "whole content"),
}
ANSWER_PARTS = {
    "answer": ("réponse", "answer"),
    "worth": ("valeur", "worth"),
    "feedback": ("commentaire", "feedback"),
}


def columns(*, french: bool, answers: int = MOST_WRITTEN) -> dict[str, str]:
    """The heading of each of our fields, in the order in which a table has them."""
    language = 0 if french else 1
    own = {name: words[language] for name, words in HEADINGS.items()}
    last = {
        name: own.pop(name) for name in ("match_case", "wrong_feedback", "explanation", CONTENT)
    }
    for number in range(1, answers + 1):
        for part, words in ANSWER_PARTS.items():
            own[f"{part}_{number}"] = f"{words[language]} {number}"
    return own | last


def fields_by_heading() -> dict[str, str]:
    """Our field for each heading, in small letters without accents."""
    both = [columns(french=french, answers=MOST_READ) for french in (True, False)]
    return {fold_text(heading): name for headings in both for name, heading in headings.items()}


def kind_named(word: str) -> type[Spec] | None:
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


def spec_to_cells(spec: Spec, *, french: bool) -> dict[str, str]:
    """Our fields, those that say something. A kind that has no words here: its code and its text."""
    language = 0 if french else 1
    words = spec.table_words
    plain = spec.text.format is TextFormat.PLAIN
    cells = {
        "kind": words[language] if words else spec.kind,
        "text": spec.text.text,
        "format": "" if plain else spec.text.format.value,
        "explanation": spec.general_feedback.text,
        **spec.to_cells(french=french),
    }
    return {name: clean_cell(value) for name, value in cells.items() if value.strip()}


def clean_cell(text: str) -> str:
    """Return a text as a cell gives it back: without spaces around it, nor characters that no workbook holds."""
    return replace_non_xml(text).strip()


def spec_from_cells(values: Mapping[str, str]) -> Spec:
    """Read a row. Raises RowError."""
    kind = kind_named(values.get("kind", ""))
    if kind is None:
        names = (one.table_words[0] for one in KINDS.values() if one.table_words)
        raise RowError("table_kind", text=values.get("kind", "")[:EXCERPT], known=", ".join(names))
    cells = Cells(values)
    text, general = cells.rich(cells.text("text")), cells.rich(cells.text("explanation"))
    return kind.from_cells(cells, {"text": text, "general_feedback": general}).numbered()
