from collections.abc import Iterable

from django.db import connection


def lock_names(names: Iterable[str]) -> None:
    """Hold a lock for each name, in this order, until the transaction ends. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name",
                [list(names)],
            )
