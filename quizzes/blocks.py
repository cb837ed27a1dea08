from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.groups import QUESTIONS
from core.compiled_reads import CompiledRead


def link_to_write_one() -> str:
    """Return the link from the block to the page that writes a quiz not yet there, for the editor's eyes."""
    link = '<a href="{}" target="_blank" rel="noopener">{} {}</a>'
    address = reverse("wagtailsnippets_quizzes_quiz:write_new")
    return format_html(link, address, gettext("Write a quiz"), gettext("(new tab)"))


@CompiledRead
def _counted(quizzes: Any, *, keys: Sequence[int]) -> QuerySet[Any]:
    return quizzes.objects.counted().filter(pk__in=keys)


class QuizChooser(SnippetChooserBlock):
    """Reads its quizzes with what their cards count."""

    def bulk_to_python(self, values):
        keys = [int(value) for value in values if value is not None]
        found = _counted(self.model_class, keys=keys) if keys else []
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
