from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from quizzes.facts import limits_in_words
from quizzes.models import Quiz
from quizzes.queries.placement import placements_offered
from quizzes.queries.states import quiz_states


register = template.Library()


register.simple_tag(placements_offered, name="placements")


@register.inclusion_tag("quizzes/card.html", takes_context=True)
def quiz_card(
    context: template.Context, quiz: Quiz | None, required: bool = False, level: int = 2
) -> dict[str, Any]:
    """A quiz within a page: what it is, how far the reader is, and the one button.

    A page of several gives `quiz_states` ({quiz id: QuizState}) and asks once for all; without it the
    card asks for its own. `quiz` is None where the editor's choice was deleted since.
    """
    if quiz is None:
        return {"quiz": None}
    request = context.get("request")
    states = context.get("quiz_states")
    if states is None or quiz.pk not in states:
        read = [quiz] if hasattr(quiz, "chosen") else []
        states = quiz_states(getattr(request, "user", AnonymousUser()), [quiz.pk], read)
    state = states[quiz.pk]
    return {
        "quiz": quiz,
        "state": state,
        "required": required,
        "level": level,
        "facts": limits_in_words(quiz),
        "start_url": reverse("quizzes:start", args=[quiz.uuid]),
        "fields": {"back": request.path} if request else {},
    }
