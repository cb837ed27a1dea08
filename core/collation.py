"""Orders texts as an alphabet does, alike on every database: neither accents nor capitals count."""

import re
import unicodedata
from itertools import islice


# Of a search: what a person types, and no request can make a heavy one.
MOST_WORDS = 12
LONGEST_SEARCH = 200
MOST_KEPT = 0x2100  # alphabets of Europe, their signs and accents
_WORD = re.compile(r"[^\W_]+")
UNDECOMPOSED = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "’": "'"}
)


def alphabetical_key(text: str) -> tuple[str, str]:
    """Return a sort key by which "Élan" stands beside "elan", and after it, not after "zone"."""
    return _without_accents(text), text


def fold_text(text: str) -> str:
    """Return a text without accents or capitals, with spaces for hyphens and apostrophes, to search or sort by."""
    return " ".join(_WORD.findall(_without_accents(text)))


def truncate_search(typed: str) -> str:
    """Return the part of a search that counts: its beginning, where it is longer than a search may be."""
    plain = unicodedata.normalize("NFKC", typed)  # one sign may stand for several words
    beginning = plain[:LONGEST_SEARCH]
    further = next(islice(_WORD.finditer(beginning), MOST_WORDS, None), None)
    if further is not None:
        return beginning[: further.start()].rstrip()
    return typed if len(plain) <= LONGEST_SEARCH else beginning


def search_words(search: str) -> list[str]:
    """Return the words that a text must contain, in any order; [] where there is nothing to search for."""
    return list(dict.fromkeys(fold_text(search).split()))[:MOST_WORDS]


class _Seen(dict[int, int | None]):
    """Letters as they are compared: itself, or nothing where it is an accent or draws nothing, as a soft hyphen."""

    def __missing__(self, code: int) -> int | None:
        letter = chr(code)
        is_unseen = unicodedata.combining(letter) or unicodedata.category(letter) == "Cf"
        seen = None if is_unseen else code
        if code < MOST_KEPT:
            self[code] = seen
        return seen


_SEEN = _Seen()


def _without_accents(text: str) -> str:
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED)).translate(_SEEN).casefold()
