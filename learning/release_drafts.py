"""Drafts what a release of a portal opens with, from its own words: a lesson, three questions, a message.

What the release does not say is left to whoever edits the draft, as a guiding sentence (core.guidance) or as a blank of the
message: neither is ever published.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils.html import escape
from django.utils.translation import gettext as _

from cms.enums import ServiceChange
from core.guidance import guide
from core.typography import day_text
from quizzes.kinds.choices import Choice
from quizzes.kinds.single_choice import SingleChoice
from quizzes.values.marks import FULL
from quizzes.values.texts import Rich


LESSON_MINUTES = 3
STEPS_A_BLOCK = 7  # as the block of steps allows
LONGEST_STEP, LONGEST_SUBJECT = 120, 150
NO_BRACES = str.maketrans("{}", "()")  # a message fills in what stands in braces


@dataclass(frozen=True, slots=True)
class ReleaseText:
    """Words of a release. `services`: the name of each, and what happens to it."""

    portal: str
    version: str
    day: date
    words: str
    services: tuple[tuple[str, ServiceChange], ...]

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.words.splitlines() if line.strip()]

    def named(self, change: ServiceChange) -> str:
        return ", ".join(name for name, happens in self.services if happens == change)


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    title: str
    spec: SingleChoice

    @property
    def choices(self) -> list[tuple[str, bool]]:
        return [(choice.text.text, choice.fraction == FULL) for choice in self.spec.choices]


# --- The lesson ---------------------------------------------------------------------------------------


def lesson_title(text: ReleaseText) -> str:
    return _("%(portal)s: what changes with %(version)s") % {
        "portal": text.portal,
        "version": text.version,
    }


def lesson_goal() -> str:
    return guide(_("What the reader will know how to do, in a sentence."))


def lesson_steps(text: ReleaseText) -> list[str]:
    """Return the title of a step for each service."""
    words = {
        ServiceChange.APPEARS: _("New: %(service)s"),
        ServiceChange.CHANGES: _("Changes: %(service)s"),
        ServiceChange.GOES: _("Goes: %(service)s"),
    }
    return [(words[change] % {"service": name})[:LONGEST_STEP] for name, change in text.services]


def lesson_blocks(text: ReleaseText, *, quiz: int) -> list[dict[str, Any]]:
    """Return the body of the lesson, as a StreamField stores it."""
    opens = _("On %(day)s, “%(portal)s” changes.") % {
        "day": day_text(text.day, "j F Y"),
        "portal": text.portal,
    }
    said = "".join(f"<p>{escape(line)}</p>" for line in (opens, *text.paragraphs))
    tried = [name for name, change in text.services if change != ServiceChange.GOES]
    body = [
        ("text", said),
        *(("steps", {"steps": steps}) for steps in _blocks_of_steps(text)),
        ("callout", {"title": _("What to remember"), "text": f"<p>{guide(_('One sentence that the reader may take away.'))}</p>"}),
        *([("checklist", {"title": _("Have you tried it?"), "items": tried})] if tried else []),
        ("quiz", {"quiz": quiz, "required": True}),
    ]  # fmt: skip
    return [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in body]


def _blocks_of_steps(text: ReleaseText) -> Iterator[list[dict[str, str]]]:
    what = f"<p>{guide(_('What one does there now, in one or two sentences.'))}</p>"
    steps = [{"title": title, "text": what} for title in lesson_steps(text)]
    if len(steps) == 1:  # a block of steps has two at least
        steps.append({"title": guide(_("What one does next.")), "text": ""})
    blocks = -(-len(steps) // STEPS_A_BLOCK)
    size = -(-len(steps) // blocks) if blocks else 0
    for start in range(0, len(steps), size or 1):
        yield steps[start : start + size]


# --- The questions ------------------------------------------------------------------------------------


def question_drafts(text: ReleaseText) -> list[QuestionDraft]:
    """Return three questions: what appears, what changes, what goes."""
    asked = {
        ServiceChange.APPEARS: _("What appears on “%(portal)s” with version %(version)s?"),
        ServiceChange.CHANGES: _("What changes on “%(portal)s” with version %(version)s?"),
        ServiceChange.GOES: _("What goes from “%(portal)s” with version %(version)s?"),
    }
    said = {"portal": text.portal, "version": text.version}
    why = Rich(guide(_("Why, in a sentence. Read the wrong answers again: are they likely?")))
    return [
        QuestionDraft(
            (words % said)[:250],
            SingleChoice(
                text=Rich(words % said), choices=_choices(text, change), general_feedback=why
            ).numbered(),
        )
        for change, words in asked.items()
    ]


def _choices(text: ReleaseText, change: ServiceChange) -> tuple[Choice, ...]:
    right = text.named(change) or _("Nothing")
    wrong = [text.named(other) for other in ServiceChange if other != change]
    wrong += [guide(_("Another answer that a colleague might believe."))]
    return (
        Choice(text=Rich(right), fraction=FULL),
        *(Choice(text=Rich(answer)) for answer in wrong if answer and answer != right),
    )


# --- The message --------------------------------------------------------------------------------------


def message_subject(text: ReleaseText) -> str:
    words = _("“%(portal)s” changes on %(day)s") % {
        "portal": text.portal,
        "day": day_text(text.day, "j F Y"),
    }
    return words.translate(NO_BRACES)[:LONGEST_SUBJECT]


def message_text(text: ReleaseText) -> str:
    """Return the message. The blank is one of the template of releases: nobody sends it as it is."""
    said = {
        "day": day_text(text.day, "j F Y"),
        "portal": text.portal,
        "words": "\n\n".join(text.paragraphs),
        "lesson": lesson_title(text),
    }
    said = {name: value.translate(NO_BRACES) for name, value in said.items()}
    return (
        _(
            "Hello {first_name},\n\n"
            "On %(day)s, “%(portal)s” changes.\n\n"
            "%(words)s\n\n"
            "What that means for the people you help: [one or two sentences].\n\n"
            "A lesson of three minutes shows it: “%(lesson)s”, under “Learn”."
        )
        % said
    )
