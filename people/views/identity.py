"""Views « Confirmer mon identité »: the ways to it, and the codes that an enrolment officer prints."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.absolute_urls import absolute_url
from people.actions.accounts import invite
from people.actions.sign_in import mail_password_reset
from people.forms.accounts import PersonLookupForm
from people.mailboxes import confirmed_mailbox
from people.models import Invitation
from people.policies import may_print_code_for, may_print_codes
from people.second_factor import require_second_factor
from people.throttling import allow_attempt
from people.views.account import locked_out


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request):
    """Show the ways. POST: mail the link to a new password, which proves it where the address counts."""
    person = request.user
    is_mailed = bool(confirmed_mailbox(person)) and person.has_usable_password()
    if request.method == "POST":
        if not is_mailed:
            raise Http404
        if not allow_attempt(request, "password_reset_mail", person.staff_number):
            return locked_out(request)
        mail_password_reset(name=person.staff_number)
        messages.success(request, _("A link is on its way to %(email)s.") % {"email": person.email})
        return redirect("people:identity")
    return render(request, "people/identity.html", {"is_mailed": is_mailed})


@require_second_factor(lambda request: may_print_codes(request.user))
@require_http_methods(["GET", "HEAD", "POST"])
def print_code(request):
    """Print a code for one person whose number and name are both known, and show nothing else of them."""
    if not may_print_codes(request.user):
        raise Http404
    form = PersonLookupForm(request.POST or None)
    if request.method == "POST" and not allow_attempt(request, "hand_code", str(request.user.uuid)):
        return locked_out(request)
    if request.method == "POST" and form.is_valid():
        person = form.person
        if may_print_code_for(request.user, person):
            context = {
                "person": person,
                "code": invite(person=person, by=request.user),
                "address": absolute_url(reverse("people:open_account")),
                "expires_at": Invitation.objects.filter(person=person).usable().get().expires_at,
            }
            return render(request, "people/handed_code.html", context)
        form.add_error(
            None, _("No code can be printed for this person. An administrator can invite them.")
        )
    return render(request, "people/hand_code.html", {"form": form})
