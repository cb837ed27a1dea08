"""Put in order: the steps of a procedure, marked and laid out like that kind of question of the bank."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import expand_db_html

from cms.blocks import previews
from cms.blocks.basic import RichTextBlock
from learning.exercises.base import FEEDBACK_FEATURES, ExerciseBlock
from learning.exercises.questions import answer_question
from quizzes.html import sanitise
from quizzes.kinds.ordering import FEWEST_ITEMS, Ordering, OrderItem
from quizzes.values.texts import Rich


class OrderedStepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("step"), max_length=120)
    text = RichTextBlock(label=_("why it comes here"), required=False, features=FEEDBACK_FEATURES)


class OrderBlock(ExerciseBlock):
    title = blocks.CharBlock(
        label=_("question"), max_length=160, help_text=_("Such as “In which order?”")
    )
    steps = blocks.ListBlock(
        OrderedStepBlock(),
        label=_("steps"),
        min_num=FEWEST_ITEMS,
        max_num=7,
        help_text=_("Write them in the right order: readers get them mixed."),
    )

    kind_icon = "list-checks"
    names_itself = True

    class Meta:
        icon = "list-ul"
        label = _("put in order")
        description = _("Steps that readers put back in their order.")
        synonyms = _("sequence, ranking, drag")
        preview_value = staticmethod(previews.order)
        template = "learning/exercises/question.html"

    def problems(self, value):
        titles = [step["title"] for step in value["steps"]]
        return {"steps": _("Two steps say the same.")} if len(set(titles)) < len(titles) else {}

    def answer(self, value, data, *, prefix):
        steps = value["steps"]
        items = tuple(OrderItem(text=Rich(step["title"] or "")) for step in steps)
        spec = Ordering(text=Rich(value["title"] or ""), items=items).numbered()
        notes = [
            sanitise(expand_db_html(step["text"].source)) if step["text"] else "" for step in steps
        ]
        return answer_question(spec, data, prefix=prefix, notes=notes)
