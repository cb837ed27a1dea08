"""Refuses to publish past a review what one has sent for it: hooks of Wagtail, beside what its task offers."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.policies import may_publish_reviewed


def refuse_publishing_own_submission(request, page):
    """Refuse before a page goes live from its editor; what was typed stays as its draft. A hook."""
    if may_publish_reviewed(request.user, page):
        return None
    messages.error(request, _refusal(page.get_admin_display_title()))
    return redirect("wagtailadmin_pages:edit", page.pk)


def drafts_to_publish(request, action_type, objects):
    """Return the pages that a bulk action would publish, the drafts below them too where it says so."""
    if action_type != "publish":
        return []
    pages = [page for page in objects if isinstance(page, Page)]
    if request.POST.get("include_descendants"):
        pages += [below for page in pages for below in page.get_descendants().not_live()]
    return [page.get_latest_revision_as_object() for page in pages]


def refuse_publishing_own_submissions_in_bulk(request, action_type, objects, action):
    """Refuse the same when several pages are ticked. A hook."""
    own = [
        page.get_admin_display_title()
        for page in drafts_to_publish(request, action_type, objects)
        if not may_publish_reviewed(request.user, page)
    ]
    if not own:
        return None
    messages.error(request, _refusal(", ".join(own)))
    return redirect("wagtailadmin_explore_root")


def _refusal(titles):
    return _(
        "Not published: you sent “%(titles)s” for review yourself, so somebody else approves it."
    ) % {"titles": titles}
