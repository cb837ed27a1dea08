from django.db import migrations


def make_group(apps, schema_editor):
    """Make the group of trainers, who work in Wagtail’s admin; quizzes let it mark open answers."""
    admin = apps.get_model("auth.Permission").objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    group, _made = apps.get_model("auth.Group").objects.get_or_create(name="trainer")
    group.permissions.add(admin)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0021_trainer_role"),
    ]

    operations = [
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
