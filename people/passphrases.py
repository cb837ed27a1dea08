"""Derives the passphrase of a person's own export each time it is needed; it is never kept.

It comes from a key outside the database, the person's UUID and a nonce that they may renew: a copy of the
database opens no file, and neither does the key without it.
"""

import secrets

from people.invitations import ALPHABET
from people.keyed_hash import keyed_hash


GROUPS, GROUP_LENGTH = 6, 4  # 31 ** 24: 118 bits
FIRST_NONCE = ""


def new_nonce() -> str:
    return secrets.token_hex(16)


def passphrase_of(uuid: str, nonce: str) -> str:
    """Return a passphrase such as "K7QM-2XWD-9RTA-HC4E-PZ6V-3NBK"."""
    rest, letters = int(keyed_hash(f"export:{uuid}:{nonce}"), 16), []
    for _letter in range(GROUPS * GROUP_LENGTH):
        rest, index = divmod(rest, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "-".join(
        "".join(letters[start : start + GROUP_LENGTH])
        for start in range(0, len(letters), GROUP_LENGTH)
    )
