"""What somebody makes of the two protocols who knows them well: nothing signs in, and nothing breaks."""

import base64
import json
import re
import secrets
import time

import jwt
import pytest
import xmlsec
from allauth.socialaccount.models import SocialAccount
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from tests.identity import keys, saml
from tests.identity.oidc import CLIENT_ID
from tests.people.factories import PersonFactory
from tests.people.federation import test_saml
from tests.people.federation.test_saml import Browser


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,  # which takes no NUL in a text
    pytest.mark.may_write,  # the protocol has the browser come back by GET, signed in
]
EMAIL = "nadia@exemple.fr"
NOW = int(time.time())
DAY = 86_400


@pytest.fixture
def nadia(idp):
    idp.people["sub-nadia"] = {"email": EMAIL, "email_verified": True}
    idp.signed_in = "sub-nadia"
    return PersonFactory(staff_number="00042", email=EMAIL)


# --- OpenID Connect ---------------------------------------------------------------------------------


def by_stranger(**headers):
    """Signed with a key of the opponent, whose header says where that key is found."""

    def sign(claims):
        return jwt.encode(claims, keys.private_key("stranger"), "RS256", headers=headers)

    return sign


def with_header(**changes):
    """Well signed over a header of these words."""

    def sign(claims):
        parts = [{"alg": "RS256", "typ": "JWT", "kid": "key-1"} | changes, claims]
        text = b".".join(_base64(json.dumps(part).encode()) for part in parts)
        signature = jwt.get_algorithm_by_name("RS256").sign(text, keys.private_key("key-1"))
        return (text + b"." + _base64(signature)).decode()

    return sign


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def of_two_heads(claims):
    """The good token's signature under other claims."""
    head, _, signature = with_header()(claims).split(".")
    return f"{head}.{_base64(json.dumps(claims | {'sub': 'x'}).encode()).decode()}.{signature}"


SIGNERS = {
    "its key in the header": by_stranger(kid="key-1", jwk=keys.jwk("stranger")),
    "its key in the header, without a name": by_stranger(jwk=keys.jwk("stranger")),
    "an address of its keys": by_stranger(kid="key-1", jku="https://evil.example/jwks"),
    "an address of its certificate": by_stranger(kid="key-1", x5u="https://evil.example/x"),
    "its certificate": by_stranger(kid="key-1", x5c=[keys.certificate("stranger")]),
    "a name that is a path": by_stranger(kid="../../../../dev/null"),
    "a name that is a query": by_stranger(kid="key-1' OR '1'='1"),
    "a name that is a list": with_header(kid=["key-1"]),
    "no algorithm": with_header(alg="nOnE"),
    "no text for an algorithm": with_header(alg=None),
    "a list of algorithms": with_header(alg=["RS256"]),
    "another family": with_header(alg="ES256"),
    "a rule that must be understood": with_header(crit=["exp-of-mine"], **{"exp-of-mine": 1}),
    "other claims under a good signature": of_two_heads,
    "no token but a list": lambda claims: [with_header()(claims)],
    "two dots": lambda claims: "..",
    "five parts": lambda claims: "a.b.c.d.e",
    "not ASCII": lambda claims: "é.é.é",
}


@pytest.mark.parametrize("signer", SIGNERS.values(), ids=SIGNERS.keys())
def test_no_signature_but_the_provider_s_own_counts(
    register, traveller, nadia, idp, signed_in, signer
):
    register()
    idp.signer = signer
    page = traveller.sign_in()

    assert page.status_code == 400
    assert signed_in() is None


CLAIMS = {
    "not yet valid": {"nbf": NOW + DAY},
    "no end": {"exp": None},
    "an end that is a word": {"exp": "tomorrow"},
    "an end that never comes": {"exp": float("inf")},
    "a beginning that is no number": {"iat": float("nan")},
    "no beginning": {"iat": None},
    "for nobody": {"aud": []},
    "for another and us, and does not say who asked": {"aud": [CLIENT_ID, "another"]},
    "for us, asked by another": {"azp": "another"},
    "for a client whose name begins as ours": {"aud": f"{CLIENT_ID}-test"},
    "a list of issuers": {"iss": ["x"]},
    "no nonce": {"nonce": ""},
    "a nonce that is a list": {"nonce": [""]},
    "a nonce that is not ASCII": {"nonce": "é"},
    "about a number": {"sub": 42},
    "about a list": {"sub": ["sub-nadia"]},
    "about nobody": {"sub": ""},
}


@pytest.mark.parametrize("claims", CLAIMS.values(), ids=CLAIMS.keys())
def test_a_well_signed_token_that_is_not_for_us_now_signs_nobody_in(
    register, traveller, nadia, idp, signed_in, claims
):
    register()
    idp.token_claims, idp.signer = claims, with_header()
    page = traveller.sign_in()

    assert page.status_code == 400
    assert signed_in() is None


def test_the_issuer_is_compared_to_the_letter(register, traveller, nadia, idp, signed_in):
    register()
    for issuer in (f"{idp.url}/", idp.url.upper(), f"{idp.url}@evil.example", f"{idp.url}\n"):
        idp.token_claims = {"iss": issuer}

        assert traveller.sign_in().status_code == 400
        assert signed_in() is None


ODD = {
    "a NUL": f"{EMAIL}\x00",
    "half a letter": f"{EMAIL}\ud800",
    "letters that look alike": "n\u0430dia@exemple.fr",  # a Cyrillic a
    "full width": "\uff4eadia@exemple.fr \uff10\uff10\uff10\uff14\uff12",
    "an accent apart": "nadia@exémple.fr",
    "turned around": f"\u202e{EMAIL}",
    "a space of no width": "nad\u200bia@exemple.fr",
    "two addresses": f"{EMAIL}, evil@evil.example",
    "a name before it": f"Nadia <{EMAIL}>",
    "quoted": '"nadia"@exemple.fr',
    "a comment": "nadia(x)@exemple.fr",
    "a pattern": "%",
    "an object": {"value": EMAIL},
    "a very long one": "n" * 100_000 + "@exemple.fr",
}


@pytest.mark.parametrize("by_number", [False, True])
@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
def test_an_odd_name_is_nobody_s(register, traveller, nadia, idp, signed_in, value, by_number):
    name = "number" if by_number else "email"
    register(match="staff_number" if by_number else "email", claim=name)
    if by_number and isinstance(value, str):
        value = value.replace(EMAIL, "00042")
    idp.people["sub-nadia"] = {name: value, "email_verified": True}
    page = traveller.sign_in()

    assert page.status_code == 403
    assert signed_in() is None
    assert not SocialAccount.objects.exists()


def test_a_subject_of_half_a_letter_is_nobody_and_breaks_nothing(
    register, traveller, nadia, idp, signed_in
):
    register()
    idp.people["sub-\ud800"] = idp.people["sub-nadia"]
    idp.signed_in = "sub-\ud800"
    grant = idp.authorize
    idp.authorize = lambda asked, subject: grant(asked, "sub-\ud800")
    page = traveller.sign_in()

    assert page.status_code in {400, 403}
    assert signed_in() is None


USERINFO = {
    "about nobody": (b"{}", 400),
    "a list": (b"[]", 503),
    "not JSON": (b"<x>", 503),
    "without end": (b"[" * 200_000, 503),
    "a number without end": (b'{"sub": ' + b"9" * 5_000 + b"}", 503),
    "not UTF-8": (b'{"sub": "\xff"}', 503),
}


@pytest.mark.parametrize(("body", "status"), USERINFO.values(), ids=USERINFO.keys())
def test_what_is_no_description_of_the_person_signs_nobody_in(
    register, traveller, nadia, idp, signed_in, body, status
):
    register()
    idp.userinfo = lambda access: ("application/json", body)

    assert traveller.sign_in().status_code in {400, status}
    assert signed_in() is None


def test_two_providers_are_not_mixed_up(register, traveller, nadia, idp, client, signed_in):
    """A code and a state of one are brought to the address of the other."""
    register()
    register("second")
    address = traveller.arrive(traveller.leave("second"))
    page = client.get(f"{address.path.replace('second', 'ailleurs')}?{address.query}")

    assert page.status_code == 400
    assert signed_in() is None
    assert idp.times_heard("/token") == 0


def test_nobody_is_tied_to_an_identity_of_somebody_else_while_signed_in(
    register, traveller, nadia, idp, client, signed_in
):
    """A victim who is signed in is led to the provider, where the opponent is known."""
    victim = PersonFactory(email="victime@exemple.fr")
    client.force_login(victim)
    register()
    page = client.post(
        "/compte/federation/oidc/ailleurs/connexion/?process=connect", {"process": "connect"}
    )
    traveller.come_back(traveller.arrive(page))

    assert signed_in() == "00042"
    assert SocialAccount.objects.get().user == nadia
    assert client.post("/compte/federation/connections/").status_code == 404


# --- SAML -------------------------------------------------------------------------------------------

register_saml = test_saml.register  # the same organisation's, under another name


@pytest.fixture
def visitor(client):
    return Browser(client)


def weak(signature, digest):
    """Signed by the right key, with what no longer proves anything."""

    def sign(xml):
        root = etree.fromstring(xml)
        part = root.find("saml:Assertion", saml.NAMES)
        signed = OneLogin_Saml2_Utils.add_sign(
            etree.tostring(part),
            keys.private_pem("saml"),
            keys.certificate_pem("saml"),
            sign_algorithm=signature,
            digest_algorithm=digest,
        )
        root.replace(part, etree.fromstring(signed))
        return root

    return sign


def cloned_response(xml):
    """XSW 1: a forged response carries the signature, with the good response inside it."""
    good = saml.signed(saml_text(saml.signed(xml)), what="Response")
    evil = etree.fromstring(saml_text(good).replace("00042", "00001"))
    evil.set("ID", f"_{secrets.token_hex(16)}")
    evil.find("ds:Signature", saml.NAMES).append(good)
    return evil


def response_beside(xml):
    """XSW 2: the same, with the good response beside its signature."""
    good = saml.signed(saml_text(saml.signed(xml)), what="Response")
    evil = etree.fromstring(saml_text(good).replace("00042", "00001"))
    evil.set("ID", f"_{secrets.token_hex(16)}")
    good.remove(good.find("ds:Signature", saml.NAMES))
    evil.insert(0, good)
    return evil


def number_twice(xml):
    """Two values: which of them is meant?"""
    value = "<saml:AttributeValue>00042</saml:AttributeValue>"
    return saml.signed(xml.replace(value, value + value.replace("00042", "00001")))


def failed_status(xml):
    return saml.signed(xml.replace("status:Success", "status:Responder"))


def no_condition(xml):
    return saml.signed(re.sub("<saml:Conditions.*</saml:Conditions>", "", xml, flags=re.DOTALL))


def session_over(xml):
    over = '<saml:AuthnStatement SessionNotOnOrAfter="2020-01-01T00:00:00Z"'
    return saml.signed(xml.replace("<saml:AuthnStatement", over))


def holder_of_key(xml):
    return saml.signed(xml.replace("cm:bearer", "cm:holder-of-key"))


def older_version(xml):
    return saml.signed(xml.replace('Version="2.0"', 'Version="1.1"'))


def a_script_in_the_signature(xml):
    """A transform that says what is signed: everything is the same nothing."""
    text = saml_text(saml.signed(xml.replace("00042", "00001")))
    transform = (
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116">'
        '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0">'
        '<xsl:template name="t"><xsl:call-template name="t"/></xsl:template>'
        '<xsl:template match="/"><xsl:value-of select="document(\'/etc/hostname\')"/>'
        '<xsl:call-template name="t"/></xsl:template>'
        "</xsl:stylesheet></ds:Transform></ds:Transforms>"
    )
    return text.replace("</ds:Transforms>", transform)


def elsewhere_in_the_signature(xml):
    """What is signed is said to stand at an address."""
    text = saml_text(saml.signed(xml.replace("00042", "00001")))
    return re.sub(r'URI="#[^"]*"', 'URI="http://127.0.0.1:9/evil"', text)


def no_reference(xml):
    text = saml_text(saml.signed(xml.replace("00042", "00001")))
    return re.sub(r'URI="#[^"]*"', 'URI=""', text)


def encrypted(xml, assertion):
    """Hidden under our key, as anybody can: the certificate is in our metadata."""
    root = etree.fromstring(xml)
    root.replace(root.find("saml:Assertion", saml.NAMES), assertion)
    data = xmlsec.template.encrypted_data_create(
        root, xmlsec.Transform.AES128, type=xmlsec.EncryptionType.ELEMENT, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="dsig")
    key = xmlsec.template.add_encrypted_key(info, xmlsec.Transform.RSA_OAEP)
    xmlsec.template.encrypted_data_ensure_cipher_value(key)
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(keys.certificate_pem("ours"), xmlsec.KeyFormat.CERT_PEM))
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(xmlsec.KeyData.AES, 128, xmlsec.KeyDataType.SESSION)
    hidden = context.encrypt_xml(data, assertion)
    around = etree.Element(f"{{{saml.SAML}}}EncryptedAssertion")
    hidden.getparent().replace(hidden, around)
    around.append(hidden)
    return root


def saml_text(root):
    return etree.tostring(root).decode()


ATTACKS = [
    weak(Constants.RSA_SHA1, Constants.SHA256), weak(Constants.RSA_SHA256, Constants.SHA1),
    cloned_response, response_beside, number_twice, failed_status, no_condition, session_over,
    holder_of_key, older_version, a_script_in_the_signature, elsewhere_in_the_signature,
    no_reference,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_no_response_but_a_good_one_signs_somebody_in(
    register_saml, db, visitor, signed_in, attack
):
    PersonFactory(staff_number="00042")
    PersonFactory(staff_number="00001")
    register_saml()
    assertion = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"})
    page = visitor.post(saml.form(attack(assertion.xml())))

    assert page.status_code in {400, 403}
    assert signed_in() is None


@pytest.mark.parametrize("is_signed", [True, False])
def test_an_assertion_that_only_we_can_read_must_be_signed_too(
    register_saml, db, visitor, signed_in, is_signed
):
    PersonFactory(staff_number="00042")
    register_saml(certificate=keys.certificate("ours"), private_key=keys.private_pem("ours"))
    xml = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"}).xml()
    response = saml.signed(xml) if is_signed else etree.fromstring(xml)
    visitor.post(saml.form(encrypted(xml, response.find("saml:Assertion", saml.NAMES))))

    assert signed_in() == ("00042" if is_signed else None)


def test_a_comment_does_not_make_the_name_of_somebody_else(
    register_saml, db, visitor, client, signed_in
):
    """The signature holds with a comment in it; some parsers read a text up to there only."""
    register_saml(match="email", claim="mail", trusted_domains=["exemple.fr"])
    for number, name in (("00042", "persistent-1"), ("00666", "persistent-1.evil")):
        address = f"m{number}@exemple.fr"
        PersonFactory(staff_number=number, email=address)
        assertion = saml.Assertion(visitor.leave(), name_id=name, attributes={"mail": address})
        text = saml_text(saml.signed(assertion.xml()))
        visitor.post(saml.form(text.replace("persistent-1.evil", "persistent-1<!---->.evil")))

        assert signed_in() == number
