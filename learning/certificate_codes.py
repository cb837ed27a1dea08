"""Makes and reads the code of a certificate: unguessable, and typed from paper without a mistake."""

import secrets
import unicodedata

from people.invitations import ALPHABET


GROUPS, GROUP_LENGTH = 6, 4
LENGTH = GROUPS * GROUP_LENGTH  # 31 ** 24: 118 bits


def generate_code() -> str:
    """Return a code such as "K7QM-2XWD-9RTA-HC4E-PN3V-8BGY"."""
    return _grouped("".join(secrets.choice(ALPHABET) for _letter in range(LENGTH)))


def normalise_code(text: str) -> str:
    """Return the code that somebody typed, whatever its case, spaces and hyphens; "" where it is none."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum()
    )
    return _grouped(plain) if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else ""


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + GROUP_LENGTH] for start in range(0, LENGTH, GROUP_LENGTH))
