"""Adapts django-allauth: its flows carry sign-in, our tables say who may."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.actions.account_warnings import warn_of_account_change
from people.actions.federation import prove_by_sign_in
from people.actions.seals import end_seal_by_factor
from people.actions.sessions import remember_session
from people.backends import EmailOrStaffNumberBackend
from people.enums import AccountChange
from people.network import client_address
from people.policies import may_sign_in_without_provider
from people.session_store import SEEN_AT, SIGNED_IN_AT
from people.throttling import remember_device


BACKEND = "people.backends.EmailOrStaffNumberBackend"
# What is said of allauth's own messages; the others are left unsaid.
SUCCESS_MESSAGES = {
    "mfa/messages/totp_activated.txt": _("Your authenticator application is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator application is removed."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("Your passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "You have new recovery codes. Earlier ones are no longer good."
    ),
}
CHANGE_OF_TEMPLATE = {
    "mfa/email/totp_activated": AccountChange.APPLICATION,
    "mfa/email/totp_deactivated": AccountChange.NO_APPLICATION,
    "mfa/email/webauthn_added": AccountChange.PASSKEY,
    "mfa/email/webauthn_removed": AccountChange.NO_PASSKEY,
    "mfa/email/recovery_codes_generated": AccountChange.CODES,
}
# The ways to show once more that it is you, by the name that allauth gives them.
REAUTHENTICATION_LABELS = {
    "reauthenticate": _("Use my password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use my passkey"),
    "elsewhere": _("Use the service through which I sign in"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": _("This is not your password. Check the capital letters."),
        "incorrect_code": _("This code is not the right one. It changes every thirty seconds."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        """Close sign-up: the staff list creates people, an invitation opens their account."""
        return False

    def get_login_stages(self):
        """Replace the second-factor stage by ours: the identity provider may have checked two factors just now."""
        ours = {
            "allauth.mfa.stages.AuthenticateStage": "people.federation.stages.SecondFactorStage"
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_client_ip(self, request):
        address = client_address(request)
        if address is None:
            raise PermissionDenied
        return address

    def pre_login(self, request, user, **kwargs):
        """Refuse sign-in after the last day of employment, however the person signs in."""
        if not EmailOrStaffNumberBackend().user_can_authenticate(user):
            return self.respond_user_inactive(request, user)
        came_from_elsewhere = "sociallogin" in (kwargs["signal_kwargs"] or {})
        if not came_from_elsewhere and not may_sign_in_without_provider(user):
            return render(request, "people/federation/elsewhere.html", status=403)
        return super().pre_login(request, user, **kwargs)

    def login(self, request, user):
        """Start the session under a new key, however the person signed in."""
        user.backend = BACKEND
        records = get_authentication_records(request, user)
        used = [record["id"] for record in records if record["method"] == "mfa"]
        for record in records:
            if record["method"] == "socialaccount":
                # First: a password that goes would end the session.
                self._prove_by_provider(user, record["provider"], used)
        super().login(request, user)
        if used:
            end_seal_by_factor(person=user, used=used)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = time.time()
        if request.session.session_key is None:  # another session of this browser has just ended
            request.session.save()
        remember_session(
            person=user,
            session_key=request.session.session_key,
            user_agent=request.headers.get("User-Agent", ""),
        )

    def _prove_by_provider(self, person, provider, used):
        made_here = SocialApp.objects.filter(provider_id=provider).exists()
        prove_by_sign_in(person=person, provider=provider, used=used, made_here=made_here)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        remember_device(response, user)
        return response

    def get_reauthentication_methods(self, user):
        ways = super().get_reauthentication_methods(user)
        if user.is_authenticated and SocialAccount.objects.filter(user=user).exists():
            ways.append({"id": "elsewhere", "url": reverse("prove_elsewhere")})
        return [way | {"description": REAUTHENTICATION_LABELS[way["id"]]} for way in ways]

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Send allauth's notification in our words, from our queue."""
        warn_of_account_change(people=[user], change=CHANGE_OF_TEMPLATE[template_prefix])

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs):
        text = message or SUCCESS_MESSAGES.get(message_template)
        if text:
            messages.add_message(request, level, text)
