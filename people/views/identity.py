"""« Confirmer mon identité »: the ways to it, and the codes that an enrolment officer hands out."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.actions import ask_password_reset, invite
from people.addresses import our_address
from people.forms.accounts import WhoIsHereForm
from people.gates import names_others
from people.mailboxes import confirmed_mailbox
from people.models import Invitation
from people.policies import may_hand_code_to, may_hand_codes
from people.throttling import may_try
from people.views.account import locked_out


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request):
    """POST: mail the link to a new password, which proves it where the address counts."""
    person = request.user
    is_mailed = bool(confirmed_mailbox(person)) and person.has_usable_password()
    if request.method == "POST":
        if not is_mailed:
            raise Http404
        if not may_try(request, "password_reset_mail", person.staff_number):
            return locked_out(request)
        ask_password_reset(name=person.staff_number)
        messages.success(request, _("A link is on its way to %(email)s.") % {"email": person.email})
        return redirect("people:identity")
    return render(request, "people/identity.html", {"is_mailed": is_mailed})


@names_others(lambda request: may_hand_codes(request.user))
@require_http_methods(["GET", "HEAD", "POST"])
def hand_code(request):
    """Print a code for one person whose number and name are both known, and show nothing else of them."""
    if not may_hand_codes(request.user):
        raise Http404
    form = WhoIsHereForm(request.POST or None)
    if request.method == "POST" and not may_try(request, "hand_code", str(request.user.uuid)):
        return locked_out(request)
    if request.method == "POST" and form.is_valid():
        person = form.person
        if may_hand_code_to(request.user, person):
            context = {
                "person": person,
                "code": invite(person=person, by=request.user),
                "address": our_address(reverse("people:open_account")),
                "expires_at": Invitation.objects.filter(person=person).usable().get().expires_at,
            }
            return render(request, "people/handed_code.html", context)
        form.add_error(
            None, _("No code can be printed for this person. An administrator can invite them.")
        )
    return render(request, "people/hand_code.html", {"form": form})
