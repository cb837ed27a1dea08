"""Before a quiz with limits begins: what one should know, and the button."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.redirects import safe_next_url
from quizzes.facts import before_beginning
from quizzes.policies import quizzes_visible_to
from quizzes.queries.states import quiz_states


@require_GET
def about(request, quiz):
    quiz = get_object_or_404(quizzes_visible_to(request.user), uuid=quiz)
    back = safe_next_url(request, request.GET.get("back", ""))
    context = {
        "quiz": quiz,
        "state": quiz_states(request.user, [quiz.pk])[quiz.pk],
        "facts": before_beginning(quiz, request.user),
        "back": back or "/",
        "fields": {"back": back, "ready": "1"},
    }
    return render(request, "quizzes/about.html", context)
