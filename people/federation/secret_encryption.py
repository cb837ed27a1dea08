"""Encrypts the secret that a provider gave us: a copy of the database does not reveal it."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encrypt_secret(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode() if secret else ""


def decrypt_secret(token: str) -> str:
    """Return the secret; "" where the keys have changed since: the provider then refuses us, and says so."""
    try:
        return _box().decrypt(token.encode()).decode() if token else ""
    except InvalidToken:
        return ""


def _box() -> MultiFernet:
    return _box_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    digests = [hashlib.sha256(b"people.federation.sealing\n" + key.encode()) for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived.digest())) for derived in digests])
