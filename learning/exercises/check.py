"""Check: one question of the bank, asked where the text needs it."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from learning.exercises.base import ExerciseAnswer, ExerciseBlock
from learning.exercises.questions import answer_question
from quizzes.kinds.base import KINDS
from quizzes.queries.bank import is_kept_back
from quizzes.queries.translations import shown_version


class QuestionChooser(SnippetChooserBlock):
    """Reads its questions with what they ask now."""

    @cached_property
    def asked(self):
        return self.model_class.objects.select_related("current_version")

    def bulk_to_python(self, values):
        questions = self.asked.in_bulk(values)
        return [questions.get(value) for value in values]


class CheckBlock(ExerciseBlock):
    question = QuestionChooser(
        "quizzes.Question",
        label=_("question"),
        help_text=_("A question of the bank that is marked at once. Its answers are not kept."),
    )

    kind_icon = "circle-help"
    names_itself = True

    class Meta:
        icon = "circle-check"
        label = _("check with a question")
        description = _("One question of the bank, answered at once.")
        synonyms = _("multiple choice, quiz")
        preview_template = "cms/blocks/previews/to_do.html"
        template = "learning/exercises/question.html"

    def get_preview_context(self, value, parent_context=None):
        return parent_context or {}

    def problems(self, value):
        version = value["question"].current_version
        kind = KINDS[version.kind] if version else None
        if kind is None or not kind.is_answerable or kind.is_open or kind.is_stepwise:
            return {
                "question": _(
                    "Choose a question that is marked at once: no draft, text to read, open answer or case."
                )
            }
        if is_kept_back(value["question"]):
            return {
                "question": _(
                    "An exam asks this question, or may draw it: a lesson would give its answer away."
                )
            }
        return {}

    def answer(self, value, data, *, prefix):
        question = value["question"]
        if question is None or question.current_version is None:  # deleted since
            return ExerciseAnswer({"question": None})
        if data is not None and is_kept_back(question):  # an exam’s, since the lesson was written
            return ExerciseAnswer({"question": None, "is_kept_back": True})
        shown = shown_version(question.current_version)
        return answer_question(shown.spec, data, prefix=prefix, language=shown.language)
