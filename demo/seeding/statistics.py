"""Tell PostgreSQL how large the tables are by now: before the commit, autovacuum sees none of their rows."""

from django.db import connection


def refresh_statistics() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
