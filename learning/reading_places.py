"""Names where a reader is in a lesson: a block of its page, and the paragraph in it. No Django.

Written `<id of the block>` or `<id of the block>.<paragraph, from 0>`. A block that was rewritten away is
no place any more; one that was only edited still is.
"""

import re
from collections.abc import Sequence


_PLACE = re.compile(r"(?P<block>[0-9A-Za-z-]{1,40})(?:\.(?P<paragraph>\d{1,3}))?\Z")


def block_id_of(place: str) -> str:
    """Return the block of a place, "" for what is no place."""
    match = _PLACE.match(place)
    return match["block"] if match else ""


def is_valid_place(place: str, blocks: Sequence[str]) -> bool:
    """Whether it is a place of a page with these blocks; "" is its beginning."""
    return place == "" or block_id_of(place) in blocks


def place_to_resume(place: str, blocks: Sequence[str]) -> str:
    """Return the place, or "" where there is nothing to go back to: the top of the page, or a block that is gone."""
    if not blocks or block_id_of(place) not in blocks:
        return ""
    is_top = place in (blocks[0], f"{blocks[0]}.0")
    return "" if is_top else place


def place_anchor(place: str) -> str:
    """Return what stands after # in an address; "" for the beginning."""
    block = block_id_of(place)
    return f"bloc-{block}" if block else ""
