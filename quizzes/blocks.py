from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.groups import QUESTIONS
from core.compiled_queries import A_KEY, CompiledQuery, named_keys, room_for


def link_to_write_one() -> str:
    """Return the link from the block to the page that writes a quiz not yet there, for the editor's eyes."""
    link = '<a href="{}" target="_blank" rel="noopener">{} {}</a>'
    address = reverse("wagtailsnippets_quizzes_quiz:write_new")
    return format_html(link, address, gettext("Write a quiz"), gettext("(new tab)"))


@lru_cache(maxsize=8)
def _counted(quizzes: Any, room: int) -> CompiledQuery:
    keys = [A_KEY + 1 + place for place in range(room)]
    rows = quizzes.objects.counted().filter(pk__in=keys)
    return CompiledQuery(rows, named_keys(keys, room))


class QuizChooser(SnippetChooserBlock):
    """Reads its quizzes with what their cards count."""

    def bulk_to_python(self, values):
        keys = [int(value) for value in values if value is not None]
        room = room_for(len(keys))
        found = _counted(self.model_class, room).rows(**named_keys(keys, room)) if keys else []
        quizzes = {quiz.pk: quiz for quiz in found}
        return [quizzes.get(value) for value in values]


class QuizBlock(blocks.StructBlock):
    """A quiz placed in a page. `required`: the lesson is done only once it is passed."""

    quiz = QuizChooser("quizzes.Quiz", label=_("quiz"))
    required = blocks.BooleanBlock(
        label=_("must be passed to finish the lesson"), required=False, default=True
    )

    class Meta:
        icon = "clipboard-list"
        label = _("quiz")
        label_format = "{quiz}"
        description = _("A quiz of the bank, which may have to be passed to finish.")
        synonyms = _("test, questions, exam")
        help_text = lazy(link_to_write_one, str)()
        preview_template = "cms/blocks/previews/to_do.html"
        group = QUESTIONS
        template = "quizzes/blocks/quiz.html"
