from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0019_looks_at_people_chosen"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="importmapping",
            name="import_mapping_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="importrun",
            name="import_run_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="stagedfile",
            name="staged_file_kind_is_known",
        ),
        migrations.AlterField(
            model_name="importmapping",
            name="kind",
            field=models.CharField(
                choices=[
                    ("staff", "staff"),
                    ("usage", "portal use"),
                    ("links", "portal links"),
                    ("contacts", "contacts of the public"),
                    ("courses", "courses and questions"),
                ],
                max_length=20,
                verbose_name="kind of file",
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("staff", "staff"),
                    ("usage", "portal use"),
                    ("links", "portal links"),
                    ("contacts", "contacts of the public"),
                    ("courses", "courses and questions"),
                ],
                max_length=20,
                verbose_name="kind of file",
            ),
        ),
        migrations.AlterField(
            model_name="stagedfile",
            name="kind",
            field=models.CharField(
                choices=[
                    ("staff", "staff"),
                    ("usage", "portal use"),
                    ("links", "portal links"),
                    ("contacts", "contacts of the public"),
                    ("courses", "courses and questions"),
                ],
                max_length=20,
                verbose_name="kind of file",
            ),
        ),
        migrations.AddConstraint(
            model_name="importmapping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["staff", "usage", "links", "contacts", "courses"])
                ),
                name="import_mapping_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["staff", "usage", "links", "contacts", "courses"])
                ),
                name="import_run_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["staff", "usage", "links", "contacts", "courses"])
                ),
                name="staged_file_kind_is_known",
            ),
        ),
    ]
