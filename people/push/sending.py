"""Tell a device that something waits: an empty push, signed as RFC 8292 says, through the guarded way out.

Empty, so that one is like another and there is nothing to read on its way.
"""

import base64
import re
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from requests import RequestException

from core.outbound import OutboundRefused, check_address, guarded_session
from people.absolute_urls import absolute_url
from people.keyed_hash import keyed_hash


P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
A_DAY, HALF_A_DAY, SECONDS = 24 * 60 * 60, 12 * 60 * 60, 10
WRITTEN = re.compile(r"[!-~]{1,600}")  # ASCII: as browsers give it and a row holds it
GONE, BUSY = (404, 410), 429


class Outcome(StrEnum):
    SENT = "sent"
    GONE = "gone"  # the device takes none any more
    LATER = "later"
    REFUSED = "refused"


def is_push_address(address: str) -> bool:
    """Whether an address is at the maker of a browser, and one to which the server may go.

    A port other than that of HTTPS counts as a part of the name.
    """
    if not WRITTEN.fullmatch(address):
        return False
    try:
        parts = check_address(address)
    except OutboundRefused:
        return False
    is_usual = parts.scheme == "https" and parts.port in (None, 443)
    host = (parts.hostname or "") if is_usual else parts.netloc
    return any(
        host.endswith(name) if name.startswith(".") else host == name
        for name in settings.WEB_PUSH_HOSTS
    )


def public_key() -> str:
    """Return the key under which browsers know this site."""
    point = _private_key().public_key()
    return _unpadded(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def send_push(address: str) -> Outcome:
    if not is_push_address(address):
        return Outcome.REFUSED
    try:
        answer = guarded_session().post(
            address, data=b"", headers=_headers(address), timeout=SECONDS, allow_redirects=False
        )
    except OutboundRefused:
        return Outcome.REFUSED
    except RequestException:
        return Outcome.LATER
    if answer.ok and not answer.is_redirect:
        return Outcome.SENT
    if answer.status_code in GONE:
        return Outcome.GONE
    is_busy = answer.status_code == BUSY or answer.status_code >= 500
    return Outcome.LATER if is_busy else Outcome.REFUSED


def _headers(address: str) -> dict[str, str]:
    parts = urlsplit(address)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(timezone.now().timestamp()) + HALF_A_DAY,
        "sub": absolute_url("/"),
    }
    token = jwt.encode(claims, _private_key(), algorithm="ES256")
    return {
        "Authorization": f"vapid t={token}, k={public_key()}",
        "TTL": str(A_DAY),
        "Topic": "waiting",  # of two on their way, one arrives
        "Urgency": "normal",
    }


def _private_key() -> ec.EllipticCurvePrivateKey:
    return _key_of(keyed_hash("web push"))


@cache
def _key_of(digest: str) -> ec.EllipticCurvePrivateKey:
    """Derive the key from the one that never changes, so that no device has to ask again."""
    return ec.derive_private_key(int(digest, 16) % (P256_ORDER - 1) + 1, ec.SECP256R1())


def _unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
