import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0024_indexes_of_last_days_and_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="BackupRun",
            fields=[
                (
                    "kind",
                    models.CharField(
                        choices=[("backup", "made"), ("check", "tried")],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                        verbose_name="kind",
                    ),
                ),
                ("backup", models.CharField(max_length=100, verbose_name="file")),
                ("finished_at", models.DateTimeField(verbose_name="finished at")),
                ("seconds", models.FloatField(verbose_name="length in seconds")),
                ("size", models.BigIntegerField(verbose_name="bytes")),
                ("rows", models.BigIntegerField(default=0, verbose_name="rows")),
                (
                    "error",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="failure"
                    ),
                ),
            ],
            options={
                "verbose_name": "run of a backup",
                "verbose_name_plural": "runs of backups",
                "ordering": ["kind"],
            },
        ),
        migrations.CreateModel(
            name="CollectedErasure",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="collected",
                        serialize=False,
                        to="people.erasureentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "collected entry of the journal of erasures",
                "verbose_name_plural": "collected entries of the journal of erasures",
                "ordering": ["entry"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="outboxtask",
            name="outbox_task_queue_is_known",
        ),
        migrations.AlterField(
            model_name="outboxtask",
            name="queue",
            field=models.CharField(
                choices=[
                    ("mails", "mails"),
                    ("imports", "imports"),
                    ("publications", "publications"),
                    ("backups", "backups"),
                    ("default", "everything else"),
                ],
                max_length=20,
                verbose_name="queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("queue__in", ["mails", "imports", "publications", "backups", "default"])
                ),
                name="outbox_task_queue_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="backuprun",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["backup", "check"])),
                name="backup_run_kind_is_known",
            ),
        ),
    ]
