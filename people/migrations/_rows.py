ADMIN_ROLES = ("training_manager", "editor", "data_protection_officer", "administrator")


def make_root_and_roles(apps, schema_editor):
    """Make the one root of the tree of teams, and a group of the same name for each granted role.

    All but enrolment officers work in Wagtail's admin; what each finds there is asked of policies.
    Wagtail's own migrations, which come before, would give everybody there every image and document.
    """
    apps.get_model("people.Team").objects.create(
        code=".", name="Passerelle", path="0001", depth=1, numchild=0
    )
    groups = apps.get_model("auth.Group").objects
    admin = apps.get_model("auth.Permission").objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    for role in ADMIN_ROLES:
        groups.create(name=role).permissions.add(admin)
    groups.create(name="enrolment_officer")
