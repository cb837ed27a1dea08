from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="attemptitem",
            name="page",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=32),
        ),
    ]
