"""Names of downloaded files: content, population, last month, language."""

from django.utils.translation import get_language


def file_name(what: str, *of: object) -> str:
    """Build the name without extension. `what`: a translated word without spaces; empty parts of `of` are left out."""
    return "-".join(str(part) for part in (what, *of, get_language()) if part)
