import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0005_module_certificates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WeekGoal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "aim",
                    models.CharField(
                        choices=[("one_lesson", "one lesson"), ("ten_minutes", "ten minutes")],
                        max_length=20,
                        verbose_name="goal",
                    ),
                ),
                ("week", models.DateField(verbose_name="Monday of its week")),
                (
                    "set_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="set at"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="week_goal",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "goal of a week",
                "verbose_name_plural": "goals of a week",
                "ordering": ["-set_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("aim__in", ["one_lesson", "ten_minutes"])),
                        name="week_goal_aim_is_known",
                    )
                ],
            },
        ),
    ]
