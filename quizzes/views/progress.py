"""« Mes progrès par thème »: a learner's own page, of nobody else."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from quizzes.enums import Purpose
from quizzes.pages import points_and_decimals
from quizzes.queries.progress import themes_of
from quizzes.quiz_pages import quiz_page_urls


@require_safe
def progress(request):
    themes = themes_of(request.user)
    homes = quiz_page_urls({quiz.pk: quiz for theme in themes for quiz in theme.quizzes}.values())
    context = {
        "themes": [
            {
                "share": share_row(theme),
                "parts": [share_row(part) for part in theme.parts if part.name],
                "quizzes": [quiz_row(quiz, homes) for quiz in theme.quizzes],
            }
            for theme in themes
        ],
        "fields": {"back": request.path},
    }
    return render(request, "quizzes/progress.html", context)


def share_row(share):
    points, decimals = points_and_decimals(share.points)
    total, total_decimals = points_and_decimals(share.max_points)
    return {
        "name": share.name,
        "points": points,
        "decimals": decimals,
        "total": total,
        "total_decimals": total_decimals,
        "percent": share.percent,
        "answers": share.answers,
    }


def quiz_row(quiz, homes):
    """`url` is its page. Without one, `start` begins it, but never what counts or can be taken once only."""
    url = homes.get(quiz.pk, "")
    may_begin_here = quiz.purpose == Purpose.TRAINING and quiz.max_attempts is None
    start = reverse("quizzes:start", args=[quiz.uuid]) if may_begin_here and not url else ""
    return {"title": quiz.title_here, "url": url, "start": start}
