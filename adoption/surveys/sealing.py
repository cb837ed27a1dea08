"""Encrypt texts that only the session of their owner can read.

Under a key made of PSEUDONYM_KEY, which is outside the database, and the person. No time is in it.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from people.keyed_hash import keyed_hash
from people.models import Person


NONCE = 12  # bytes, as AES-GCM asks


def encrypt_for_owner(text: str, *, person: Person, context: str) -> bytes:
    """Encrypt a text. `context`: what it belongs to; it cannot be decrypted beside anything else."""
    nonce = os.urandom(NONCE)
    return nonce + _cipher(person).encrypt(nonce, text.encode(), context.encode())


def decrypt_for_owner(kept: bytes, *, person: Person, context: str) -> str | None:
    """Decrypt; None where key or row differ from those of the encryption."""
    try:
        words = _cipher(person).decrypt(kept[:NONCE], kept[NONCE:], context.encode())
    except InvalidTag:
        return None
    return words.decode()


def _cipher(person: Person) -> AESGCM:
    return AESGCM(bytes.fromhex(keyed_hash(f"sealed:{person.uuid}")))
