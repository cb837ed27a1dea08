import django.db.models.deletion
from django.db import migrations, models


def of_service(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to="cms.portalservice",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("adoption", "0012_experiment_owners"),
    ]

    operations = [
        migrations.AlterField("usegoal", "service", of_service("goals")),
        migrations.AlterField("usetick", "service", of_service("ticks")),
    ]
