"""Sort: cards into boxes, marked and laid out like that kind of question of the bank."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import previews
from cms.blocks.basic import RichTextBlock
from learning.exercises.base import FEEDBACK_FEATURES, ExerciseBlock
from learning.exercises.questions import answer_question, rich_of
from quizzes.kinds.sorting import Card, Sorting
from quizzes.values.texts import Rich


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
    names_itself = True

    class Meta:
        icon = "folder-open-inverse"
        label = _("sort cards into boxes")
        description = _("Cards that readers put into the right box.")
        synonyms = _("drag, categories, classify")
        preview_value = staticmethod(previews.sort)
        template = "learning/exercises/question.html"

    def problems(self, value):
        cards = [card["text"] for box in value["boxes"] for card in box["cards"]]
        if len(cards) > MOST_CARDS:
            return {"boxes": _("Twelve cards at most, in all boxes together.")}
        if len(set(cards)) < len(cards):
            return {"boxes": _("Two cards say the same.")}
        return {}

    def answer(self, value, data, *, prefix):
        cards = tuple(
            Card(
                prompt=Rich(card["text"] or ""),
                answer=box["title"] or "",
                feedback=rich_of(card["feedback"]),
            )
            for box in value["boxes"]
            for card in box["cards"]
        )
        spec = Sorting(text=Rich(value["title"] or ""), pairs=cards).numbered()
        return answer_question(spec, data, prefix=prefix)
