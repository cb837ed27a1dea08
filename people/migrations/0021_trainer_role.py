from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0020_files_of_courses"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="rolechange",
            name="role_change_role_is_known",
        ),
        migrations.AlterField(
            model_name="rolechange",
            name="role",
            field=models.CharField(
                choices=[
                    ("training_manager", "training manager"),
                    ("editor", "editor"),
                    ("data_protection_officer", "data protection officer"),
                    ("administrator", "administrator"),
                    ("enrolment_officer", "enrolment officer"),
                    ("trainer", "trainer"),
                ],
                max_length=40,
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "training_manager",
                            "editor",
                            "data_protection_officer",
                            "administrator",
                            "enrolment_officer",
                            "trainer",
                        ],
                    )
                ),
                name="role_change_role_is_known",
            ),
        ),
    ]
