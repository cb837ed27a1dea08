"""One question as the cells of a row, as far as a row can say it, and back. Pure."""

from collections.abc import Mapping

from quizzes.kinds.base import KINDS, Spec
from quizzes.notation.moodle import in_xml
from quizzes.notation.tables import EXCERPT, Cells, RowError
from quizzes.tables.columns import kind_of
from quizzes.values.texts import TextFormat


def cells_of(spec: Spec, *, french: bool) -> dict[str, str]:
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
    return {name: cleaned(value) for name, value in cells.items() if value.strip()}


def cleaned(text: str) -> str:
    """As a cell gives it back: without spaces around it, nor characters that no workbook holds."""
    return in_xml(text).strip()


def spec_of(values: Mapping[str, str]) -> Spec:
    """Raises RowError."""
    kind = kind_of(values.get("kind", ""))
    if kind is None:
        names = (one.table_words[0] for one in KINDS.values() if one.table_words)
        raise RowError("table_kind", text=values.get("kind", "")[:EXCERPT], known=", ".join(names))
    cells = Cells(values)
    text, general = cells.rich(cells.text("text")), cells.rich(cells.text("explanation"))
    return kind.from_cells(cells, {"text": text, "general_feedback": general}).numbered()
