"""Gives a new lesson its first blocks, with sentences that guide whoever writes it and are never published."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.guidance import guide


Body = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class LessonTemplate:
    """A way to begin a lesson. `parts`: its blocks, in words."""

    key: str
    title: Any
    note: Any
    parts: Any
    drawing: str
    body: Callable[[], Body]

    def blocks(self) -> list[dict[str, Any]]:
        """Return its blocks as a StreamField stores them, in the editor's language."""
        return [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in self.body()]


def _scene() -> Body:
    return [
        ("text", _paragraph(gettext("The scene, in three sentences: who, where, what is asked."))),
        ("image", _picture(gettext("What one sees on this screen."))),
        ("steps", {"steps": [_step(gettext("First action: a verb and what it acts on.")), _step(gettext("Second action."))]}),
        ("find", _find()),
        ("callout", {"title": guide(gettext("What to remember")), "text": _paragraph(gettext("One sentence that the reader may take away."))}),
        ("quiz", {"quiz": None, "required": True}),
    ]  # fmt: skip


def _case() -> Body:
    return [
        (
            "case",
            {
                "title": guide(gettext("The case in five words")),
                "situation": _paragraph(gettext("What happened, without a name and without a detail that tells who it was.")),
                "front": _role(gettext("Reception, for example")),
                "back": _role(gettext("Case handling, for example")),
                "helped": _paragraph(gettext("What unblocked it, and why.")),
            },
        ),
        ("reveal", {"title": guide(gettext("What would you have done?")), "text": _paragraph(gettext("Two answers that hold, and what each costs."))}),
        ("callout", {"title": guide(gettext("What to remember")), "text": _paragraph(gettext("One sentence that the reader may take away."))}),
        ("quiz", {"quiz": None, "required": True}),
    ]  # fmt: skip


def _demonstration() -> Body:
    return [
        ("text", _paragraph(gettext("What the reader can do after this, and for whom."))),
        (
            "walkthrough",
            {
                "title": guide(gettext("What is shown, from the first screen to the last")),
                "steps": [_screen(gettext("First screen: one action.")), _screen(gettext("Second screen: one action."))],
            },
        ),
        ("order", {"title": guide(gettext("In which order?")), "steps": [_step(gettext("First step")), _step(gettext("Second step")), _step(gettext("Third step"))]}),
        ("checklist", {"title": guide(gettext("Your turn")), "items": [guide(gettext("Something to do for real, in a minute."))]}),
        ("quiz", {"quiz": None, "required": True}),
    ]  # fmt: skip


def _empty() -> Body:
    return []


def _paragraph(words: str) -> str:
    return f"<p>{guide(words)}</p>"


def _step(title: str) -> dict[str, Any]:
    return {"title": guide(title), "text": ""}


def _screen(title: str) -> dict[str, Any]:
    return {"title": guide(title), "text": "", "image": None, "phone": None, "marks": []}


def _picture(words: str) -> dict[str, Any]:
    return {"image": None, "caption": guide(words)}


def _role(name: str) -> dict[str, Any]:
    return {
        "name": guide(name),
        "sees": _paragraph(gettext("What they have before them.")),
        "does": _paragraph(gettext("What they do then.")),
        "questions": [guide(gettext("A question that has more than one answer."))],
    }


def _find() -> dict[str, Any]:
    spots = (gettext("The very words that matter"), gettext("Other words, harmless ones"))
    return {
        "title": guide(gettext("What should the reader find?")),
        "message": guide(gettext("The message in which to look. For a picture, empty this.")),
        "image": None,
        "spots": [
            {
                "text": guide(words),
                "is_wanted": number == 0,
                "left": None,
                "top": None,
                "feedback": _paragraph(gettext("Why.")),
            }
            for number, words in enumerate(spots)
        ],
    }


LESSON_TEMPLATES = (
    LessonTemplate(
        "scene",
        _("One scene, one gesture"),
        _("A situation at work, and the one thing to know how to do in it."),
        _("text, picture, steps, find it, to keep in mind, quiz"),
        "premier-coup-de-main",
        _scene,
    ),
    LessonTemplate(
        "case",
        _("A case"),
        _("What happened once, seen from two sides, to think about before the answer."),
        _("case study, think then see, to keep in mind, quiz"),
        "etudes-de-cas",
        _case,
    ),
    LessonTemplate(
        "demonstration",
        _("A demonstration"),
        _("Screens one after another, then the reader does it."),
        _("text, walk-through, put in order, try it, quiz"),
        "s-entrainer-et-se-situer",
        _demonstration,
    ),
    LessonTemplate(
        "empty",
        _("An empty page"),
        _("You choose each block."),
        _("nothing yet"),
        "",
        _empty,
    ),
)  # fmt: skip


def lesson_template(key: str) -> LessonTemplate | None:
    return next((template for template in LESSON_TEMPLATES if template.key == key), None)
