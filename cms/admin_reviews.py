"""Asks before a translation with untranslated passages is published, and says where nobody else reviews: hooks of Wagtail."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.admin_screens import UNUSED_FURNITURE
from cms.policies import approves_alone, check_publishing, may_publish_reviewed


def ask_before_publishing_translation(request, page):
    """Ask about passages without a translation, once nothing refuses the page. A hook, before wagtail-localize’s."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = _translation(page)
    if translation is None or not page.permissions_for_user(request.user).can_publish():
        return None
    check_publishing(request.user, page.specific)
    total, done = translation.get_progress()
    if done == total or request.POST.get("untranslated") == str(total - done):
        return None
    context = UNUSED_FURNITURE | {
        "page_title": _("Publish “%(title)s”") % {"title": page.get_admin_display_title()},
        "header_icon": "warning",
        "untranslated": total - done,
        "total": total,
    }
    return render(request, "cms/admin/publish_translation.html", context)


def offer_no_publishing_in_vain(items, request, context):
    """Leave out the button to publish where another has to approve. A hook."""
    page = context.get("page")
    if page is not None and page.pk and not may_publish_reviewed(request.user, page):
        items[:] = [item for item in items if item.name != "action-publish"]


def say_nobody_else_reviews(request, page):
    """Say so to whoever sends a page for review and may approve it alone. A hook, after it is saved."""
    if "action-submit" not in request.POST:
        return
    page = Page.objects.get(pk=page.pk)  # the editor's own still has the reviews from before
    task = page.current_workflow_task
    if task is not None and hasattr(task, "groups") and approves_alone(request.user, page, task):
        messages.warning(
            request,
            _(
                "Nobody else here may review it: you may approve it yourself, and its history says so."
            ),
        )


def _translation(page):
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
