"""For migrations: rows that the database itself refuses to change, as all that is published.

Deleting stays possible: retention needs it. SQLite drops the triggers of a table that it remakes, so
a migration that alters such a table ends with `frozen` again, there alone.
"""

from django.db.migrations import RunPython


MESSAGE = "a publication never changes"


def frozen(*tables: str) -> RunPython:
    """After 0002_published_figures_never_change, which makes the function that PostgreSQL calls."""

    def guard(apps, schema_editor):
        for table in tables:
            start = f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} FOR EACH ROW"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"{start} EXECUTE FUNCTION adoption_never_changes()")
            else:
                schema_editor.execute(f"{start} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")

    def unguard(apps, schema_editor):
        for table in tables:
            place = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {table}_never_changes{place}")

    return RunPython(guard, unguard)
