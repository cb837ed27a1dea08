from django.db import migrations


TABLES = ("adoption_publication", "adoption_figure", "adoption_roll")
MESSAGE = "a publication never changes"

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION adoption_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def guard(apps, schema_editor):
    """The database itself refuses to change what is out. Deleting stays possible: retention needs it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
    for table in TABLES:
        schema_editor.execute(_trigger(table, schema_editor.connection.vendor))


def _trigger(table, vendor):
    start = f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} FOR EACH ROW"
    if vendor == "postgresql":
        return f"{start} EXECUTE FUNCTION adoption_never_changes()"
    return f"{start} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"


def unguard(apps, schema_editor):
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        place = f" ON {table}" if on_table else ""
        schema_editor.execute(f"DROP TRIGGER {table}_never_changes{place}")
    if on_table:
        schema_editor.execute("DROP FUNCTION adoption_never_changes()")


class Migration(migrations.Migration):
    dependencies = [("adoption", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
