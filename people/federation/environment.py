"""Reads identity providers from environment variables, once, when the site starts."""

import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from people.enums import IdentityMatch
from people.federation.rules import ProviderRules


LOOPBACK = {"127.0.0.1", "localhost", "::1"}
OPENID = "openid_connect"
SAML = "saml"
FILES = {"metadata_file": "metadata", "private_key_file": "private_key", "certificate_file": "certificate"}  # fmt: skip
METADATA_FAULTS = NOT_XML, NO_ENTITY, NO_CERTIFICATE, NO_ADDRESS = (
    "not XML",
    "no identity provider with an entityID",
    "no signing certificate",
    "no https address for sign-in by redirect",
)
RULES = {field.name for field in fields(ProviderRules)}


def provider_settings(openid: str, saml: str) -> dict[str, Any]:
    """Return `SOCIALACCOUNT_PROVIDERS` from the two variables, each a list in JSON."""
    apps = {
        OPENID: [_openid_app(entry) for entry in _described(openid, "OIDC_PROVIDERS")],
        SAML: [_saml_app(entry) for entry in _described(saml, "SAML_PROVIDERS")],
    }
    ids = [app["provider_id"] for kind in apps.values() for app in kind]
    if len(ids) != len(set(ids)):
        raise ImproperlyConfigured("Two identity providers have the same id.")
    return {
        OPENID: {
            "APPS": apps[OPENID],
            "provider_class": "people.federation.oidc.CheckedProvider",
        },
        SAML: {"APPS": apps[SAML], "provider_class": "people.federation.saml.StrictProvider"},
    }


def is_https_or_local(url: str) -> bool:
    """Whether a URL uses HTTPS; on this machine itself, HTTP will do."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def parse_idp_metadata(metadata: str) -> dict[str, Any]:
    """Return what matters in an identity provider's metadata. Raises ValueError with the one of `METADATA_FAULTS` that it has."""
    try:
        idp = OneLogin_Saml2_IdPMetadataParser.parse(metadata).get("idp", {})
    except (ValueError, SyntaxError) as error:
        raise ValueError(NOT_XML) from error
    if not idp.get("entityId"):
        raise ValueError(NO_ENTITY)
    if not (idp.get("x509cert") or idp.get("x509certMulti", {}).get("signing")):
        raise ValueError(NO_CERTIFICATE)
    if not is_https_or_local(idp.get("singleSignOnService", {}).get("url", "")):
        raise ValueError(NO_ADDRESS)
    return idp


def _described(text: str, name: str) -> Iterable[dict[str, Any]]:
    try:
        described = json.loads(text or "[]")
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"{name} is not JSON: {error}.") from error
    if not isinstance(described, list) or not all(isinstance(entry, dict) for entry in described):
        raise ImproperlyConfigured(f"{name} is a list of providers, even for one.")
    return described


def _openid_app(one: dict[str, Any]) -> dict[str, Any]:
    app = _app(one, required={"id", "issuer", "client_id", "client_secret"})
    if not is_https_or_local(one["issuer"]):
        raise ImproperlyConfigured(f"The issuer of {one['id']} must be an https address.")
    return app | {"client_id": one["client_id"], "secret": one["client_secret"]}


def _saml_app(one: dict[str, Any]) -> dict[str, Any]:
    one = _with_files(one)
    app = _app(one, required={"id", "metadata"})
    try:
        app["settings"]["issuer"] = parse_idp_metadata(one["metadata"])["entityId"]
    except ValueError as error:
        raise ImproperlyConfigured(f"The metadata of {one['id']}: {error}.") from error
    return app | {"client_id": one["id"]}


def _app(one: dict[str, Any], *, required: set[str]) -> dict[str, Any]:
    label = one.get("id", "?")
    if missing := sorted(name for name in required if not one.get(name)):
        raise ImproperlyConfigured(f"Identity provider {label}: {', '.join(missing)} missing.")
    unknown = one.keys() - RULES - {"id", "name", "client_id", "client_secret"}
    if unknown:
        raise ImproperlyConfigured(
            f"Identity provider {label}: {', '.join(sorted(unknown))} unknown."
        )
    if one.get("match", IdentityMatch.EMAIL) not in IdentityMatch:
        raise ImproperlyConfigured(f"Identity provider {label}: match is staff_number or email.")
    if one.get("match") == IdentityMatch.STAFF_NUMBER and not one.get("claim"):
        raise ImproperlyConfigured(f"Identity provider {label}: claim names the staff number.")
    return {
        "provider_id": one["id"],
        "name": one.get("name") or one["id"],
        "settings": {name: value for name, value in one.items() if name in RULES},
    }


def _with_files(one: dict[str, Any]) -> dict[str, Any]:
    """Return the description with the content of the files that it names."""
    content = dict(one)
    for name, becomes in FILES.items():
        if path := content.pop(name, ""):
            try:
                content[becomes] = Path(path).read_text()
            except OSError as error:
                raise ImproperlyConfigured(f"{name} of {one.get('id')}: {error}.") from error
    return content
