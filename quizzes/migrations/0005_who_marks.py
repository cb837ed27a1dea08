from django.db import migrations


def let_training_managers_mark(apps, schema_editor):
    """Permissions are made after all migrations; what is needed now is made now, under the same name."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    content_type = ContentType.objects.get_or_create(app_label="quizzes", model="essaymark")[0]
    mark_essay = Permission.objects.get_or_create(
        content_type=content_type,
        codename="mark_essay",
        defaults={"name": "Can mark open answers"},
    )[0]
    for group in Group.objects.filter(name="training_manager"):
        group.permissions.add(mark_essay)


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0004_snapshots_never_change"),
        ("people", "0002_root_team_and_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(let_training_managers_mark, migrations.RunPython.noop, elidable=False),
    ]
