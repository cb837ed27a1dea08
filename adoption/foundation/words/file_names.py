"""What a file that is taken away is called: what it holds, of what, until when, in which language."""

from django.utils.translation import get_language


def file_name(what: str, *of: object) -> str:
    """Without its ending. `what`: a translated word without spaces; an empty part of `of` is left out."""
    return "-".join(str(part) for part in (what, *of, get_language()) if part)
