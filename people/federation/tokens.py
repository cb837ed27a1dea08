"""Checks JSON web tokens of an OpenID Connect provider: who signed them, for whom, until when.

django-allauth reads an ID token that came over TLS without checking its signature; here it is checked
always (docs/decisions/0013-federated-identity.md).
"""

import hashlib
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.cache import cache

from people.federation.environment import is_https_or_local


# By a key that only the provider has: neither "none" nor a secret that two share.
ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
]  # fmt: skip
CLOCKS_DIFFER_BY = 60
DESCRIPTION_KEPT = 10 * 60
KEYS_KEPT = 60 * 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL_ENDPOINTS = ("userinfo_endpoint", "end_session_endpoint")


class Refused(OAuth2Error):
    """Raised where what the provider sent is not what it should be. The words are for the log."""


class Unavailable(OAuth2Error):
    """Raised where the provider does not answer, or answers with an error."""


def fetch_json(url: str, **options: Any) -> Any:
    with get_adapter().get_requests_session() as session:
        answer = session.get(url, **options)
    if answer.status_code != 200:
        raise Unavailable(f"status {answer.status_code}")
    return parse_json(answer)


def parse_json(answer: Any) -> dict[str, Any]:
    try:
        data = answer.json()
    except (ValueError, RecursionError) as error:
        raise Unavailable("not JSON") from error
    if not isinstance(data, dict):
        raise Unavailable("not an object")
    return data


def discovery_document(issuer: str) -> dict[str, Any]:
    """Return the provider's own description, which must be of this issuer."""
    key = _key("description", issuer)
    described = cache.get(key)
    if described is None:
        described = fetch_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        _check_description(described, issuer)
        cache.set(key, described, DESCRIPTION_KEPT)
    return described


def _check_description(described: dict[str, Any], issuer: str) -> None:
    if described.get("issuer") != issuer:
        raise Refused("the description is of another issuer")
    given = [name for name in OPTIONAL_ENDPOINTS if described.get(name)]
    for name in (*ENDPOINTS, *given):
        if not is_https_or_local(str(described.get(name, ""))):
            raise Refused(f"{name} is missing or not protected")


def verified_claims(
    token: object, *, issuer: str, audience: str, required: tuple[str, ...]
) -> dict[str, Any]:
    """Return the claims of a token signed by this issuer for this client."""
    if not isinstance(token, str):
        raise Refused("no token")
    try:
        key = _signing_key(jwt.get_unverified_header(token), issuer)
        return jwt.decode(
            token,
            key=key,
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=audience,
            leeway=CLOCKS_DIFFER_BY,
            options={"require": list(required)},
        )
    except (jwt.PyJWTError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise Refused(type(error).__name__) from error


def _signing_key(header: dict[str, Any], issuer: str) -> jwt.PyJWK:
    """Return the published key of this name. For an unknown one the keys are fetched again, once: the
    provider changed them."""
    if header.get("alg") not in ALGORITHMS:
        raise Refused("algorithm")
    key = _key("keys", issuer)
    published = cache.get(key)
    found = _named(published, header) if published is not None else None
    if found is None:
        published = fetch_json(discovery_document(issuer)["jwks_uri"]).get("keys")
        if not isinstance(published, list):
            raise Unavailable("no keys")
        cache.set(key, published, KEYS_KEPT)
        found = _named(published, header)
    if found is None:
        raise Refused("unknown key")
    return jwt.PyJWK(found, algorithm=header["alg"])


def _named(published: list[dict[str, Any]], header: dict[str, Any]) -> dict[str, Any] | None:
    fit = [
        key
        for key in published
        if isinstance(key, dict)
        and key.get("use", "sig") == "sig"
        and key.get("kty") in {"RSA", "EC", "OKP"}
        and key.get("alg", header["alg"]) == header["alg"]
        and ("kid" not in header or key.get("kid") == header["kid"])
    ]
    return fit[0] if len(fit) == 1 else None


def _key(what: str, issuer: str) -> str:
    return f"federation:{what}:{hashlib.sha256(issuer.encode()).hexdigest()}"
