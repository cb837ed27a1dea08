"""Queries of what shows a screen of a portal: the lessons that say so, and the questions that send there."""

from collections import defaultdict

from django.urls import reverse

from cms.screens import ScreenUse
from learning.models import LessonPage
from quizzes.models import Question


def lesson_uses_of_screens(screens: list[int]) -> dict[int, list[ScreenUse]]:
    uses: dict[int, list[ScreenUse]] = defaultdict(list)
    pages = LessonPage.objects.filter(screen__in=screens).order_by("title", "pk")
    for pk, title, version, screen in pages.values_list(
        "pk", "title", "screen_version", "screen_id"
    ):
        edit = reverse("wagtailadmin_pages:edit", args=[pk])
        uses[screen].append(ScreenUse(title, edit, version))
    return uses


def question_uses_of_screens(screens: list[int]) -> dict[int, list[ScreenUse]]:
    """Return those whose “lesson to read again” shows it."""
    lessons = dict(LessonPage.objects.filter(screen__in=screens).values_list("pk", "screen_id"))
    uses: dict[int, list[ScreenUse]] = defaultdict(list)
    questions = Question.objects.filter(lesson__in=lessons).order_by("title", "pk")
    for pk, title, lesson in questions.values_list("pk", "title", "lesson_id"):
        edit = reverse("wagtailsnippets_quizzes_question:edit", args=[pk])
        uses[lessons[lesson]].append(ScreenUse(title, edit))
    return uses
