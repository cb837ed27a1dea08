"""Sign what this installation shares, and verify others’ signatures.

Ed25519. The private key is a setting, held outside the database like PSEUDONYM_KEY.
"""

import base64
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from adoption.sharing.signed_figures import Envelope, SharedFileRefused, signed_bytes


def new_key() -> str:
    """Generate a private key in the format of the setting."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def has_key() -> bool:
    return bool(settings.SHARING_KEY)


def own_public_key() -> bytes:
    """The public key; empty without a key. ValueError for an invalid setting."""
    return _own_key().public_key().public_bytes_raw() if has_key() else b""


def signature_of(payload: Mapping[str, Any]) -> bytes:
    return _own_key().sign(signed_bytes(payload))


def verify_signature(envelope: Envelope) -> None:
    try:
        key = Ed25519PublicKey.from_public_bytes(envelope.public_key)
        key.verify(envelope.signature, signed_bytes(envelope.payload))
    except (InvalidSignature, ValueError):
        raise SharedFileRefused("signature") from None


def _own_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        base64.b64decode(settings.SHARING_KEY, validate=True)
    )
