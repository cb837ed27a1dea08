"""Identity providers described by environment variables."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from people.federation.environment import is_https_or_local, provider_settings
from people.federation.rules import ProviderRules
from tests.identity import saml


OPENID = {"id": "pc", "issuer": "https://idp.exemple.fr", "client_id": "a", "client_secret": "b"}


def read(openid=(), saml=()):
    return provider_settings(json.dumps(list(openid)), json.dumps(list(saml)))


def test_without_variables_there_is_no_provider():
    configured = provider_settings("", "")

    assert configured["openid_connect"]["APPS"] == configured["saml"]["APPS"] == []


def test_a_provider_is_read_with_its_rules():
    described = OPENID | {"strong": ["eidas2"], "match": "staff_number", "claim": "matricule"}
    (app,) = read([described])["openid_connect"]["APPS"]
    rules = ProviderRules.of(app["settings"])

    assert (app["provider_id"], app["client_id"], app["secret"]) == ("pc", "a", "b")
    assert (rules.strong, rules.claim, rules.pkce) == (("eidas2",), "matricule", True)


def test_saml_metadata_and_keys_may_stand_in_files(tmp_path):
    path = tmp_path / "idp.xml"
    path.write_text(saml.metadata())
    (app,) = read(saml=[{"id": "adfs", "metadata_file": str(path)}])["saml"]["APPS"]

    assert ProviderRules.of(app["settings"]).issuer == saml.ENTITY_ID


WRONG = [
    ([{**OPENID, "issuer": "http://idp.exemple.fr"}], [], "https"),
    ([{**OPENID, "client_secret": ""}], [], "client_secret missing"),
    ([{**OPENID, "isuer": "x"}], [], "isuer unknown"),
    ([{**OPENID, "match": "name"}], [], "match"),
    ([{**OPENID, "match": "staff_number"}], [], "claim"),
    ([OPENID, OPENID], [], "same id"),
    ([OPENID], [{"id": "pc", "metadata": saml.metadata()}], "same id"),
    ([], [{"id": "adfs"}], "metadata missing"),
    ([], [{"id": "adfs", "metadata": "<x/>"}], "metadata"),
    ([], [{"id": "adfs", "metadata_file": "/nowhere/idp.xml"}], "metadata_file"),
]


@pytest.mark.parametrize(("openid", "described", "says"), WRONG)
def test_what_cannot_work_stops_the_site_and_says_why(openid, described, says):
    with pytest.raises(ImproperlyConfigured, match=says) as raised:
        read(openid, described)

    assert "client_secret': 'b'" not in str(raised.value)


@pytest.mark.parametrize("text", ["{", '{"id": 1}', '["x"]', "null"])
def test_what_is_no_list_of_providers_stops_the_site(text):
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS"):
        provider_settings(text, "")


@pytest.mark.parametrize(
    ("url", "is_so"),
    [
        ("https://idp.exemple.fr", True), ("http://127.0.0.1:8000", True), ("http://idp", False),
        ("http://127.0.0.1.evil.example", False), ("http://localhost@evil.example", False),
        ("javascript:alert(1)", False), ("", False),
    ],
)  # fmt: skip
def test_addresses_are_protected_or_of_this_machine(url, is_so):
    assert is_https_or_local(url) is is_so
