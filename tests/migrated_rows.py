"""The rows that the migrations leave, put back after a test that commits. PostgreSQL alone, as its superuser.

Django would truncate every table and save these rows again one by one: as right, and thirty times as slow.
"""

from django.db import connection, transaction


COPIES = "migrated_rows"  # a schema that no connection searches
# Neither the triggers that refuse a deletion nor foreign keys look at what is put back.
UNCHECKED = "SET LOCAL session_replication_role = replica"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped
"""


class MigratedRows:
    """Made when the database has just been migrated."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {COPIES}")
            cursor.execute(TABLES)
            tables = [f'"{name}"' for (name,) in cursor.fetchall()]
            some = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0})".format
            self.filled = " UNION ALL ".join(some(table) for table in tables)
            cursor.execute(self.filled)
            self.copied = {table: "" for (table,) in cursor.fetchall()}
            for table in self.copied:
                cursor.execute(f"CREATE TABLE {COPIES}.{table} AS TABLE {table}")
                cursor.execute(COLUMNS, [table])
                self.copied[table] = cursor.fetchone()[0]

    def put_back(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(UNCHECKED)
            cursor.execute(self.filled)
            filled = [table for (table,) in cursor.fetchall()]
            steps = [f"DELETE FROM {table}" for table in filled]  # noqa: S608
            steps += [
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {COPIES}.{table}"  # noqa: S608
                for table, columns in self.copied.items()
            ]
            cursor.execute("; ".join(steps))
