from django.db import migrations


SNIPPETS = ("portal", "glossaryterm")
CRUD = ("add", "change", "delete", "view")


def permission(apps, app_label, model, codename):
    """Permissions are made after all migrations; what is needed now is made now, under the same name."""
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    content_type = ContentType.objects.get_or_create(app_label=app_label, model=model)[0]
    return Permission.objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )[0]


def let_roles_work_in_the_admin(apps, schema_editor):
    """Editors and administrators: every page, picture, document and snippet."""
    Group = apps.get_model("auth.Group")
    settings = permission(apps, "cms", "organisationsettings", "change_organisationsettings")
    for group in Group.objects.filter(name__in=["editor", "administrator"]):
        group.permissions.add(
            *(
                permission(apps, "cms", model, f"{verb}_{model}")
                for model in SNIPPETS
                for verb in CRUD
            )
        )
        allow_pages(apps, group)
        allow_files(apps, group)
    Group.objects.get(name="administrator").permissions.add(settings)


def allow_pages(apps, group):
    GroupPagePermission = apps.get_model("wagtailcore.GroupPagePermission")
    root = apps.get_model("wagtailcore.Page").objects.get(depth=1)
    for verb in ("add", "change", "publish", "lock", "unlock"):
        GroupPagePermission.objects.get_or_create(
            group=group,
            page=root,
            permission=permission(apps, "wagtailcore", "page", f"{verb}_page"),
        )


def allow_files(apps, group):
    """Wagtail asks for the permissions of its own two models, whatever models stand in for them."""
    GroupCollectionPermission = apps.get_model("wagtailcore.GroupCollectionPermission")
    root = apps.get_model("wagtailcore.Collection").objects.get(depth=1)
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for verb in ("add", "change", "choose"):
            GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=root,
                permission=permission(apps, app_label, model, f"{verb}_{model}"),
            )


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_home_page")]

    operations = [
        migrations.RunPython(
            let_roles_work_in_the_admin, migrations.RunPython.noop, elidable=False
        ),
    ]
