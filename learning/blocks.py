from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks import article_blocks
from learning.exercises import exercise_blocks
from learning.practice.shelf import SOURCE, task_titles
from quizzes.blocks import QuizBlock


class ScormBlock(blocks.StructBlock):
    """A SCORM package. `required`: the lesson is done only once it is completed."""

    package = SnippetChooserBlock("learning.ScormPackage", label=_("SCORM package"))
    required = blocks.BooleanBlock(
        label=_("must be completed to finish the lesson"), required=False, default=True
    )

    class Meta:
        icon = "media"
        label = _("SCORM package")
        template = "learning/blocks/scorm.html"


def practice_tasks() -> Iterator[tuple[str, str]]:
    return task_titles((get_language() or SOURCE)[:2])


class PracticeBlock(blocks.StructBlock):
    """A task of the practice portal. `required`: the lesson is done only once it is carried out."""

    task = blocks.ChoiceBlock(choices=practice_tasks, label=_("task"))
    required = blocks.BooleanBlock(
        label=_("must be carried out to finish the lesson"), required=False, default=True
    )

    class Meta:
        icon = "site"
        label = _("practice portal")
        template = "learning/blocks/practice.html"


def introduction_blocks():
    return [
        *article_blocks(),
        ("quiz", QuizBlock(label=_("quiz"))),
        ("scorm", ScormBlock()),
    ]


def lesson_blocks():
    return [*introduction_blocks(), ("practice", PracticeBlock()), *exercise_blocks()]
