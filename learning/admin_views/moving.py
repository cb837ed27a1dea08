"""A lesson that was moved belongs to the module where its page stands now."""

from learning.models import LessonPage


def update_lesson_module(request, page):
    """A hook."""
    lesson = page.specific
    if isinstance(lesson, LessonPage) and lesson.record_id is not None:
        lesson.take_record()
