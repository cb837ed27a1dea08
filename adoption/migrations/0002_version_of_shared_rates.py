"""Say by which version the rates of other organisations were counted: those that are here, by the second."""

from django.db import migrations, models

from core.migration_operations import refuse_updates


TABLE = "adoption_sharedmonth"


def guard_again(apps, schema_editor):
    """SQLite remade the table without its trigger."""
    if schema_editor.connection.vendor == "sqlite":
        refuse_updates("adoption_never_changes", "a publication never changes", TABLE).code(
            apps, schema_editor
        )


class Migration(migrations.Migration):
    dependencies = [("adoption", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="sharedmonth",
            name="definitions",
            field=models.PositiveSmallIntegerField(
                default=2, verbose_name="version of the definitions"
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="sharedmonth", name="shared_month_once"),
        migrations.AddConstraint(
            model_name="sharedmonth",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                models.F("portal_kind"),
                models.F("month"),
                models.F("definitions"),
                name="shared_month_once",
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
