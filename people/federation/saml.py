"""Makes mandatory what django-allauth and python3-saml leave optional in SAML 2.0."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from people.absolute_urls import absolute_url
from people.federation.environment import parse_idp_metadata
from people.federation.identity import Identity, single_claim_text
from people.federation.provider_mixin import IdentityProviderMixin
from people.federation.tokens import Refused


LARGEST_RESPONSE = 200_000  # characters, before base64 is undone
# Where Microsoft's providers say how somebody proved who they are.
METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences"
BEARER = "saml:SubjectConfirmationData"


class StrictResponse(OneLogin_Saml2_Response):
    """A response that must have an audience, a recipient and a request: python3-saml accepts one without."""

    def is_valid(self, request_data, request_id=None, raise_exceptions=False):
        if not super().is_valid(request_data, request_id, raise_exceptions):
            return False
        self._error = self._missing(request_id)
        return self._error is None

    def proved_at(self) -> float | None:
        """Return when the person proved who they are. To be called once the response has been found valid."""
        moments = [
            parse_datetime(node.get("AuthnInstant", ""))
            for node in self._query_assertion("/saml:AuthnStatement")
        ]
        past = [moment.timestamp() for moment in moments if moment and moment.tzinfo]
        return min(max(past), time.time()) if past else None

    def addresses(self, ours: str) -> list[str]:
        """Return where the response says that it goes, and its recipients: ours alone if it is among them."""
        recipients = [data.get("Recipient", "") for data in self._confirmations()]
        said = [self.document.get("Destination")]
        return [*filter(None, said), *([ours] if ours in recipients else recipients)]

    def times(self) -> tuple[str, str]:
        """Return from when to when the assertion is good, as it says; "" for what it leaves out."""
        (conditions,) = self._query_assertion("/saml:Conditions") or [{}]
        return conditions.get("NotBefore", ""), conditions.get("NotOnOrAfter", "")

    def _missing(self, request_id: str | None) -> str | None:
        sp = self._settings.get_sp_data()
        if not request_id or self.get_in_response_to() != request_id:
            return "nobody asked for this response"
        if sp["entityId"] not in self.get_audiences():
            return "no audience"
        acs = sp["assertionConsumerService"]["url"]
        if not any(self._confirms(node, request_id, acs) for node in self._confirmations()):
            return "the subject is not confirmed for this request at this address"
        return None

    def _confirmations(self) -> list[Any]:
        nodes = self._query_assertion("/saml:Subject/saml:SubjectConfirmation")
        found = [
            node.find(BEARER, namespaces=Constants.NSMAP)
            for node in nodes
            if node.get("Method") == Constants.CM_BEARER
        ]
        return [data for data in found if data is not None]

    def _confirms(self, data: Any, request_id: str, acs: str) -> bool:
        return (
            data.get("InResponseTo") == request_id
            and data.get("Recipient") == acs
            and bool(data.get("NotOnOrAfter"))
        )


class StrictAuth(OneLogin_Saml2_Auth):
    response_class = StrictResponse


class StrictProvider(IdentityProviderMixin, SAMLProvider):
    """A provider asked by redirect, whose answer comes by POST; only an answer to our request counts."""

    def redirect(
        self, request, process, next_url=None, data=None, *, again=False, trial=None, **kwargs
    ):
        """Redirect to the provider. `again`: even whoever is signed in there must prove who they are. `trial`: the key of
        the administrator who only tries it."""
        auth = self._auth()
        address = auth.login(return_to="", force_authn=again)
        self.stash_redirect_state(
            request, AuthProcess.LOGIN, next_url, state_id=auth.get_last_request_id(), trial=trial
        )
        return HttpResponseRedirect(address)

    def identity_in(self, text: str, request: Any) -> tuple[Identity, dict[str, Any]]:
        """Return whom a posted response names, and what was stored when the request was made.

        What was stored is used up, whatever the response turns out to be.
        """
        response = self.read(text)
        request_id = response.get_in_response_to()
        if not request_id:
            raise Refused("nobody asked for this response")
        state = self.unstash_redirect_state(request, request_id)
        return self.verified_identity(response, text, request_id), state

    def read(self, text: str) -> StrictResponse:
        """Return a posted response of which nothing is checked yet."""
        with _refusals():
            return StrictResponse(self._auth().get_settings(), text)

    def verified_identity(self, response: StrictResponse, text: str, request_id: str) -> Identity:
        """Return whom a response to this request names, once all of it has been checked."""
        auth = self._auth({"SAMLResponse": text})
        with _refusals():
            auth.process_response(request_id=request_id)
        if auth.get_errors() or not auth.is_authenticated():
            raise Refused(_kind_of(auth.get_last_error_reason()))
        return self._identity(auth, response.proved_at())

    def metadata(self) -> bytes:
        """Return what the identity provider's administrator is given."""
        described = OneLogin_Saml2_Settings(self._described(), sp_validation_only=True)
        return described.get_sp_metadata()

    def _identity(self, auth: StrictAuth, proved_at: float | None) -> Identity:
        rules = self.rules
        if not rules.subject and auth.get_nameid_format() == Constants.NAMEID_TRANSIENT:
            raise Refused("a passing name identifies nobody")
        claims = dict(auth.get_attributes())
        contexts = (*auth.get_last_authn_contexts(), *claims.get(METHODS, []))
        subject = single_claim_text(
            claims.get(rules.subject) if rules.subject else auth.get_nameid()
        )
        if not subject:
            raise Refused("no subject")
        return Identity(
            provider=self.sub_id,
            subject=subject,
            claims=claims,
            contexts=contexts,
            rules=rules,
            proved_at=proved_at,
        )

    def _auth(self, posted: dict[str, str] | None = None) -> StrictAuth:
        base = urlsplit(settings.BASE_URL)
        request = {
            "https": "on" if base.scheme == "https" else "off",
            "http_host": base.netloc,
            "script_name": self._path("saml_acs"),
            "get_data": {},
            "post_data": posted or {},
        }
        return StrictAuth(request, self._described())

    def _path(self, name: str) -> str:
        return reverse(name, args=[self.app.provider_id])

    def service(self) -> dict[str, Any]:
        """Return our side of it, as the provider must know it."""
        return {
            "entityId": absolute_url(self._path("saml_metadata")),
            "assertionConsumerService": {
                "url": absolute_url(self._path("saml_acs")),
                "binding": Constants.BINDING_HTTP_POST,
            },
            "NameIDFormat": Constants.NAMEID_UNSPECIFIED,
            "x509cert": self.rules.certificate,
            "privateKey": self.rules.private_key,
        }

    def _described(self) -> dict[str, Any]:
        """Return our side and theirs in the settings of python3-saml."""
        rules = self.rules
        security = {
            "wantAssertionsSigned": True,
            "wantNameId": not rules.subject,
            "wantAttributeStatement": False,
            "authnRequestsSigned": bool(rules.private_key),
            "signatureAlgorithm": Constants.RSA_SHA256,
            "digestAlgorithm": Constants.SHA256,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "allowRepeatAttributeName": True,
            "allowSingleLabelDomains": True,
            # The library would have our metadata run out in two days.
            "metadataValidUntil": "",
            "metadataCacheDuration": "",
        }
        return {
            "strict": True,
            "debug": False,
            "sp": self.service(),
            "idp": parse_idp_metadata(rules.metadata),
            "security": security,
        }


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Turn the library's exceptions into one of ours, which quotes nothing of a response."""
    try:
        yield
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError) as error:
        raise Refused(f"SAML code {error.code}") from error
    except (ValueError, SyntaxError) as error:
        raise Refused(type(error).__name__) from error


def _kind_of(reason: str | None) -> str:
    """Return the library's reason without what it quotes of the response: plain words alone."""
    words = (reason or "not authenticated").split()
    return " ".join(word for word in words if word.strip(".,").isalpha())[:120]
