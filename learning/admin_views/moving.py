"""Moves a lesson record to the module under which its page was moved."""

from learning.models import LessonPage


def update_lesson_module(request, page):
    """Update the module of a moved lesson. A hook."""
    lesson = page.specific
    if isinstance(lesson, LessonPage) and lesson.record_id is not None:
        lesson.take_record()
