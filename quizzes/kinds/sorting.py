"""Sort cards into boxes: pairs to match in which several cards share a box."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from quizzes.html import to_safe_html
from quizzes.kinds.base import CannotWrite, Spec, with_ids_by_text
from quizzes.kinds.matching import Matching, Pair, ShownMatching
from quizzes.problems import gettext_noop
from quizzes.values.fields import AuthorField, AuthorInput, AuthorRows, Input, feedback_field
from quizzes.values.marks import Line, Mark, Response, Shuffled
from quizzes.values.texts import EMPTY, Rich


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Pair):
    """A card and, as its answer, the box that it belongs in."""

    feedback: Rich = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting(Matching):
    """Give each card its box. Distractors are boxes that stay empty."""

    kind = "sorting"
    name = gettext_noop("cards to sort into boxes (drag and drop)")
    icon = "folder-open-inverse"
    messages = {}
    missing = gettext_noop("Choose a box for each card, or “I don't know”.")
    word_labels = {"pairs.feedback": gettext_noop("What is said to line %(n)d")}
    template = "quizzes/kinds/sorting.html"
    has_notes_on_lines = True
    gift_form = ""
    moodle_type = ""
    table_words = None
    author_fields = (
        replace(Matching.author_fields[0], label=gettext_noop("Boxes that stay empty")),
    )
    author_rows = AuthorRows(
        name=gettext_noop("Card"),
        fields=(
            AuthorField(name="text", label=gettext_noop("Card")),
            AuthorField(
                name="answer",
                label=gettext_noop("Its box"),
                help=gettext_noop("Several cards may name the same box."),
                input=Input.LINE,
                limit=500,
                empty="",
            ),
            feedback_field(gettext_noop("Why it belongs there")),
        ),
    )

    pairs: tuple[Card, ...]

    @classmethod
    def shown_class(cls) -> type[ShownMatching]:
        return ShownSorting

    def numbered(self) -> Self:
        """Give ids by the texts of the cards: authors write them box by box."""
        pairs = with_ids_by_text(self.pairs, "p", lambda pair: pair.prompt.text)
        return replace(self, pairs=pairs)

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        """Mix the cards, not the boxes, which stand as their author named them."""
        shown = Matching.public_parts(self, list)
        boxes = [*(pair.answer for pair in self.pairs), *self.distractors]
        shown["options"].sort(key=lambda option: boxes.index(option["text"]))
        shown["prompts"].sort(key=lambda prompt: (len(prompt["id"]), prompt["id"]))
        return {**shown, "prompts": shuffled(shown["prompts"])}

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        """Explain every card, box by box."""
        lines = Matching.lines(self, response, view, given)
        return tuple(
            replace(line, note=to_safe_html(card.feedback))
            for line, card in zip(lines, self.pairs, strict=True)
        )

    def author_row_values(self) -> list[dict[str, Any]]:
        return [
            {"text": card.prompt, "answer": card.answer, "feedback": card.feedback}
            for card in self.pairs
        ]

    @classmethod
    def authored(cls, written: AuthorInput) -> dict[str, Any]:
        cards = (
            Card(prompt=row["text"], answer=row["answer"], feedback=row["feedback"])
            for row in written.rows
        )
        return {**written.values, "pairs": tuple(cards)}

    def to_moodle(self) -> list[str]:
        raise CannotWrite(self.kind)

    def to_cells(self, *, french: bool) -> dict[str, str]:
        return {}

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Spec | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSorting(ShownMatching, Sorting):
    pass
