"""Finds who a verified identity is: a person of the staff list, or nobody. Nobody is ever created."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from people.backends import EmailOrStaffNumberBackend
from people.enums import IdentityMatch
from people.federation.rules import ProviderRules
from people.models import Person


LONGEST = 255  # of a subject (OpenID Connect Core, 2); an address is shorter


class NotRecognised(Exception):
    """Raised where an identity is nobody here. `reason` is for the log; the page says the same whatever it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Identity:
    """A provider's statements, once its signature, issuer, audience and time have been checked."""

    provider: str
    subject: str
    claims: Mapping[str, Any]
    contexts: tuple[str, ...]
    rules: ProviderRules
    proved_at: float | None = None  # when the person did so there, in seconds since 1970

    @property
    def uid(self) -> str:
        """Return the key of this subject at this issuer: a provider of the same name elsewhere is another."""
        return hashlib.sha256(f"{self.rules.issuer}\n{self.subject}".encode()).hexdigest()

    @property
    def is_strong(self) -> bool:
        return bool(set(self.contexts) & set(self.rules.strong))

    def claim(self, name: str) -> str:
        return single_claim_text(self.claims.get(name))


def single_claim_text(value: Any) -> str:
    """Return the one text of a claim; "" for several values, another type, or characters of no identifier."""
    if isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    is_text = isinstance(value, str) and len(value) <= LONGEST and value.isprintable()
    return value if is_text else ""


def person_of_identity(identity: Identity, *, tied: Person | None) -> Person:
    """Return the person whom an identity names. `tied`: whose this subject has been since their first
    sign-in with it."""
    for name, values in (identity.rules.require or {}).items():
        if identity.claim(name) not in values:
            raise NotRecognised("other_organisation")
    person = _still(tied, identity) if tied else _matched(identity)
    if not EmailOrStaffNumberBackend().user_can_authenticate(person):
        raise NotRecognised("left")
    return person


def _still(person: Person, identity: Identity) -> Person:
    """Return the linked person if they still match: an address may change; a staff number that does is
    somebody else's."""
    rules = identity.rules
    if (
        rules.match == IdentityMatch.STAFF_NUMBER
        and identity.claim(rules.claim) != person.staff_number
    ):
        raise NotRecognised("other_staff_number")
    return person


def _matched(identity: Identity) -> Person:
    value = identity.claim(identity.rules.claim)
    if not value:
        raise NotRecognised("no_claim")
    if identity.rules.match == IdentityMatch.STAFF_NUMBER:
        person = Person.objects.filter(staff_number=value).first()
    else:
        if not is_trusted_address(identity, value):
            raise NotRecognised("unverified_address")
        person = _with_address(value)
    if person is None:
        raise NotRecognised("unknown")
    return person


def is_trusted_address(identity: Identity, address: str) -> bool:
    domain = _folded(address).rpartition("@")[2]
    trusted = {_folded(name) for name in identity.rules.trusted_domains}
    return identity.claims.get("email_verified") is True or domain in trusted


def _with_address(address: str) -> Person | None:
    """Return the person with the very same address, but for capitals: databases fold more letters than
    those of ASCII."""
    candidates = Person.objects.filter(email__iexact=address).order_by("pk")
    return next(
        (person for person in candidates if _folded(person.email or "") == _folded(address)), None
    )


def _folded(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
