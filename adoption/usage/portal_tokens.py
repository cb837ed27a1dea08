"""Format of portal tokens, and comparison of a presented token with its stored hash."""

import hashlib
import hmac
import re
import secrets


PREFIX = "passerelle"  # so that whoever finds one in a file knows what it opens
KEY_BYTES, SECRET_BYTES = 6, 32
_SHAPE = re.compile(rf"{PREFIX}_([0-9a-f]{{{2 * KEY_BYTES}}})_([0-9A-Za-z_-]{{43}})", re.ASCII)
NOBODYS = hashlib.sha256(b"").hexdigest()  # compared with where there is no such key: as slow


def new_token() -> tuple[str, str, str]:
    """Generate a token: the whole, to be shown once; its key; the hash of its secret, long enough without salt."""
    key, secret = secrets.token_hex(KEY_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    return f"{PREFIX}_{key}_{secret}", key, hash_secret(secret)


def split_token(token: str) -> tuple[str, str] | None:
    """Split into key and secret; None for a malformed token."""
    found = _SHAPE.fullmatch(token)
    return (found[1], found[2]) if found else None


def hash_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_matches(secret: str, kept: str) -> bool:
    return hmac.compare_digest(hash_secret(secret), kept)
