"""Pages to propose a practice, follow one's proposals, and mark a practice useful."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.practices.actions import (
    mark_useful,
    propose_again,
    propose_practice,
    unmark_useful,
    unpublished_draft_of,
    withdraw_practice,
)
from ambassadors.practices.enums import ProposalState
from ambassadors.practices.forms import PracticeForm, initial_values
from ambassadors.practices.models import PracticePage
from ambassadors.practices.policies import proposals_visible_to
from ambassadors.practices.queries import own_proposals, practices_page_url
from ambassadors.try_action import try_action_of_form
from cms.languages import in_source_language
from core.redirects import post_only
from people.enums import NoticePurpose
from people.notice_views import require_notice, unread_notice
from people.throttling import allow_attempt


@require_http_methods(["GET", "HEAD", "POST"])
@require_notice(NoticePurpose.HELP)
def propose(request):
    form = PracticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not allow_attempt(request, "propose_practice", key=str(request.user.uuid)):
            form.add_error(None, _("That is many proposals in an hour: come back later."))
        elif try_action_of_form(
            form, propose_practice, author=request.user, **form.action_arguments()
        ):
            messages.success(
                request, _("Thank you. The editors read it, and you see here what becomes of it.")
            )
            return redirect("practices:own")
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, uuid):
    """Edit a proposal that the editors sent back; redirect for any other."""
    proposal = get_object_or_404(proposals_visible_to(request.user), uuid=uuid)
    own = next(
        candidate
        for candidate in own_proposals(request.user)
        if candidate.proposal.pk == proposal.pk
    )
    page = unpublished_draft_of(proposal)
    if own.state != ProposalState.SENT_BACK or page is None:
        raise Http404
    latest = page.get_latest_revision_as_object()
    form = PracticeForm(request.POST or None, initial=initial_values(latest, proposal))
    if (
        request.method == "POST"
        and form.is_valid()
        and try_action_of_form(form, propose_again, proposal=proposal, **form.action_arguments())
    ):
        messages.success(request, _("It is with the editors again."))
        return redirect("practices:own")
    return _form_page(request, form, own)


@require_safe
def own(request):
    context = {"proposals": own_proposals(request.user), "list_url": practices_page_url()}
    return render(request, "ambassadors/practices/own_practices.html", context)


@post_only
def withdraw(request, uuid):
    proposal = get_object_or_404(proposals_visible_to(request.user), uuid=uuid)
    withdraw_practice(proposal=proposal)
    messages.success(request, _("It is withdrawn."))
    return redirect("practices:own")


@post_only
@require_notice(NoticePurpose.HELP)
def useful(request, key):
    """Add or remove the reader's mark."""
    page = get_object_or_404(in_source_language(PracticePage.objects.live()), translation_key=key)
    if request.POST.get("useful") == "no":
        unmark_useful(person=request.user, practice=key)
    else:
        mark_useful(person=request.user, practice=key)
    return redirect(page.get_url(request))


def _form_page(request, form, own=None):
    context = {
        "form": form,
        "own": own,
        "list_url": practices_page_url(),
        "notice": unread_notice(request.user, NoticePurpose.HELP),
    }
    return render(request, "ambassadors/practices/propose_practice.html", context)
