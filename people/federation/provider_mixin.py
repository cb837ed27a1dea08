"""Shares between both kinds of provider how a verified identity becomes allauth's `SocialLogin`."""

from typing import Any

from allauth.socialaccount.models import SocialLogin

from people.federation.identity import Identity
from people.federation.rules import ProviderRules


class IdentityProviderMixin:
    """Stands before allauth's provider class, and stores nothing of what a provider says but whom it names."""

    app: Any

    @property
    def rules(self) -> ProviderRules:
        return ProviderRules.of(self.app.settings)

    def sociallogin_from_response(self, request: Any, response: Identity) -> SocialLogin:
        login = super().sociallogin_from_response(request, response)  # type: ignore[misc]
        login.identity = response
        return login

    def extract_uid(self, data: Identity) -> str:
        return data.uid

    def extract_extra_data(self, data: Identity) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: Identity) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: Identity) -> list[Any]:
        return []
