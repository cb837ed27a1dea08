"""Writes what the search finds anew, and takes in the starter list of words that mean the same."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.models import SearchEntry, SearchSynonyms
from cms.search.kinds import page_documents
from cms.search.registry import search_kinds
from core.index_tasks import tell_planner


@transaction.atomic
def refresh_search() -> tuple[int, int]:
    """Store what is searched of everything, drop what is gone. Return how many were changed and dropped. Idempotent.

    A saved page is found at once without; this mends what was written past it, as by an upgrade.
    """
    standing = {
        (kind, key, language): pk
        for pk, kind, key, language in SearchEntry.objects.values_list(
            "pk", "kind", "key", "language"
        )
    }
    changed = 0
    for documents in (page_documents, *(kind.documents for kind in search_kinds().values())):
        for document in documents():
            standing.pop((document.kind, document.key, document.language), None)
            changed += SearchEntry.objects.keep(document)
    gone = SearchEntry.objects.filter(pk__in=standing.values())
    for entry in gone.only("pk"):
        entry.delete()
    tell_planner()
    return changed, len(standing)


class UnfitSynonyms(ValueError):
    """Raised with what is wrong with a list, for its author."""


@transaction.atomic
def add_starter_synonyms(*, language: str, groups: list[str]) -> bool:
    """Store a list for a language that has none; one that editors keep is left as it is. Return whether it was stored."""
    if SearchSynonyms.objects.filter(language=language).exists():
        return False
    for words in groups:
        row = SearchSynonyms(language=language, words=words)
        try:
            row.full_clean()
        except ValidationError as error:
            raise UnfitSynonyms(f"{words}: {' '.join(error.messages)}") from error
        row.save()
    return True
