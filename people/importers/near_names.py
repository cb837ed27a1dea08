"""Detects which new name may be a misspelling of a known one. Plain values in and out."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from core.collation import fold_text


NEAR = 0.84
MOST_COMPARED = (
    200  # more new names than this are a reorganisation: only accents and capitals count
)


def near_names(new: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the known code that each of the new names is near to, where there is one.

    `known`: the name that each code goes by. Names that differ in a number or a letter that stands alone
    ("Agence 12", "Équipe B") are not near: such names are meant to differ.
    """
    new = list(new)
    spellings = {fold_text(name): code for code, name in known.items()}
    spellings |= {fold_text(code): code for code in known}
    near = {}
    for name in new:
        spelling = fold_text(name)
        if spelling in spellings:
            near[name] = spellings[spelling]
        elif len(new) <= MOST_COMPARED and (found := _nearest(spelling, spellings)):
            near[name] = spellings[found]
    return near


def _nearest(spelling: str, spellings: Iterable[str]) -> str:
    matcher = SequenceMatcher(autojunk=False, b=spelling)
    marks = _marks(spelling)
    best, nearest = NEAR, ""
    for other in spellings:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        if (ratio := matcher.ratio()) >= best and _marks(other) == marks:
            best, nearest = ratio, other
    return nearest


def _marks(spelling: str) -> list[str]:
    """Return what tells apart names of one series."""
    words = spelling.split()
    return [word for word in words if len(word) == 1 or any(letter.isdigit() for letter in word)]
