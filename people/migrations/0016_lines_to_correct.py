import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0015_held_mail_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinesToCorrect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.JSONField(verbose_name="lines")),
                (
                    "written",
                    models.JSONField(default=dict, verbose_name="how the file was written"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="set aside at",
                    ),
                ),
            ],
            options={
                "verbose_name": "lines to correct",
                "verbose_name_plural": "lines to correct",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="importrun",
            name="import_run_state_is_known",
        ),
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("checking", "being checked"),
                    ("checked", "checked, not applied"),
                    ("held", "waits for a confirmation"),
                    ("asking", "waits for answers"),
                    ("awaiting_approval", "waits for somebody else’s approval"),
                    ("applying", "being applied"),
                    ("applied", "applied"),
                    ("refused", "refused"),
                    ("declined", "not approved"),
                    ("failed", "interrupted by an error"),
                ],
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "checking",
                            "checked",
                            "held",
                            "asking",
                            "awaiting_approval",
                            "applying",
                            "applied",
                            "refused",
                            "declined",
                            "failed",
                        ],
                    )
                ),
                name="import_run_state_is_known",
            ),
        ),
        migrations.AddField(
            model_name="linestocorrect",
            name="run",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines_to_correct",
                to="people.importrun",
            ),
        ),
    ]
