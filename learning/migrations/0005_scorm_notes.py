from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0004_whole_learning")]

    operations = [
        migrations.AddField(
            model_name="scormpackage", name="notes", field=models.JSONField(default=list)
        ),
    ]
