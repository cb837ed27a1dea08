from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0004_whole_learning")]

    operations = [
        migrations.AddField(
            model_name="path",
            name="title_en",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="title in English"
            ),
        ),
        migrations.AddField(
            model_name="path",
            name="summary_en",
            field=models.TextField(
                blank=True, default="", max_length=400, verbose_name="summary in English"
            ),
        ),
    ]
