import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0016_lines_to_correct"),
    ]

    operations = [
        migrations.AddField(
            model_name="personaldevice",
            name="name",
            field=models.CharField(blank=True, db_default="", max_length=40, verbose_name="name"),
        ),
        migrations.AddField(
            model_name="opensession",
            name="device",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sessions",
                to="people.personaldevice",
            ),
        ),
        migrations.AddField(
            model_name="pushdevice",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="push_devices",
                to="people.opensession",
            ),
        ),
        migrations.AddField(
            model_name="pushdevice",
            name="device",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="push_devices",
                to="people.personaldevice",
            ),
        ),
    ]
