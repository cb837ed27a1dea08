from django.db import migrations


ROLES = ("training_manager", "editor", "data_protection_officer", "administrator")


def open_the_admin_to_roles(apps, schema_editor):
    """Every granted role works in Wagtail's admin; what each finds there is asked of policies."""
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for group in Group.objects.filter(name__in=ROLES):
        group.permissions.add(access)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_root_team_and_roles"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        # They let whoever enters the administration by then choose every picture and document.
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [
        migrations.RunPython(open_the_admin_to_roles, migrations.RunPython.noop, elidable=False),
    ]
