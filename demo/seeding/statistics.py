"""Tell PostgreSQL how large the tables are by now: before the commit, autovacuum sees none of their rows."""

from django.db import connection
from django.db.models import Model


def refresh_statistics(*models: type[Model]) -> None:
    """Refresh the statistics of these tables, or of all."""
    if connection.vendor == "postgresql":
        names = [connection.ops.quote_name(model._meta.db_table) for model in models]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(names)}")
