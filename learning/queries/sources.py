"""Course files and the pages that were loaded from them."""

from uuid import UUID

from learning.models import LoadedSource


def translation_key_of(source: str) -> UUID | None:
    """Return the translation key of the page loaded from a file; None for "" or one that was not."""
    found = LoadedSource.objects.filter(key=source).values_list("page__translation_key", flat=True)
    return found.first()


def source_of(key: UUID | None, *, below: str) -> str:
    """Return the file in a folder of the courses from which the page with this translation key was loaded; "" for none."""
    if key is None:
        return ""
    found = LoadedSource.objects.filter(page__translation_key=key, key__startswith=below)
    return found.values_list("key", flat=True).first() or ""
