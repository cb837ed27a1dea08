from django.db import migrations


MODELS = ("category", "question", "quiz")
VERBS = ("add", "change", "delete", "view")


def let_editors_write_quizzes(apps, schema_editor):
    """Permissions are made after all migrations; what is needed now is made now, under the same name."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    granted = []
    for model in MODELS:
        content_type = ContentType.objects.get_or_create(app_label="quizzes", model=model)[0]
        granted += [
            Permission.objects.get_or_create(
                content_type=content_type,
                codename=f"{verb}_{model}",
                defaults={"name": f"Can {verb} {model}"},
            )[0]
            for verb in VERBS
        ]
    for group in Group.objects.filter(name__in=["editor", "administrator"]):
        group.permissions.add(*granted)


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0001_initial"),
        ("people", "0002_root_team_and_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(let_editors_write_quizzes, migrations.RunPython.noop, elidable=False),
    ]
