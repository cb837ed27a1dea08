from collections.abc import Callable, Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks import article_blocks
from cms.blocks.groups import PRACTICE
from learning.exercises import exercise_blocks
from learning.guidance import GuidedStreamBlock
from learning.practice.portal import PracticePortal
from learning.practice.shelf import SOURCE, portal_keys, practice_portal
from quizzes.blocks import QuizBlock


class ScormBlock(blocks.StructBlock):
    """A SCORM package. `required`: the lesson is done only once it is completed."""

    package = SnippetChooserBlock("learning.ScormPackage", label=_("SCORM package"))
    required = blocks.BooleanBlock(
        label=_("must be completed to finish the lesson"), required=False, default=True
    )

    class Meta:
        icon = "snippet"
        label = _("SCORM package")
        description = _("A course made with another tool.")
        synonyms = _("e-learning, zip, import")
        preview_template = "cms/blocks/previews/to_do.html"
        group = PRACTICE
        template = "learning/blocks/scorm.html"


_own_portal: list[Callable[[], PracticePortal]] = []


def register_own_portal(own_portal: Callable[[], PracticePortal]) -> None:
    """Let editors read the tasks as the portal of this organisation calls them."""
    _own_portal[:] = [own_portal]


def practice_tasks() -> Iterator[tuple[str, str]]:
    """Yield each task once, with the portal that calls it so: that of this organisation where it has it."""
    language, labels = (get_language() or SOURCE)[:2], dict[str, str]()
    portals = [own() for own in _own_portal]
    for portal in (*portals, *(practice_portal(key, language) for key in portal_keys())):
        for task in portal.tasks.values():
            labels.setdefault(task.key, f"{portal.name} – {task.title}")
    yield from labels.items()


def practice_task_names() -> tuple[tuple[str, str], ...]:
    return tuple(practice_tasks())


class TaskBlock(blocks.ChoiceBlock):
    """A task by its key, read as it is stored: naming all tasks, to look it up among them, asks the database."""

    def to_python(self, value):
        return value


class PracticeBlock(blocks.StructBlock):
    """A task of the practice portal. `required`: the lesson is done only once it is carried out."""

    task = TaskBlock(choices=practice_tasks, label=_("task"))
    required = blocks.BooleanBlock(
        label=_("must be carried out to finish the lesson"), required=False, default=True
    )

    class Meta:
        icon = "site"
        label = _("practice portal")
        description = _("A task to carry out on the practice portal, without risk.")
        synonyms = _("simulation, exercise, try")
        preview_template = "cms/blocks/previews/to_do.html"
        group = PRACTICE
        template = "learning/blocks/practice.html"


def introduction_blocks():
    return [
        *article_blocks(),
        ("quiz", QuizBlock(label=_("quiz"))),
        ("scorm", ScormBlock()),
    ]


def lesson_blocks():
    kinds = [*introduction_blocks(), ("practice", PracticeBlock()), *exercise_blocks()]
    return GuidedStreamBlock(kinds)
