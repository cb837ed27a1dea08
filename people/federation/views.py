import time

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.sessions import LoginSession
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from requests import RequestException

from core.redirects import post_only, safe_next_url
from people.federation.adapter import sign_in_failed
from people.federation.environment import OPENID, SAML
from people.federation.oidc import Callback, CheckedAdapter
from people.federation.providers import is_open, provider_named, sign_in_buttons
from people.federation.saml import LARGEST_RESPONSE
from people.federation.saml_trial import saml_trial_answer, trial_request
from people.federation.sessions import stored_identity
from people.federation.tokens import Refused
from people.recent_proof import has_recent_proof
from people.session_store import SIGNED_IN_AT


KEPT_SECONDS = 300


def _found(request, kind, provider_id):
    provider = provider_named(request, kind, provider_id)
    if provider is None:
        raise Http404
    return provider


def _begin(request, provider):
    if not is_open(provider.app):
        raise Http404
    to = safe_next_url(request, request.POST.get("next", ""))
    try:
        answer = provider.redirect(request, None, to, again="again" in request.POST)
    except (RequestException, OAuth2Error) as error:
        return sign_in_failed(request, provider, None, error)
    return lead_on(request, provider, answer)


def lead_on(request, provider, answer):
    """Show a page that leads on, and no redirect: the policy of our forms lets them lead nowhere else."""
    if "Location" not in answer:  # allauth met the error itself, and drew our page of it
        return answer
    context = {"address": answer["Location"], "provider_name": provider.name, "signing_out": False}
    return render(request, "people/federation/leading_on.html", context)


@require_GET
def reauthenticate_with_provider(request):
    """Send whoever has no password or second factor here to their provider, and back to what waited."""
    if has_recent_proof(request):
        return resume_request(request) or redirect(settings.LOGIN_REDIRECT_URL)
    tied = set(SocialAccount.objects.filter(user=request.user).values_list("provider", flat=True))
    signed_in_at = request.session.get(SIGNED_IN_AT, 0)
    context = {
        "doors": sign_in_buttons(tied),
        "next": request.get_full_path(),
        "has_come_back": time.time() - signed_in_at < KEPT_SECONDS
        and bool(stored_identity(request, request.user)),
    }
    return render(request, "people/federation/prove_elsewhere.html", context)


@login_not_required
@post_only
def openid_begin(request, provider_id):
    return _begin(request, _found(request, OPENID, provider_id))


@login_not_required
@require_GET
def openid_callback(request, provider_id):
    """Sign in on the one GET that does: the protocol has the browser come back by an address."""
    provider = _found(request, OPENID, provider_id)
    return Callback.adapter_view(CheckedAdapter(request, provider))(request)


@login_not_required
@post_only
def saml_begin(request, provider_id):
    return _begin(request, _found(request, SAML, provider_id))


@csrf_exempt
@login_not_required
@post_only
def saml_acs(request, provider_id):
    """Store a response for `saml_finish`: a form posted from elsewhere comes without our session."""
    _found(request, SAML, provider_id)
    text = request.POST.get("SAMLResponse", "")
    response = redirect("saml_finish_acs", provider_id)
    if len(text) <= LARGEST_RESPONSE:
        aside = _aside(request)
        aside.store["response"] = text
        aside.store.set_expiry(KEPT_SECONDS)
        aside.save(response)
        response.cookies[aside.cookie_name]["httponly"] = True
    return response


@login_not_required
@require_GET
def saml_finish(request, provider_id):
    """Sign in by the stored response, now with our session: the second half of signing in."""
    provider = _found(request, SAML, provider_id)
    aside = _aside(request)
    text = aside.store.get("response", "")
    aside.delete()
    if request_id := trial_request(request, provider, text):
        return saml_trial_answer(request, provider, text, request_id)
    try:
        if not text:
            raise Refused("no response")
        identity, state = provider.identity_in(text, request)
    except (Refused, PermissionDenied) as error:
        return sign_in_failed(request, provider, None, error)
    login = provider.sociallogin_from_response(request, identity)
    login.state = state
    return complete_social_login(request, login)


@login_not_required
@require_GET
def saml_metadata(request, provider_id):
    provider = _found(request, SAML, provider_id)
    return HttpResponse(provider.metadata(), content_type="application/samlmetadata+xml")


def _aside(request):
    return LoginSession(request, "saml_acs_session", "saml-acs-session")
