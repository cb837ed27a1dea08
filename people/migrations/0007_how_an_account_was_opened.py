from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models


LOOKS_ONLY_GROW = import_module("people.migrations.0006_looks_only_grow")


def guard(apps, schema_editor):
    """SQLite has remade the table to alter it, and dropped its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        LOOKS_ONLY_GROW.guard(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_looks_only_grow"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard),
        migrations.RemoveConstraint(
            model_name="look",
            name="look_seen_is_known",
        ),
        migrations.AddField(
            model_name="accountopening",
            name="cause",
            field=models.CharField(
                choices=[
                    ("invitation", "with an invitation"),
                    ("new_address", "by mail, at an address that had been changed lately"),
                    ("new_identity", "through a sign-in service that was new to it"),
                ],
                db_default="invitation",
                default="invitation",
                max_length=20,
                verbose_name="how",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="address_changed_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                null=True,
                verbose_name="address changed by somebody else at",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="number_changed_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                null=True,
                verbose_name="staff number changed by somebody else at",
            ),
        ),
        migrations.AlterField(
            model_name="accountopening",
            name="invitation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.invitation",
            ),
        ),
        migrations.AlterField(
            model_name="look",
            name="seen",
            field=models.CharField(
                blank=True,
                choices=[
                    ("record", "your staff record (identity, positions, roles)"),
                    ("staff_line", "your line in a staff list being imported"),
                    ("invitation", "your name and staff number, on a new invitation"),
                    ("account", "your account (its second step was taken away)"),
                    ("address", "your address or staff number, which was changed"),
                    ("help", "your help (topics, times, reasons of a proposal)"),
                    ("data_request", "your request about your data"),
                    ("sealed_file", "nothing, but a file that only your passphrase opens was made"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="what was seen",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountopening",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", ["invitation", "new_address", "new_identity"])),
                name="account_opening_cause_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cause", "invitation"), ("invitation__isnull", False)),
                    models.Q(
                        models.Q(("cause", "invitation"), _negated=True), ("invitation", None)
                    ),
                    _connector="OR",
                ),
                name="account_opening_by_invitation_has_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "seen__in",
                        [
                            "",
                            "record",
                            "staff_line",
                            "invitation",
                            "account",
                            "address",
                            "help",
                            "data_request",
                            "sealed_file",
                        ],
                    )
                ),
                name="look_seen_is_known",
            ),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
