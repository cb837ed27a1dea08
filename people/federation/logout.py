"""Signs out at the provider too, where the organisation wants it so."""

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from requests import RequestException

from people.absolute_urls import absolute_url
from people.federation.environment import OPENID
from people.federation.oidc import SECRET_LENGTH
from people.federation.providers import provider_named
from people.federation.sessions import stored_identity
from people.federation.tokens import discovery_document


@dataclass(frozen=True, slots=True)
class ProviderLogout:
    name: str
    address: str


def provider_logout(request: Any) -> ProviderLogout | None:
    """Return where this session ends at the provider, or None. To be called before it ends here."""
    identity = stored_identity(request, request.user)
    if not identity.get("id_token"):
        return None
    provider = provider_named(request, OPENID, identity["provider"])
    if provider is None:
        return None
    try:
        address = discovery_document(provider.rules.issuer).get("end_session_endpoint")
    except (RequestException, OAuth2Error):
        return None
    if not address:
        return None
    query = {
        "id_token_hint": identity["id_token"],
        "post_logout_redirect_uri": absolute_url(reverse("people:login")),
        "state": get_random_string(SECRET_LENGTH),
    }
    return ProviderLogout(provider.name, f"{address}?{urlencode(query)}")


class ProviderLogoutMixin:
    """Shows, before Django's `LogoutView` redirects, a page that leads on to where the session ends too."""

    def post(self, request, *args, **kwargs):
        out = provider_logout(request)
        response = super().post(request, *args, **kwargs)  # type: ignore[misc]
        if out is None:
            return response
        context = {"address": out.address, "provider_name": out.name, "signing_out": True}
        return render(request, "people/federation/leading_on.html", context)
