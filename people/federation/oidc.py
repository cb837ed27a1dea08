"""Adds to django-allauth's OpenID Connect the checks that it leaves out."""

import hmac
import json
import time
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.urls import reverse
from django.utils.crypto import get_random_string

from people.absolute_urls import absolute_url
from people.federation.identity import Identity, single_claim_text
from people.federation.provider_mixin import IdentityProviderMixin
from people.federation.tokens import (
    Refused,
    Unavailable,
    discovery_document,
    parse_json,
    verified_claims,
)
from people.federation.trial import trial_answer


SECRET_LENGTH = 43  # of state and nonce: ProConnect wants 32 at least
ID_TOKEN = ("iss", "aud", "sub", "exp", "iat", "nonce")


class CheckedClient(OAuth2Client):
    def get_access_token(self, code, pkce_code_verifier=None, extra_data=None):
        """Return the token endpoint's answer as JSON, and nothing of it in a message."""
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback_url,
        }
        if pkce_code_verifier:
            data["code_verifier"] = pkce_code_verifier
        auth = None
        if self.basic_auth:
            auth = (self.consumer_key, self.consumer_secret)
        else:
            data |= {"client_id": self.consumer_key, "client_secret": self.consumer_secret}
        with get_adapter().get_requests_session() as session:
            answer = session.post(self.access_token_url, data=data, auth=auth)
        if answer.status_code >= 500:
            raise Unavailable("token endpoint")
        tokens = parse_json(answer)
        if answer.status_code != 200 or not isinstance(tokens.get("access_token"), str):
            raise Refused("no access token")
        return tokens


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """An adapter that checks tokens. `state`: what was stored when the browser left for the provider."""

    client_class = CheckedClient
    state: dict[str, Any]

    def __init__(self, request, provider):
        super().__init__(request, provider.app.provider_id)
        self.provider = provider
        self.state = {}

    def get_provider(self):
        return self.provider

    @property
    def openid_config(self):
        return discovery_document(self.provider.rules.issuer)

    def get_callback_url(self, request, app):
        return self.provider.callback_address

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None):
        """Exchange the code once the issuer of the answer is known, where the provider says so."""
        if request.GET.get("iss", self.provider.rules.issuer) != self.provider.rules.issuer:
            raise Refused("the answer is of another issuer")
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def complete_login(self, request, app, token, **kwargs):
        id_token = kwargs["response"].get("id_token")
        claims = self._id_token(id_token, app.client_id)
        userinfo = self._userinfo(token.token, app.client_id, claims["sub"])
        rules = self.provider.rules
        amr = claims.get("amr")
        contexts = [claims.get("acr"), *(amr if isinstance(amr, list) else [])]
        identity = Identity(
            provider=self.provider.sub_id,
            subject=claims["sub"],
            claims=claims | userinfo,
            contexts=tuple(value for value in contexts if isinstance(value, str)),
            rules=rules,
            proved_at=self._proved_at(claims),
        )
        login = self.provider.sociallogin_from_response(request, identity)
        login.id_token = id_token if rules.sign_out else ""
        return login

    def _proved_at(self, claims: dict[str, Any]) -> float | None:
        """Read the moment from the signed token; where it says none, it is now, if a proof was just asked for."""
        auth_time = claims.get("auth_time")
        if isinstance(auth_time, (int, float)):
            return min(float(auth_time), time.time())
        return time.time() if auth_time is None and self.state.get("again") else None

    def _id_token(self, token: object, client_id: str) -> dict[str, Any]:
        claims = verified_claims(
            token, issuer=self.provider.rules.issuer, audience=client_id, required=ID_TOKEN
        )
        nonce = str(self.state.get("nonce", ""))
        if not nonce or not hmac.compare_digest(ascii(claims["nonce"]), ascii(nonce)):
            raise Refused("nonce")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else client_id) != client_id:
            raise Refused("authorised party")
        if not single_claim_text(claims["sub"]):
            raise Refused("no subject")
        return claims

    def _userinfo(self, access_token: str, client_id: str, subject: str) -> dict[str, Any]:
        """Return the claims, as JSON over TLS or signed. A signature is checked even where nobody demands one."""
        address = self.openid_config.get("userinfo_endpoint")
        if not address:
            if self.provider.rules.signed_userinfo:
                raise Refused("no userinfo")
            return {}
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers={"Authorization": f"Bearer {access_token}"})
        if answer.status_code != 200:
            raise Unavailable("userinfo")
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind == "application/jwt":
            userinfo = verified_claims(
                answer.text.strip(),
                issuer=self.provider.rules.issuer,
                audience=client_id,
                required=("iss", "aud", "sub"),
            )
        elif self.provider.rules.signed_userinfo:
            raise Refused("userinfo is not signed")
        else:
            userinfo = parse_json(answer)
        if userinfo.get("sub") != subject:
            raise Refused("userinfo is about somebody else")
        return userinfo


class CheckedProvider(IdentityProviderMixin, OpenIDConnectProvider):
    """A provider that the browser cannot have asked otherwise than we do."""

    oauth2_adapter_class = CheckedAdapter

    @property
    def callback_address(self) -> str:
        return absolute_url(reverse("openid_connect_callback", args=[self.app.provider_id]))

    def get_oauth2_adapter(self, request):
        return self.oauth2_adapter_class(request, self)

    def get_pkce_params(self) -> dict[str, str]:
        return generate_code_challenge() if self.rules.pkce else {}

    def get_scope(self) -> list[str]:
        return list(self.rules.scopes)

    def redirect(
        self, request, process, next_url=None, data=None, *, again=False, trial=None, **kwargs
    ):
        """Redirect to the provider. `again`: even whoever is signed in there must prove who they are. `trial`: the key of
        the administrator who only tries it."""
        rules, nonce = self.rules, get_random_string(SECRET_LENGTH)
        parameters = {"nonce": nonce}
        if again:
            parameters |= {"prompt": "login", "max_age": "0"}
        if rules.acr_values:
            parameters["acr_values"] = rules.acr_values
        if rules.asked_claims:
            parameters["claims"] = json.dumps(rules.asked_claims)
        return super().redirect(
            request,
            AuthProcess.LOGIN,
            next_url,
            auth_params=parameters,
            scope=None,
            nonce=nonce,
            again=again,
            trial=trial,
        )


class Callback(OAuth2CallbackView):
    """The address to which the browser comes back. Hands the adapter what was stored under the state."""

    adapter: CheckedAdapter

    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        if state and state.get("trial"):
            return None, trial_answer(request, self.adapter, state)
        return state, response
