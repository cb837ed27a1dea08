"""Lists the identity providers that this installation knows, from the environment and the administration."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest
from django.urls import reverse

from people.federation.environment import OPENID, SAML
from people.federation.oidc import CheckedProvider
from people.federation.saml import StrictProvider


CLASSES = {OPENID: CheckedProvider, SAML: StrictProvider}
BEGIN = {OPENID: "openid_connect_login", SAML: "saml_login"}
CALLBACK = {OPENID: "openid_connect_callback", SAML: "saml_acs"}


@dataclass(frozen=True, slots=True)
class SignInButton:
    name: str
    address: str


def provider_named(request: HttpRequest, kind: str, provider_id: str) -> Any:
    """Return a provider by its own id alone; allauth would also take the kind, or a client's id, for a name."""
    apps = get_adapter().list_apps(request, provider=kind)
    matching = [app for app in apps if (app.provider, app.provider_id) == (kind, provider_id)]
    return CLASSES[kind](request, app=matching[0]) if len(matching) == 1 else None


def known_apps() -> list[Any]:
    """Return all providers. Those of the environment have no row."""
    apps = [app for app in get_adapter().list_apps(None) if app.provider in CLASSES]
    return sorted(apps, key=lambda app: app.name.casefold())


def is_open(app: Any) -> bool:
    """Whether people sign in by this provider. One of the environment always is, as is one saved before there was a choice."""
    return bool(app.settings.get("is_open", True))


def is_taken(provider_id: str) -> bool:
    return any(app.provider_id == provider_id for app in get_adapter().list_apps(None))


def sign_in_buttons(among: Collection[str] | None = None) -> list[SignInButton]:
    """Return the buttons of the providers that are open. `among`: of these providers alone, by their own id."""
    return [
        SignInButton(app.name, reverse(BEGIN[app.provider], args=[app.provider_id]))
        for app in known_apps()
        if is_open(app) and (among is None or app.provider_id in among)
    ]
