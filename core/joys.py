"""A quiet word after something done for the first time: a drawing and a sentence, shown once, with the next page.

It is one of Django's messages, so that nothing remembers that it was shown.
"""

from django.contrib import messages
from django.http import HttpRequest


JOY = "joy"


def show_joy(request: HttpRequest, text: str, drawing: str) -> None:
    messages.success(request, text, extra_tags=f"{JOY} {drawing}")


def joy_drawing(tags: str) -> str:
    """Return the drawing of a message, from its extra tags; "" for any other message."""
    kind, _space, name = tags.partition(" ")
    return name if kind == JOY else ""
