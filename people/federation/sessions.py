"""Stores in the session what belongs to a sign-in through a provider, until its end."""

from typing import Any

from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from people.models import Person
from people.policies import active_seal


KEY = "federated_identity"


def store_identity(request: HttpRequest, login: SocialLogin) -> None:
    request.session[KEY] = {
        "person": login.user.pk,
        "provider": login.identity.provider,
        "is_strong": login.identity.is_strong and active_seal(login.user) is None,
        "proved_at": login.identity.proved_at,
        "id_token": getattr(login, "id_token", ""),
    }


def stored_identity(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Return what the session holds of this person; {} for what an earlier person left behind."""
    identity = request.session.get(KEY) or {}
    return identity if person.pk is not None and identity.get("person") == person.pk else {}


def provider_checked_two_factors(request: HttpRequest, person: Person) -> bool:
    """Whether the provider said, in this very sign-in, that it checked two factors."""
    return bool(stored_identity(request, person).get("is_strong"))
