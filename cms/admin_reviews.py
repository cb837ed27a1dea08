"""Refuses to publish past a review what one has sent for it, or a translation before its source: hooks of Wagtail."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.admin_screens import UNUSED_FURNITURE
from cms.languages import source_page
from cms.policies import approves_alone, may_publish_reviewed


def refuse_publishing(request, page):
    """Refuse before a page goes live from its editor; what was typed stays as its draft. A hook."""
    refusal = _refusal(request.user, page)
    if not refusal:
        return None
    messages.error(request, refusal)
    return redirect("wagtailadmin_pages:edit", page.pk)


def ask_before_publishing_translation(request, page):
    """Refuse the same where wagtail-localize would publish, which calls no hook of Wagtail’s, and ask about passages without
    a translation. A hook, before wagtail-localize’s."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = _translation(page)
    if translation is None or not page.permissions_for_user(request.user).can_publish():
        return None
    refused = refuse_publishing(request, page)
    total, done = translation.get_progress()
    if refused or done == total or request.POST.get("untranslated") == str(total - done):
        return refused
    context = UNUSED_FURNITURE | {
        "page_title": _("Publish “%(title)s”") % {"title": page.get_admin_display_title()},
        "header_icon": "warning",
        "untranslated": total - done,
        "total": total,
    }
    return render(request, "cms/admin/publish_translation.html", context)


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


def drafts_to_publish(request, action_type, objects):
    """Return the pages that a bulk action would publish, the drafts below them too where it says so."""
    if action_type != "publish":
        return []
    pages = [page for page in objects if isinstance(page, Page)]
    if request.POST.get("include_descendants"):
        pages += [below for page in pages for below in page.get_descendants().not_live()]
    return [page.get_latest_revision_as_object() for page in pages]


def refuse_publishing_in_bulk(request, action_type, objects, action):
    """Refuse the same when several pages are ticked. A hook."""
    pages = drafts_to_publish(request, action_type, objects)
    refusals = [refusal for page in pages if (refusal := _refusal(request.user, page))]
    if not refusals:
        return None
    for refusal in refusals:
        messages.error(request, refusal)
    return redirect("wagtailadmin_explore_root")


def _refusal(person, page):
    """Return why a person may not publish a page, or nothing."""
    source = source_page(page)
    if source is not None and not source.live:
        return _(
            "Not published: “%(title)s” is a translation, and readers see it only once its source is published."
        ) % {"title": page.get_admin_display_title()}
    if all(may_publish_reviewed(person, one) for one in (page, source) if one is not None):
        return ""
    return _(
        "Not published: you sent “%(titles)s” for review yourself, so somebody else approves it."
    ) % {"titles": page.get_admin_display_title()}
