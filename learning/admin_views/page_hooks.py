"""Keeps progress when pages are deleted or moved: hooks of Wagtail."""

from django.shortcuts import redirect
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from cms.admin_reviews import drafts_to_publish
from learning.guidance import MARK, is_guided
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


def refuse_publishing_guidance_in_bulk(request, action_type, objects, action):
    """Refuse to publish in bulk a lesson where a guiding sentence is left. A hook."""
    unready = [
        page.title
        for page in drafts_to_publish(request, action_type, objects)
        if isinstance(page, LessonPage) and is_guided(page)
    ]
    if not unready:
        return None
    left = gettext("A guiding sentence (%(mark)s) is left in: %(titles)s. Nothing was published.")
    messages.error(request, left % {"mark": MARK, "titles": ", ".join(unready)})
    return redirect("wagtailadmin_explore_root")


def update_lesson_module(request, page):
    """Update the module of a moved lesson. A hook."""
    lesson = page.specific
    if isinstance(lesson, LessonPage) and lesson.record_id is not None:
        lesson.take_record()
