from django.db import migrations


CRUD = ("add", "change", "delete", "view")


def let_editors_keep_packages(apps, schema_editor):
    """Permissions are made after all migrations; what is needed now is made now, under the same name."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type = ContentType.objects.get_or_create(app_label="learning", model="scormpackage")[0]
    permissions = [
        Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{verb}_scormpackage",
            defaults={"name": f"Can {verb} SCORM package"},
        )[0]
        for verb in CRUD
    ]
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=["editor", "administrator"]):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("learning", "0005_words_of_pages")]

    operations = [
        migrations.RunPython(let_editors_keep_packages, migrations.RunPython.noop, elidable=False),
    ]
