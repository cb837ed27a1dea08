import logging

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.crypto import get_random_string
from requests import RequestException

from core.outbound import mount_guard
from people.actions.federation import link_identity
from people.enums import IdentityMatch
from people.federation.identity import NotRecognised, person_of_identity
from people.federation.oidc import SECRET_LENGTH
from people.federation.providers import is_open
from people.federation.secret_encryption import decrypt_secret
from people.federation.sessions import store_identity
from people.federation.tokens import Unavailable


logger = logging.getLogger(__name__)


class SocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        """Close sign-up: the staff list creates people."""
        return False

    def authenticate_by_email(self, sociallogin):
        """Disable allauth's rule, which asks no more than an address: see pre_social_login."""

    def populate_user(self, request, sociallogin, data):
        """Copy nothing: a name, an address or a role is the staff list's to say, not the provider's."""
        return sociallogin.user

    def generate_state_param(self, state):
        return get_random_string(SECRET_LENGTH)

    def get_requests_session(self):
        """Return a session that follows no redirect: a provider's addresses are where its description says."""
        session = super().get_requests_session()
        mount_guard(session)
        session.max_redirects = 0
        return session

    def list_apps(self, request, provider=None, client_id=None):
        apps = super().list_apps(request, provider=provider, client_id=client_id)
        for app in apps:
            if app.pk:
                app.secret = decrypt_secret(app.settings.get("sealed_secret", ""))
        return apps

    def pre_social_login(self, request, sociallogin):
        """Find the person of the staff list whom an identity names, or refuse it. No trial comes here."""
        identity = sociallogin.identity
        if not is_open(sociallogin.provider.app):
            self._refuse(request, identity.provider, "closed")
        try:
            person = person_of_identity(
                identity, tied=sociallogin.user if sociallogin.user.pk else None
            )
            tie = link_identity(
                person=person,
                provider=identity.provider,
                uid=identity.uid,
                not_beside=self._others(identity),
                made_here=self._is_made_here(identity.provider),
            )
        except NotRecognised as refusal:
            self._refuse(request, identity.provider, refusal.reason)
        except ValidationError as error:
            self._refuse(request, identity.provider, error.code)
        sociallogin.user, sociallogin.account = person, tie
        waiting = request.session.get(STATE_SESSION_KEY) if request.user == person else None
        if request.user.is_authenticated:  # as allauth would, but before we write into the session
            get_account_adapter(request).logout(request)
        if waiting:  # for this very proof: see people/recent_proof.py
            request.session[STATE_SESSION_KEY] = waiting
        store_identity(request, sociallogin)

    def _others(self, identity):
        """Return the providers beside which no link is made: an address alone links nobody who has another provider."""
        if identity.rules.match == IdentityMatch.STAFF_NUMBER:
            return []
        names = {app.provider_id for app in self.list_apps(None)}
        return names - {identity.provider}

    def _is_made_here(self, provider):
        """Whether an administrator described the provider, and might have described one that says what they like."""
        return any(app.pk and app.provider_id == provider for app in self.list_apps(None))

    def _refuse(self, request, provider, reason):
        logger.warning("federated sign-in refused: provider=%s reason=%s", provider, reason)
        page = render(request, "people/federation/not_here.html", status=403)
        raise ImmediateHttpResponse(page)

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ):
        raise ImmediateHttpResponse(sign_in_failed(request, provider, error, exception))


def sign_in_failed(request, provider, error, exception):
    """Show our page for a sign-in that failed; whoever was signed in still is."""
    is_down = isinstance(exception, (RequestException, Unavailable))
    gave_up = error == AuthError.CANCELLED
    logger.warning(
        "federated sign-in failed: provider=%s reason=%s",
        provider.sub_id,
        failure_reason(exception) if exception else error,
    )
    context = {"provider_name": provider.name, "is_down": is_down, "gave_up": gave_up}
    status = 503 if is_down else 200 if gave_up else 400
    return render(request, "people/federation/failed.html", context, status=status)


def failure_reason(exception):
    """Return our own words; of other exceptions the type alone, since their words may quote an address or a token."""
    ours = type(exception).__module__.startswith(("people.", "core."))
    return f"{type(exception).__name__}: {exception}" if ours else type(exception).__name__
