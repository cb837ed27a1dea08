from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0023_identity_checks"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="look",
            index=models.Index(fields=["looked_at"], name="look_by_moment"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["employed_until"], name="person_last_day"),
        ),
    ]
