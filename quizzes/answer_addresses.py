"""Addresses of open answers for those who mark them.

A number would tell which answers came from one attempt: those next to each other. Each number is
enciphered into a UUID of its own, always the same.
"""

from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.core.exceptions import ValidationError

from people.keyed_hash import keyed_hash


HALF = 8  # bytes: the first half is empty, so that a made-up address is none


def address_of(pk: int) -> UUID:
    encryptor = _cipher().encryptor()
    return UUID(bytes=encryptor.update(bytes(HALF) + pk.to_bytes(HALF, "big")))


def pk_of(address: UUID | str) -> int:
    """Return the key behind an address. Raises ValidationError for an address that is none of ours."""
    try:
        sent = UUID(str(address)).bytes
    except ValueError as error:
        raise ValidationError("no address at all", code="unknown") from error
    decrypted = _cipher().decryptor().update(sent)
    if any(decrypted[:HALF]):
        raise ValidationError("no address of an answer", code="unknown")
    return int.from_bytes(decrypted[HALF:], "big")


def _cipher() -> Cipher[modes.CBC]:
    """One block, so that a chain without a start says nothing of another one."""
    key = bytes.fromhex(keyed_hash("addresses of open answers"))
    return Cipher(algorithms.AES(key), modes.CBC(bytes(2 * HALF)))
