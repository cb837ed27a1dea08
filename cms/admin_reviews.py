"""Sends translations for review, asks before one with untranslated passages goes out, and says where nobody else reviews:
hooks of Wagtail."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, WorkflowState
from wagtail_localize.models import Translation

from cms.actions import send_translation, take_translation_back
from cms.admin_screens import UNUSED_FURNITURE
from cms.policies import (
    PublishingRefused,
    approves_alone,
    check_publishing,
    check_sending,
    may_publish_reviewed,
    may_send,
    may_take_back,
)


PUBLISH, SEND, TAKE_BACK = "publish", "review", "take_back"  # `action` of what is posted
APPROVE, REJECT = "approve", "reject"  # as Wagtail names them


def act_on_translation(request, page):
    """Send a translation for review, take it back or decide on it; ask before one with gaps goes out. A hook, before wagtail-localize’s."""
    act = request.POST.get("action")
    known = act in (PUBLISH, SEND, TAKE_BACK, APPROVE, REJECT)
    translation = _translation(page) if known else None
    if translation is None:
        return None
    if act in (APPROVE, REJECT):
        return _decide(request, page, act)
    if act == TAKE_BACK:
        take_translation_back(page=page, by=request.user)
        return redirect(request.path)
    if act == PUBLISH and not page.permissions_for_user(request.user).can_publish():
        return None  # wagtail-localize refuses it
    check = check_publishing if act == PUBLISH else check_sending
    check(request.user, page.specific)
    total, done = translation.get_progress()
    if done != total and request.POST.get("untranslated") != str(total - done):
        return _ask_about_gaps(request, page, act, total, total - done)
    return None if act == PUBLISH else _send(request, page, translation)


def _ask_about_gaps(request, page, act, total, untranslated):
    title = _("Publish “%(title)s”") if act == PUBLISH else _("Send “%(title)s” for review")
    context = UNUSED_FURNITURE | {
        "page_title": title % {"title": page.get_admin_display_title()},
        "header_icon": "warning",
        "act": act,
        "untranslated": untranslated,
        "total": total,
    }
    return render(request, "cms/admin/publish_translation.html", context)


def _send(request, page, translation):
    try:
        send_translation(translation=translation, by=request.user)
    except ValidationError as error:
        raise PublishingRefused(page, " ".join(error.messages)) from error
    messages.success(request, _("It is sent: somebody else reads it and publishes it."))
    _say_if_alone(request, page)
    return redirect(request.path)


def _decide(request, page, act):
    """Approve a translation or send it back, and say so: Wagtail's own address for it says nothing."""
    review, task = page.current_workflow_task_state, page.current_workflow_task
    actions = task.get_actions(page, request.user) if task else ()
    is_read = review is not None and request.POST.get("reviewed") == str(review.pk)
    if not is_read or act not in {name for name, _label, _asks in actions}:
        messages.error(
            request, _("Nothing is done: its review has changed meanwhile. Read it again.")
        )
        return redirect(request.path)
    task.on_action(review, request.user, act, comment=request.POST.get("comment", ""))
    if act == REJECT:
        said = _("It is sent back.")
    else:
        goes_on = Page.objects.get(pk=page.pk).workflow_in_progress
        said = _("It is approved.") if goes_on else _("It is published.")
    messages.success(request, said)
    return redirect(request.path)


@dataclass(frozen=True, slots=True)
class TranslationReview:
    """The review of a translation as its page shows it to one person. `offers`: what Wagtail lets them do, by name.

    `remark`: of whoever sent it back.
    """

    may_send: bool
    may_take_back: bool
    may_publish: bool
    task_state: Any
    offers: dict[str, str]
    remark: str


def review_of(person, page):
    state = page.current_workflow_state
    under_review = page.current_workflow_task_state
    task = page.current_workflow_task
    sent_back = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
    actions = task.get_actions(page, person) if task else ()
    return TranslationReview(
        may_send=may_send(person, page),
        may_take_back=may_take_back(person, page),
        may_publish=may_publish_reviewed(person, page),
        task_state=under_review,
        offers={name: label for name, label, _asks in reversed(actions)},
        remark=state.current_task_state.comment if sent_back else "",
    )


def offer_no_publishing_in_vain(items, request, context):
    """Leave out the button to publish where another has to approve. A hook."""
    page = context.get("page")
    if page is not None and page.pk and not may_publish_reviewed(request.user, page):
        items[:] = [item for item in items if item.name != "action-publish"]


def say_nobody_else_reviews(request, page):
    """Say so to whoever sends a page for review and may approve it alone. A hook, after it is saved."""
    if "action-submit" not in request.POST:
        return
    _say_if_alone(request, page)


def _say_if_alone(request, page):
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
