"""Signing out at the provider too, where the organisation wants it so."""

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from requests import RequestException

from people.addresses import our_address
from people.federation.environment import OPENID
from people.federation.oidc import SECRET_LENGTH
from people.federation.providers import provider_named
from people.federation.sessions import remembered
from people.federation.tokens import description


@dataclass(frozen=True, slots=True)
class WayOut:
    name: str
    address: str


def way_out(request: Any) -> WayOut | None:
    """Where this session ends elsewhere. To be asked before it ends here, which it does in any case."""
    kept = remembered(request, request.user)
    if not kept.get("id_token"):
        return None
    provider = provider_named(request, OPENID, kept["provider"])
    if provider is None:
        return None
    try:
        address = description(provider.rules.issuer).get("end_session_endpoint")
    except (RequestException, OAuth2Error):
        return None
    if not address:
        return None
    asked = {
        "id_token_hint": kept["id_token"],
        "post_logout_redirect_uri": our_address(reverse("people:login")),
        "state": get_random_string(SECRET_LENGTH),
    }
    return WayOut(provider.name, f"{address}?{urlencode(asked)}")


class EndsElsewhere:
    """Before Django's `LogoutView`: a page that leads on to where the session ends too."""

    def post(self, request, *args, **kwargs):
        out = way_out(request)
        response = super().post(request, *args, **kwargs)  # type: ignore[misc]
        if out is None:
            return response
        context = {"address": out.address, "provider_name": out.name, "signing_out": True}
        return render(request, "people/federation/leading_on.html", context)
