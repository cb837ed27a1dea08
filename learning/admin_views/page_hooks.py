"""Keeps progress when pages are deleted or moved: hooks of Wagtail."""

from django.shortcuts import redirect
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from learning.models import LessonPage
from learning.queries.page_progress import holds_progress


def refuse_deleting_progress(request, page):
    """Refuse to delete a page with progress below it: it is unpublished instead. A hook."""
    if not holds_progress(page):
        return None
    stays = gettext("“%(title)s” stays: people have begun what it holds. It can be unpublished.")
    messages.error(request, stays % {"title": page.get_admin_display_title()})
    return redirect("wagtailadmin_explore", page.pk)


def refuse_deleting_progress_in_bulk(request, action_type, objects, action):
    """Refuse the same when several pages are ticked. A hook."""
    pages = (
        [selected for selected in objects if isinstance(selected, Page)]
        if action_type == "delete"
        else []
    )
    return next(filter(None, (refuse_deleting_progress(request, page) for page in pages)), None)


def update_lesson_module(request, page):
    """Update the module of a moved lesson. A hook."""
    lesson = page.specific
    if isinstance(lesson, LessonPage) and lesson.record_id is not None:
        lesson.take_record()
