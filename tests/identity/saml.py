"""A SAML 2.0 identity provider of ours: it reads our request and answers as it is told.

A response travels through the browser, so no server is needed: `answer` makes the form that the
identity provider would have the browser post.
"""

import base64
import secrets
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from tests.identity import keys


ENTITY_ID = "https://idp.exemple.fr/saml"
SSO_URL = "https://idp.exemple.fr/saml/sso"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
NAMES = {"saml": SAML, "samlp": SAMLP, "ds": "http://www.w3.org/2000/09/xmldsig#"}
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def metadata(certificate: str | None = None) -> str:
    return f"""<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY_ID}">
<md:IDPSSODescriptor protocolSupportEnumeration="{SAMLP}" WantAuthnRequestsSigned="false">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
<ds:X509Certificate>{certificate or keys.certificate("saml")}</ds:X509Certificate>
</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SSO_URL}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""


@dataclass(frozen=True, slots=True)
class Request:
    """What we asked, as the identity provider reads it."""

    id: str
    issuer: str
    acs: str
    relay_state: str
    force: bool


def read_request(url: str) -> Request:
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{SSO_URL}?")
    xml = zlib.decompress(base64.b64decode(query["SAMLRequest"]), -15)
    root = etree.fromstring(xml)
    return Request(
        id=root.get("ID"),
        issuer=root.findtext("saml:Issuer", namespaces=NAMES),
        acs=root.get("AssertionConsumerServiceURL"),
        relay_state=query.get("RelayState", ""),
        force=root.get("ForceAuthn") == "true",
    )


@dataclass(slots=True)
class Assertion:
    """What the provider says. Every part can be made wrong."""

    request: Request
    name_id: str = "persistent-0001"
    attributes: dict[str, str] = field(default_factory=dict)
    context: str = PASSWORD
    issuer: str = ENTITY_ID
    audience: str = ""
    recipient: str = ""
    destination: str = ""
    in_response_to: str | None = ""  # as asked; None: leave it out
    confirmed_in_response_to: str | None = ""
    age: timedelta = timedelta(0)
    lives: timedelta = timedelta(minutes=5)
    signed_in_for: timedelta = timedelta(0)

    def xml(self) -> str:
        now = datetime.now(UTC) - self.age
        at, until, before = (
            _instant(moment) for moment in (now, now + self.lives, now - timedelta(seconds=30))
        )
        recipient = self.recipient or self.request.acs
        answered = self._answered(self.in_response_to)
        confirmed = self._answered(self.confirmed_in_response_to)
        return f"""<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="{_id()}" Version="2.0"
 IssueInstant="{at}" Destination="{self.destination or self.request.acs}"{answered}>
<saml:Issuer>{self.issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion xmlns:saml="{SAML}" ID="{_id()}" Version="2.0" IssueInstant="{at}">
<saml:Issuer>{self.issuer}</saml:Issuer>
<saml:Subject>
<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{self.name_id}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{recipient}"{confirmed}/>
</saml:SubjectConfirmation>
</saml:Subject>
<saml:Conditions NotBefore="{before}" NotOnOrAfter="{until}">
<saml:AudienceRestriction><saml:Audience>{self.audience or self.request.issuer}</saml:Audience></saml:AudienceRestriction>
</saml:Conditions>
<saml:AuthnStatement AuthnInstant="{_instant(now - self.signed_in_for)}">
<saml:AuthnContext><saml:AuthnContextClassRef>{self.context}</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement>
<saml:AttributeStatement>{"".join(_attribute(*pair) for pair in self.attributes.items())}</saml:AttributeStatement>
</saml:Assertion>
</samlp:Response>"""

    def _answered(self, value: str | None) -> str:
        return "" if value is None else f' InResponseTo="{value or self.request.id}"'


def _attribute(name: str, value: str) -> str:
    return (
        f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue>'
        "</saml:Attribute>"
    )


def _id() -> str:
    return f"_{secrets.token_hex(16)}"


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(xml: str, *, key: str = "saml", what: str = "Assertion") -> etree._Element:
    """The response with its assertion, or itself, signed."""
    root = etree.fromstring(xml)
    part = root if what == "Response" else root.find("saml:Assertion", NAMES)
    text = OneLogin_Saml2_Utils.add_sign(
        etree.tostring(part), keys.private_pem(key), keys.certificate_pem(key)
    )
    made = etree.fromstring(text)
    if what == "Response":
        return made
    root.replace(part, made)
    return root


def form(response: etree._Element | str | bytes, relay_state: str = "") -> dict[str, str]:
    """What the browser posts to us."""
    if isinstance(response, str):
        response = response.encode()
    xml = response if isinstance(response, bytes) else etree.tostring(response)
    return {"SAMLResponse": base64.b64encode(xml).decode(), "RelayState": relay_state}
