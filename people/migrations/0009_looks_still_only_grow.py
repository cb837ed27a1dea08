from importlib import import_module

from django.db import migrations


EARLIER = import_module("people.migrations.0006_looks_only_grow")
MAY_UPDATE = f"{EARLIER.MAY_UPDATE} AND NEW.about = OLD.about"


def guard(apps, schema_editor):
    """SQLite has remade the table and dropped its triggers; both now keep the new column too."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EARLIER.POSTGRESQL_FUNCTION.replace(EARLIER.MAY_UPDATE, MAY_UPDATE))
        return
    may_delete = EARLIER.MAY_DELETE.format(year_ago="datetime('now', '-12 months')")
    may_insert = f"NOT {EARLIER.SQLITE_NO_REPLACING}"
    for verb, allowed in (("DELETE", may_delete), ("UPDATE", MAY_UPDATE), ("INSERT", may_insert)):
        schema_editor.execute(
            EARLIER.SQLITE_TRIGGER.format(verb=verb, allowed=allowed, message=EARLIER.MESSAGE)
        )


def guard_as_before(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EARLIER.POSTGRESQL_FUNCTION)
    else:
        EARLIER.unguard(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("people", "0008_more_is_looked_at")]

    operations = [migrations.RunPython(guard, guard_as_before)]
