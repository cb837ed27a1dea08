from django.db import migrations, models


def owner(words):
    return models.CharField(
        blank=True, db_default="", default="", max_length=100, verbose_name=words
    )


class Migration(migrations.Migration):
    dependencies = [
        ("adoption", "0011_time_and_money"),
    ]

    operations = [
        migrations.AddField("experiment", "sponsor", owner("sponsor")),
        migrations.AddField("experiment", "trade_owner", owner("owner in the trade")),
        migrations.AddField("experiment", "it_owner", owner("owner in IT")),
    ]
