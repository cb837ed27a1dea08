import re
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from wagtail.permissions import policy_registry

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
    is_preview = getattr(request, "is_preview", False)
    return {
        "quiz": quiz,
        "state": state,
        "required": required,
        "level": level,
        "facts": limits_in_words(quiz),
        "start_url": reverse("quizzes:start", args=[quiz.uuid]),
        "fields": {"back": request.path} if request else {},
        "is_preview": is_preview,
        "trial_url": _trial_url(request, quiz) if is_preview else "",
    }


def _trial_url(request: Any, quiz: Quiz) -> str:
    """Return where an author tries a quiz, which stores nothing; "" for whoever may not."""
    user = getattr(request, "user", AnonymousUser())
    policy = policy_registry.get_by_type(Quiz)
    if not policy.user_has_any_permission(user, ["add", "change", "view"]):
        return ""
    return reverse("wagtailsnippets_quizzes_quiz:as_learner", args=[quiz.pk])


_ID = re.compile(r"""(\s(?:id|for|aria-describedby|aria-labelledby)=")([^"]+)\"""")
_NAME = re.compile(r"""(\sname=")([^"]+)\"""")
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)


@register.simple_block_tag
def with_ids(content: str, prefix: str, names: bool = False) -> SafeString:
    """Give the ids of a question a prefix, since a page may ask several; its scripts are the page's.

    `names`: those of its fields too, where the page sends all of them in one form.
    """

    def prefixed(match: re.Match[str]) -> str:
        words = " ".join(prefix + name for name in match[2].split())
        return f'{match[1]}{words}"'

    text = _ID.sub(prefixed, _SCRIPT.sub("", content))
    if names:
        text = _NAME.sub(prefixed, text)
    return mark_safe(text.replace('href="#', f'href="#{prefix}'))  # noqa: S308, of our templates
