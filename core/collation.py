"""The order of an alphabet, alike on every database: an accent or a capital moves no word."""

import unicodedata


def alphabetical(text: str) -> tuple[str, str]:
    """A key to sort by. "Élan" stands beside "elan", and after it, not after "zone"."""
    folded = unicodedata.normalize(
        "NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("’", "'")
    )
    return "".join(each for each in folded if not unicodedata.combining(each)).casefold(), text
