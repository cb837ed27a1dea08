"""Format of link codes: short enough to be typed on a telephone, parsed as people write them."""

GROUPS, GROUP_LENGTH = 3, 4  # 31 ** 12: 59 bits, behind a key and a limit of tries
LONGEST = 40  # as somebody may write it, with blanks and hyphens


def normalised_code(code: str) -> str:
    """Remove differences in case, blanks and hyphens."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
