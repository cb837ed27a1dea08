"""Team ids in addresses."""

from django.http import Http404


def team_key(text: str) -> int:
    """Parse a team id; 404 for anything not written as one."""
    if not (text.isascii() and text.isdigit() and len(text) < 19 and str(int(text)) == text):
        raise Http404
    return int(text)
