from django.db import migrations, models

from adoption.migrations import _tables


class Migration(migrations.Migration):
    dependencies = [("adoption", "0001_initial")]
    operations = [
        migrations.AddField(
            "roll",
            "parts",
            models.JSONField(default=dict, verbose_name="keyed hashes by part of the staff"),
        ),
        _tables.never_changes_again("adoption_roll"),
    ]
