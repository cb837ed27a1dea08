"""Format of link codes: short enough to be typed on a telephone, parsed as people write them."""

import secrets

from people.invitations import ALPHABET  # nothing that a screen confuses: no 0 O 1 I L


GROUPS, GROUP_LENGTH = 3, 4  # 31 ** 12: 59 bits, behind a key and a limit of tries
LONGEST = 40  # as somebody may write it, with blanks and hyphens


def new_link_code() -> str:
    """Generate a code such as "K7QM-2XWD-9RTA"."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _letter in range(GROUP_LENGTH))
        for _group in range(GROUPS)
    )


def normalised_code(code: str) -> str:
    """Remove differences in case, blanks and hyphens."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
