"""Hooks on pages: one that holds what somebody learned is not deleted, a lesson follows its page."""

from django.shortcuts import redirect
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from learning.models import LessonPage
from learning.queries import holds_progress


def keep_what_was_learned(request, page):
    """A page with what somebody learned below it is unpublished, not deleted."""
    if not holds_progress(page):
        return None
    stays = gettext("“%(title)s” stays: people have begun what it holds. It can be unpublished.")
    messages.error(request, stays % {"title": page.get_admin_display_title()})
    return redirect("wagtailadmin_explore", page.pk)


def keep_what_was_learned_in_bulk(request, action_type, objects, action):
    """The same, when several pages are ticked."""
    pages = [one for one in objects if isinstance(one, Page)] if action_type == "delete" else []
    return next(filter(None, (keep_what_was_learned(request, page) for page in pages)), None)


def follow_its_page(request, page):
    """A lesson that was moved belongs to the module where its page stands now."""
    lesson = page.specific
    if isinstance(lesson, LessonPage) and lesson.record_id is not None:
        lesson.take_record()
