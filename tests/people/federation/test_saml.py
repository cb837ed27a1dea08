"""Signing in through a SAML identity provider, and what somebody else might post to us."""

import copy
import html
import re
import secrets
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.urls import reverse
from lxml import etree

from tests.identity import keys, saml
from tests.people.factories import PersonFactory
from tests.people.federation.conftest import LEADS_TO, says


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.may_write,  # the second half of signing in: the form itself came without our session
]
ACS = "http://127.0.0.1:8000/compte/federation/saml/adfs/acs/"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences"
MFA = "http://schemas.microsoft.com/claims/multipleauthn"


@pytest.fixture
def register(db):
    def make(provider_id="adfs", **rules):
        given = {
            "issuer": saml.ENTITY_ID,
            "metadata": saml.metadata(),
            "match": "staff_number",
            "claim": "matricule",
        }
        return SocialApp.objects.create(
            provider="saml",
            provider_id=provider_id,
            name="Mon Agence",
            client_id=provider_id,
            settings=given | rules,
        )

    return make


@pytest.fixture
def nadia(db):
    return PersonFactory(staff_number="00042", email="nadia@exemple.fr")


class Browser:
    def __init__(self, client):
        self.client = client

    def leave(self, provider_id="adfs", **posted):
        """Our request, as the provider reads it."""
        page = self.client.post(reverse("saml_login", args=[provider_id]), posted)
        return saml.read_request(html.unescape(LEADS_TO.search(page.content.decode())[1]))

    def post(self, form, provider_id="adfs"):
        response = self.client.post(reverse("saml_acs", args=[provider_id]), form)
        return self.client.get(response["Location"])

    def sign_in(self, **changes):
        """By an assertion that is good but for these changes."""
        assertion = saml.Assertion(self.leave(), attributes={"matricule": "00042"}, **changes)
        return self.post(saml.form(saml.signed(assertion.xml())))


@pytest.fixture
def visitor(client):
    return Browser(client)


def test_somebody_of_the_staff_list_signs_in_and_comes_where_they_were_going(
    register, nadia, visitor, signed_in
):
    register()
    request = visitor.leave(next="/entraide/")
    assertion = saml.Assertion(request, attributes={"matricule": "00042"})
    back = visitor.post(
        saml.form(saml.signed(assertion.xml()), relay_state="https://evil.example/")
    )

    assert (back.status_code, back["Location"]) == (302, "/entraide/")
    assert signed_in() == "00042"
    assert request.acs == ACS
    assert request.relay_state == ""
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "javascript:alert(1)"]
)
def test_the_way_back_stays_on_this_site(register, nadia, visitor, target):
    register()
    assertion = saml.Assertion(visitor.leave(next=target), attributes={"matricule": "00042"})
    back = visitor.post(saml.form(saml.signed(assertion.xml()), relay_state=target))

    assert back["Location"] == "/"


WRONG = {
    "other audience": {"audience": "https://elsewhere.example/"},
    "other recipient": {"recipient": "https://elsewhere.example/acs/"},
    "recipient that contains ours": {"recipient": f"https://elsewhere.example/?{ACS}"},
    "other destination": {"destination": "https://elsewhere.example/acs/"},
    "other issuer": {"issuer": "https://elsewhere.example/"},
    "expired": {"age": timedelta(hours=1)},
    "of tomorrow": {"age": timedelta(days=-1)},
    "answers another request": {
        "in_response_to": "_another",
        "confirmed_in_response_to": "_another",
    },
    "confirmed for another request": {"confirmed_in_response_to": "_another"},
    "confirmed for no request": {"confirmed_in_response_to": None},
    "nobody asked": {"in_response_to": None, "confirmed_in_response_to": None},
    "no subject": {"name_id": ""},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG.keys())
def test_a_well_signed_assertion_that_is_not_for_us_now_signs_nobody_in(
    register, nadia, visitor, signed_in, changes
):
    register()
    page = visitor.sign_in(**changes)

    assert page.status_code == 400
    assert says(page, "Sign-in through %(provider_name)s was not completed")
    assert signed_in() is None
    assert not SocialAccount.objects.exists()


def unsigned(xml):
    return etree.fromstring(xml)


def signed_by_a_stranger(xml):
    return saml.signed(xml, key="stranger")


def only_the_envelope_is_signed(xml):
    return saml.signed(xml, what="Response")


def tampered(xml):
    signed = saml.signed(xml)
    value = signed.find(".//saml:AttributeValue", saml.NAMES)
    value.text = "00001"
    return signed


def comment_in_the_name(xml):
    """Some parsers read the text before a comment only."""
    document = etree.tostring(saml.signed(xml.replace("00042", "00001.evil")))
    return document.replace(b"00001.evil", b"00001<!---->.evil")


def _forged(made):
    """A copy of the signed assertion that names somebody else, and is not signed."""
    evil = copy.deepcopy(made.find("saml:Assertion", saml.NAMES))
    evil.remove(evil.find("ds:Signature", saml.NAMES))
    evil.set("ID", f"_{secrets.token_hex(16)}")
    evil.find(".//saml:AttributeValue", saml.NAMES).text = "00001"
    return evil


def wrapped_before(xml):
    signed = saml.signed(xml)
    signed.insert(2, _forged(signed))
    return signed


def wrapped_after(xml):
    signed = saml.signed(xml)
    signed.append(_forged(signed))
    return signed


def wrapped_around(xml):
    """The forged one takes the place; the signed one lies inside it."""
    signed = saml.signed(xml)
    evil, good = _forged(signed), signed.find("saml:Assertion", saml.NAMES)
    signed.replace(good, evil)
    evil.append(good)
    return signed


def wrapped_in_the_signature(xml):
    """The forged one carries the good one's signature, with the good one hidden in an Object."""
    signed = saml.signed(xml)
    evil, good = _forged(signed), signed.find("saml:Assertion", saml.NAMES)
    signature = good.find("ds:Signature", saml.NAMES)
    good.remove(signature)
    signed.replace(good, evil)
    etree.SubElement(signature, f"{{{saml.NAMES['ds']}}}Object").append(good)
    evil.insert(1, signature)
    return signed


def wrapped_under_the_same_id(xml):
    signed = saml.signed(xml)
    good = signed.find("saml:Assertion", saml.NAMES)
    evil = _forged(signed)
    evil.set("ID", good.get("ID"))
    signed.insert(2, evil)
    return signed


def wrapped_in_extensions(xml):
    signed = saml.signed(xml)
    evil, good = _forged(signed), signed.find("saml:Assertion", saml.NAMES)
    signed.replace(good, evil)
    extensions = etree.Element(f"{{{saml.SAMLP}}}Extensions")
    extensions.append(good)
    signed.insert(1, extensions)
    return signed


def with_entities(xml):
    return '<!DOCTYPE x [<!ENTITY who SYSTEM "file:///etc/hostname">]>' + etree.tostring(
        saml.signed(xml)
    ).decode().replace("00042", "&who;")


def with_a_dtd(xml):
    return "<!DOCTYPE x>" + etree.tostring(saml.signed(xml)).decode()


def billion_laughs(xml):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x>&e8;</x>'


ATTACKS = [
    unsigned, signed_by_a_stranger, only_the_envelope_is_signed, tampered, comment_in_the_name,
    wrapped_before, wrapped_after, wrapped_around, wrapped_in_the_signature,
    wrapped_under_the_same_id, wrapped_in_extensions, with_entities, with_a_dtd, billion_laughs,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_what_an_attacker_makes_of_a_response_signs_nobody_in(
    register, nadia, visitor, signed_in, attack
):
    PersonFactory(staff_number="00001")
    register()
    assertion = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"})
    page = visitor.post(saml.form(attack(assertion.xml())))

    assert page.status_code in {400, 403}
    assert signed_in() is None


@pytest.mark.parametrize("text", ["", "%%%", "PHg+", "AAAA", "é"])
def test_what_is_no_response_at_all_signs_nobody_in(register, visitor, signed_in, text):
    register()
    page = visitor.post({"SAMLResponse": text})

    assert page.status_code == 400
    assert signed_in() is None


def test_an_assertion_for_whoever_wants_it_signs_nobody_in(register, nadia, visitor, signed_in):
    register()
    assertion = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"})
    audience = re.compile("<saml:AudienceRestriction>.*</saml:AudienceRestriction>")
    page = visitor.post(saml.form(saml.signed(audience.sub("", assertion.xml()))))

    assert page.status_code == 400
    assert signed_in() is None


def test_a_response_serves_once(register, nadia, visitor, client, signed_in):
    register()
    assertion = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"})
    form = saml.form(saml.signed(assertion.xml()))
    visitor.post(form)
    assert signed_in() == "00042"
    client.post(reverse("people:logout"))

    assert visitor.post(form).status_code == 400
    assert signed_in() is None


def test_a_response_serves_in_the_browser_that_asked(register, nadia, visitor, client):
    register()
    assertion = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"})
    stranger = client.__class__()
    page = Browser(stranger).post(saml.form(saml.signed(assertion.xml())))

    assert page.status_code == 400
    assert "_auth_user_id" not in stranger.session


def test_a_response_to_one_provider_s_question_is_none_to_another_s(
    register, nadia, visitor, signed_in
):
    register()
    register("second")
    assertion = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"})
    page = visitor.post(saml.form(saml.signed(assertion.xml())), "second")

    assert page.status_code == 400
    assert signed_in() is None


def test_a_name_that_changes_each_time_identifies_nobody(register, nadia, visitor, signed_in):
    register()
    assertion = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"})
    xml = assertion.xml().replace("nameid-format:persistent", "nameid-format:transient")
    assert visitor.post(saml.form(saml.signed(xml))).status_code == 400
    assert TRANSIENT in xml
    assert signed_in() is None


def test_an_attribute_may_say_who_it_is_where_the_name_changes(register, nadia, visitor, signed_in):
    register(subject="matricule")
    assertion = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"})
    xml = assertion.xml().replace("nameid-format:persistent", "nameid-format:transient")
    visitor.post(saml.form(saml.signed(xml)))

    assert signed_in() == "00042"


@pytest.mark.parametrize("trusted", [["exemple.fr"], []])
def test_an_address_is_believed_for_a_domain_that_the_provider_is_trusted_with(
    register, nadia, visitor, signed_in, trusted
):
    register(match="email", claim="mail", trusted_domains=trusted)
    assertion = saml.Assertion(
        visitor.leave(), attributes={"mail": "Nadia@exemple.fr", "email_verified": "true"}
    )
    visitor.post(saml.form(saml.signed(assertion.xml())))

    assert signed_in() == ("00042" if trusted else None)


def test_during_a_change_of_certificates_both_are_good(register, nadia, visitor, signed_in):
    second = (
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f"<ds:X509Data><ds:X509Certificate>{keys.certificate('next')}</ds:X509Certificate>"
        "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService "
    )
    register(metadata=saml.metadata().replace("<md:SingleSignOnService ", second))
    assertion = saml.Assertion(visitor.leave(), attributes={"matricule": "00042"})
    visitor.post(saml.form(saml.signed(assertion.xml(), key="next")))

    assert signed_in() == "00042"


def test_our_metadata_says_where_to_answer_and_nothing_of_a_key(register, client):
    register(certificate=keys.certificate("ours"), private_key=keys.private_pem("ours"))
    page = client.get(reverse("saml_metadata", args=["adfs"]))
    root = etree.fromstring(page.content)
    service = root.find(".//{*}AssertionConsumerService")

    assert service.get("Location") == ACS
    assert root.find(".//{*}SPSSODescriptor").get("WantAssertionsSigned") == "true"
    assert b"PRIVATE" not in page.content


def test_the_host_name_of_a_request_changes_no_address(register, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    register()
    page = client.post(reverse("saml_login", args=["adfs"]), headers={"host": "evil.example"})
    request = saml.read_request(html.unescape(LEADS_TO.search(page.content.decode())[1]))

    assert request.acs == ACS


@pytest.mark.parametrize("said", [{"context": MFA}, {"attributes": {METHODS: MFA}}])
def test_two_factors_are_said_in_the_context_or_in_microsoft_s_attribute(
    register, nadia, visitor, client, said
):
    nadia.set_unusable_password()
    nadia.save()
    register(strong=[MFA])
    attributes = {"matricule": "00042"} | said.pop("attributes", {})
    response = saml.Assertion(visitor.leave(), attributes=attributes, **said)
    visitor.post(saml.form(saml.signed(response.xml())))

    assert client.session["federated_identity"]["is_strong"]


def test_our_requests_are_signed_where_there_is_a_key(register, client):
    register(certificate=keys.certificate("ours"), private_key=keys.private_pem("ours"))
    page = client.post(reverse("saml_login", args=["adfs"])).content.decode()

    assert "&amp;Signature=" in LEADS_TO.search(page)[1]
