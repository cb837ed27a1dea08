from django.urls import reverse
from django.utils.functional import cached_property, lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.groups import QUESTIONS


def link_to_write_one() -> str:
    """Return the link from the block to the page that writes a quiz not yet there, for the editor's eyes."""
    link = '<a href="{}" target="_blank" rel="noopener">{} {}</a>'
    address = reverse("wagtailsnippets_quizzes_quiz:write_new")
    return format_html(link, address, gettext("Write a quiz"), gettext("(new tab)"))


class QuizChooser(SnippetChooserBlock):
    """Reads its quizzes with what their cards count."""

    @cached_property
    def counted(self):
        return self.model_class.objects.counted()

    def bulk_to_python(self, values):
        quizzes = self.counted.in_bulk(values)
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
