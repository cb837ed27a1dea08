"""Seals the address where a package is played: an origin of its own, expiring.

The address names the package, the person and the page that frames it, sealed: the package itself reads its
own address, and learns nobody from it.
"""

import json
import time
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from learning.models import ScormPackage
from people.federation.secret_encryption import decrypt_secret, encrypt_secret
from people.models import Person


KIND = "scorm"


@dataclass(frozen=True, slots=True)
class PackageVisit:
    """A package that somebody has open, in a frame of a page of this origin."""

    package: UUID
    person: UUID
    framed_by: str


def encrypt_visit(person: Person, package: ScormPackage, framed_by: str) -> str:
    until = int(time.time()) + settings.SCORM_VISIT_HOURS * 3600
    return encrypt_secret(json.dumps([KIND, str(package.uuid), str(person.uuid), framed_by, until]))


def decrypt_visit(token: str) -> PackageVisit | None:
    """Return the visit; None for what is not ours, is another kind of seal, or has expired."""
    try:
        kind, package, person, framed_by, until = json.loads(decrypt_secret(token))
        if kind != KIND or until < time.time():
            return None
        return PackageVisit(UUID(package), UUID(person), str(framed_by))
    except (ValueError, TypeError, AttributeError):
        return None


def player_address(token: str) -> str:
    return f"{settings.PACKAGES_ORIGIN}/l/{token}/"


def learner_pseudonym(person: Person, package: ScormPackage) -> str:
    """Return the learner id that a package is given: the same at each visit, another in each package."""
    return salted_hmac(KIND, f"{person.uuid}:{package.uuid}").hexdigest()[:20]
