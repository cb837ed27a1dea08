"""A team as an address names it."""

from django.http import Http404


def team_key(text: str) -> int:
    """Not found for what is not written as a key is."""
    if not (text.isascii() and text.isdigit() and len(text) < 19 and str(int(text)) == text):
        raise Http404
    return int(text)
