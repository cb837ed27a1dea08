from django.db import migrations


TABLE = "quizzes_statisticssnapshot"
MESSAGE = "published statistics never change"

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION quizzes_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def guard(apps, schema_editor):
    """The database itself refuses to change what is out. A quiz that is deleted takes its figures along."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    start = f"CREATE TRIGGER {TABLE}_never_changes BEFORE UPDATE ON {TABLE} FOR EACH ROW"
    if on_postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION)
        schema_editor.execute(f"{start} EXECUTE FUNCTION quizzes_never_changes()")
    else:
        schema_editor.execute(f"{start} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")


def unguard(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    place = f" ON {TABLE}" if on_postgresql else ""
    schema_editor.execute(f"DROP TRIGGER {TABLE}_never_changes{place}")
    if on_postgresql:
        schema_editor.execute("DROP FUNCTION quizzes_never_changes()")


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0003_richer_quizzes")]

    operations = [migrations.RunPython(guard, unguard)]
