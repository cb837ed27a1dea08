from typing import Any

from django.db import migrations, models

from core.migration_operations import refuse_updates


ROLL_NEVER_CHANGES = refuse_updates(
    "adoption_never_changes", "a publication never changes", "adoption_roll"
)


def guard_remade_table(apps: Any, schema_editor: Any) -> None:
    """SQLite remade the table, and dropped its trigger."""
    if schema_editor.connection.vendor == "sqlite":
        ROLL_NEVER_CHANGES.code(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("adoption", "0001_initial")]
    operations = [
        migrations.AddField(
            "roll",
            "parts",
            models.JSONField(default=dict, verbose_name="keyed hashes by part of the staff"),
        ),
        migrations.RunPython(guard_remade_table, migrations.RunPython.noop),
    ]
