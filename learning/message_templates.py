"""The words from which a message begins. What stands in square brackets is for its author to fill in."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from learning.enums import MessageTemplate


BLANK = re.compile(r"\[[^\[\]\n]+\]")


@dataclass(frozen=True, slots=True)
class TemplateWords:
    note: Any
    subject: Any = ""
    text: Any = ""


WORDS: dict[str, TemplateWords] = {
    MessageTemplate.RELEASE: TemplateWords(
        note=_("What changes on the portal, and where to see it."),
        subject=_("The portal changes on [day]"),
        text=_(
            "Hello {first_name},\n\n"
            "On [day], the portal changes: [what is new, in a sentence].\n\n"
            "What that means for the people you help: [one or two sentences].\n\n"
            "A lesson of a few minutes shows it: [title of the lesson], under “Learn”."
        ),
    ),
    MessageTemplate.TRAINING: TemplateWords(
        note=_("What is learned, how long it takes, where to begin."),
        subject=_("A new training: [title]"),
        text=_(
            "Hello {first_name},\n\n"
            "“[title]” is open. You learn to [what one can do afterwards], in [how long].\n\n"
            "You find it under “Learn”. You can stop when you like, and find your place again."
        ),
    ),
    MessageTemplate.WORKSHOP: TemplateWords(
        note=_("What, when, where, and how to take a seat."),
        subject=_("A workshop on [day]: [topic]"),
        text=_(
            "Hello {first_name},\n\n"
            "You are invited to a workshop on [topic]: [day], from [hour] to [hour], in [place].\n\n"
            "To take a seat, open “Workshops”. Nothing to prepare: come as you are."
        ),
    ),
    MessageTemplate.DEADLINE: TemplateWords(
        note=_("What is to be done, until when, and whom to ask."),
        subject=_("Until [day]: [what is to be done]"),
        text=_(
            "Hello {first_name},\n\n"
            "A word about [what is to be done]: it is expected by [day].\n\n"
            "If you have done it already, there is nothing left to do. If something keeps you from it, write to "
            "[whom to ask]."
        ),
    ),
    MessageTemplate.FREE: TemplateWords(note=_("You write all of it.")),
}


def template_words(template: str, language: str) -> tuple[str, str]:
    """Return subject and text in that language."""
    with translation.override(language):
        return str(WORDS[template].subject), str(WORDS[template].text)


def blanks_left(template: str, language: str, *texts: str) -> list[str]:
    """Return the blanks of the template that still stand in what was made of it, such as “[day]”."""
    blanks = set(BLANK.findall(" ".join(template_words(template, language))))
    found = [blank for text in texts for blank in BLANK.findall(text) if blank in blanks]
    return list(dict.fromkeys(found))
