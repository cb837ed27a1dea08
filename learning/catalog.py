"""Parses the query string of the catalogue."""

from django.http import QueryDict

from learning.enums import Level
from learning.queries.catalog import CatalogQuery


WORDS, LEVEL, MINUTES, PAGE = "q", "niveau", "duree", "page"
LONGEST = 100  # of what is looked for
DURATIONS = (15, 30, 60)  # minutes


def parse_catalog_query(given: QueryDict) -> CatalogQuery:
    """Return the query. What is not understood is ignored: an old link still opens the catalogue."""
    level, minutes = given.get(LEVEL, ""), given.get(MINUTES, "")
    return CatalogQuery(
        words=given.get(WORDS, "").strip()[:LONGEST],
        level=level if level in Level.values else "",
        minutes=int(minutes) if minutes in map(str, DURATIONS) else 0,
    )
