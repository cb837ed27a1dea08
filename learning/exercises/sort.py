"""Sort: cards into boxes."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.basic import RichTextBlock
from learning.exercises.base import (
    FEEDBACK_FEATURES,
    SHOW,
    ExerciseAnswer,
    ExerciseBlock,
    ExerciseFeedback,
)
from quizzes.values.marks import State


MOST_CARDS = 12


class SortCardBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("card"), max_length=200)
    feedback = RichTextBlock(
        label=_("why it belongs here"), required=False, features=FEEDBACK_FEATURES
    )


class BoxBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("name of the box"), max_length=60)
    cards = blocks.ListBlock(
        SortCardBlock(), label=_("cards that belong in it"), min_num=1, max_num=8
    )


class SortBlock(ExerciseBlock):
    title = blocks.CharBlock(
        label=_("question"), max_length=160, help_text=_("Such as “Personal data or not?”")
    )
    boxes = blocks.ListBlock(
        BoxBlock(),
        label=_("boxes"),
        min_num=2,
        max_num=4,
        help_text=_("Write each card in its box: readers get them mixed."),
    )

    kind_icon = "layers"

    class Meta:
        icon = "folder-open-inverse"
        label = _("sort cards into boxes")
        template = "learning/exercises/sort.html"

    def problems(self, value):
        cards = [card["text"] for box in value["boxes"] for card in box["cards"]]
        if len(cards) > MOST_CARDS:
            return {"boxes": _("Twelve cards at most, in all boxes together.")}
        if len(set(cards)) < len(cards):
            return {"boxes": _("Two cards say the same.")}
        return {}

    def answer(self, value, data, *, prefix):
        boxes = list(enumerate((box["title"] for box in value["boxes"]), 1))
        cards = [
            (number, card) for number, box in enumerate(value["boxes"], 1) for card in box["cards"]
        ]
        cards.sort(key=lambda pair: _mixed(pair[1]["text"]))
        shows = data is not None and SHOW in data
        shown = [
            ShownCard(place, card, box, box if shows else _chosen(data, place, len(boxes)))
            for place, (box, card) in enumerate(cards, 1)
        ]
        feedback = None if data is None else _feedback(shown)
        if shows:
            feedback = ExerciseFeedback(State.UNANSWERED, gettext("Here is the explanation."))
        return ExerciseAnswer(
            {"boxes": boxes, "cards": shown, "is_told": data is not None},
            feedback,
            can_show=feedback is not None and not shows and feedback.state is not State.RIGHT,
        )


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card on a page: the number of its box, and of the one chosen for it, 0 for none yet."""

    number: int
    value: Any
    box: int
    chosen: int

    @property
    def is_right(self) -> bool:
        return self.chosen == self.box


def _mixed(text: str | None) -> str:
    """Return a key that puts cards in an order of no meaning, the same each time."""
    return hashlib.sha256((text or "").encode()).hexdigest()


def _chosen(data: Any, card: int, boxes: int) -> int:
    said = data.get(f"card-{card}", "") if data is not None else ""
    return int(said) if said in {str(number) for number in range(1, boxes + 1)} else 0


def _feedback(cards: list[ShownCard]) -> ExerciseFeedback:
    right = sum(card.is_right for card in cards)
    left = sum(not card.chosen for card in cards)
    if left == len(cards):
        return ExerciseFeedback(State.UNANSWERED, gettext("Choose a box for each card."))
    if right == len(cards):
        return ExerciseFeedback(State.RIGHT, gettext("Every card is in its box."))
    message = ngettext(
        "%(right)s card of %(total)s is in its box.",
        "%(right)s cards of %(total)s are in their boxes.",
        right,
    ) % {"right": right, "total": len(cards)}
    return ExerciseFeedback(State.PARTLY if right else State.WRONG, message)
