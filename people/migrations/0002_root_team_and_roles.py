from django.db import migrations


ROLES = ("training_manager", "editor", "data_protection_officer", "administrator")


def make_root_and_roles(apps, schema_editor):
    """The tree has one root, and each granted role is a group of the same name."""
    Team = apps.get_model("people", "Team")
    Team.objects.get_or_create(
        code=".", defaults={"name": "Passerelle", "path": "0001", "depth": 1, "numchild": 0}
    )
    Group = apps.get_model("auth", "Group")
    for role in ROLES:
        Group.objects.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(make_root_and_roles, migrations.RunPython.noop, elidable=False),
    ]
