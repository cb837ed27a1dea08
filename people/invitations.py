"""Makes the code of a printed invitation, reads it back and hashes it."""

import hashlib
import secrets


ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that paper confuses: no 0 O 1 I L
GROUPS, GROUP_LENGTH = 4, 4  # 31 ** 16: 79 bits


def new_code() -> str:
    """Return a code such as "K7QM-2XWD-9RTA-HC4E"."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _letter in range(GROUP_LENGTH))
        for _group in range(GROUPS)
    )


def hash_code(code: str) -> str:
    """Return the hash that is kept of a code, whatever its case, spaces and hyphens. No salt: a code is long enough."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
