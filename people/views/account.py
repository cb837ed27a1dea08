from http import HTTPStatus

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import (
    LoginView,
    LogoutView,
    PasswordChangeView,
    PasswordResetConfirmView,
)
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core.redirects import address_for_get
from people.actions import accounts
from people.actions.account_warnings import warn_of_account_change
from people.actions.devices import revoke_devices
from people.actions.identity import prove_by_mailbox
from people.actions.seals import end_seal_by_mailed_link, seal_at_a_new_address
from people.actions.sessions import (
    end_all_sessions,
    end_other_sessions,
    forget_session,
    rekey_session,
)
from people.actions.sign_in import mail_password_reset
from people.backends import EmailOrStaffNumberBackend
from people.enums import AccountChange
from people.federation.logout import ProviderLogoutMixin
from people.forms.accounts import (
    ActivateAccountForm,
    ChangePasswordForm,
    ChooseNewPasswordForm,
    PasswordResetRequestForm,
    SignInForm,
)
from people.invitations import hash_code
from people.throttling import allow_attempt, reset_attempts


INVITATION = "invitation"  # in a session: the hash of a link’s code


def begin_sign_in(request, person, *, redirect_url):
    """Start allauth's steps after the password, the same for everybody: a second factor where there is one."""
    login = Login(user=person, redirect_url=redirect_url)
    return perform_password_login(request, {}, login)


class SignIn(LoginView):
    """The sign-in form. `next` stays on this site, and leads to a page. What comes after the password is
    django-allauth's."""

    template_name = "people/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self):  # type: ignore[override]  # the stub has an argument too many
        """Return the target. Somebody signed in was sent here from a page that is not theirs: not back, in a loop."""
        if self.request.method == "GET" and self.request.user.is_authenticated:
            return ""
        return address_for_get(super().get_redirect_url())

    def form_valid(self, form):
        return begin_sign_in(self.request, form.get_user(), redirect_url=self.get_success_url())


@method_decorator(login_not_required, name="dispatch")
class SignOut(ProviderLogoutMixin, LogoutView):
    """Ends the session on the server; has the browser forget what it kept of our pages."""

    def post(self, request, *args, **kwargs):
        key = request.session.session_key
        if key and request.user.is_authenticated:
            forget_session(session_key=key)
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def locked_out(request, *_ignored):
    """Show that there were too many attempts, and nothing of whether there is such an account."""
    minutes = settings.SIGN_IN_COOL_OFF_MINUTES
    response = render(
        request,
        "people/locked_out.html",
        {"minutes": minutes},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    response["Retry-After"] = str(minutes * 60)
    return response


# --- A first password ----------------------------------------------------------------------------------


@login_not_required
@never_cache
@require_safe
def invitation_link(request, code):
    """Follow the link of a mailed invitation without using it up: scanners of mails open links before people do."""
    request.session[INVITATION] = hash_code(code)
    return redirect("people:open_account")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request):
    """Sign in with staff number and invitation code, and a new password."""
    form = ActivateAccountForm(request.POST or None, followed=request.session.get(INVITATION, ""))
    if request.method == "POST":
        if not allow_attempt(request, "open_account", request.POST.get("staff_number", "")):
            return locked_out(request)
        person = _opened(form)
        if person:
            request.session.pop(INVITATION, None)
            reset_attempts(person)
            messages.success(request, _("Your account is open. Welcome."))
            return begin_sign_in(request, person, redirect_url=settings.LOGIN_REDIRECT_URL)
    return render(request, "people/open_account.html", {"form": form})


def _opened(form):
    """Return the person whose account this form opens, or None with the form's errors."""
    if not form.is_valid():
        return None
    try:
        return accounts.open_account(
            staff_number=form.cleaned_data["staff_number"],
            code_hash=form.cleaned_data["code_hash"],
            password=form.cleaned_data["password"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None


# --- Another password ----------------------------------------------------------------------------------


class ChangePassword(PasswordChangeView):
    template_name = "people/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("people:my_data")

    def post(self, request, *args, **kwargs):
        """Throttle attempts: whoever sits down at a colleague's open session does not guess their password here."""
        if not allow_attempt(request, "password_change", str(request.user.uuid)):
            return locked_out(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        before = self.request.session.session_key
        response = super().form_valid(form)
        after = self.request.session.session_key
        rekey_session(before=before, after=after)
        end_other_sessions(person=self.request.user, but=after)
        revoke_devices(person=self.request.user)
        warn_of_account_change(people=[self.request.user], change=AccountChange.PASSWORD)
        messages.success(self.request, _("Your password is changed. Other devices are signed out."))
        return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_password_reset(request):
    """Answer the same, after the same time, for an account that exists and for one that does not."""
    form = PasswordResetRequestForm(request.POST or None)
    if request.method == "POST" and not allow_attempt(request, "password_reset"):
        return locked_out(request)
    is_asked = request.method == "POST" and form.is_valid()
    if is_asked:
        name = form.cleaned_data["name"]
        if allow_attempt(request, "password_reset_mail", name):
            mail_password_reset(name=name)
    return render(request, "people/password_reset.html", {"form": form, "is_asked": is_asked})


class ChooseNewPassword(PasswordResetConfirmView):
    """Django's own view: the token moves into the session, opening the link uses nothing up."""

    template_name = "people/password_reset_confirm.html"
    form_class = ChooseNewPasswordForm
    success_url = reverse_lazy("people:login")

    def get_user(self, uidb64):
        person = super().get_user(uidb64)
        is_welcome = person and EmailOrStaffNumberBackend().user_can_authenticate(person)
        return person if is_welcome else None

    def form_valid(self, form):
        seal_at_a_new_address(person=form.user)
        response = super().form_valid(form)
        end_all_sessions(person=form.user)
        warn_of_account_change(people=[form.user], change=AccountChange.PASSWORD)
        end_seal_by_mailed_link(person=form.user)
        prove_by_mailbox(person=form.user)
        reset_attempts(form.user)
        messages.success(self.request, _("Your password is changed. Sign in with it."))
        return response
