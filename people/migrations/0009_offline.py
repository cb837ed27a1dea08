import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_looks_at_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceivedForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=64, unique=True)),
                ("received_on", models.DateField(verbose_name="received on")),
            ],
            options={
                "verbose_name": "form received from a device",
                "verbose_name_plural": "forms received from devices",
            },
        ),
        migrations.CreateModel(
            name="PersonalDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "browser",
                    models.CharField(blank=True, max_length=20, verbose_name="browser"),
                ),
                ("system", models.CharField(blank=True, max_length=20, verbose_name="system")),
                (
                    "named_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="named at",
                    ),
                ),
                ("ends_at", models.DateTimeField(verbose_name="forgets everything at")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="personal_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "personal device",
                "verbose_name_plural": "personal devices",
                "ordering": ["-named_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("named_at"))),
                        name="personal_device_ends_after_naming",
                    )
                ],
            },
        ),
    ]
