from django.db import migrations


CRUD = ("add", "change", "delete", "view")


def make_the_catalogue(apps, schema_editor):
    """The main navigation points at /apprendre/: it is there from the first day, empty."""
    ContentType = apps.get_model("contenttypes.ContentType")
    HomePage = apps.get_model("cms.HomePage")
    CatalogPage = apps.get_model("learning.CatalogPage")
    home = HomePage.objects.filter(depth=2).first()
    if home is None or CatalogPage.objects.exists() or home.numchild:
        return
    CatalogPage.objects.create(
        title="Apprendre",
        draft_title="Apprendre",
        slug="apprendre",
        introduction="Des leçons de cinq à dix minutes, à suivre dans l’ordre qui vous convient.",
        path=f"{home.path}0001",
        depth=3,
        numchild=0,
        url_path=f"{home.url_path}apprendre/",
        locale_id=home.locale_id,
        live=True,
        content_type=ContentType.objects.get_or_create(app_label="learning", model="catalogpage")[
            0
        ],
    )
    HomePage.objects.filter(pk=home.pk).update(numchild=1)


def let_editors_make_paths(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    content_type = ContentType.objects.get_or_create(app_label="learning", model="path")[0]
    permissions = [
        Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{verb}_path",
            defaults={"name": f"Can {verb} path"},
        )[0]
        for verb in CRUD
    ]
    Group = apps.get_model("auth.Group")
    for group in Group.objects.filter(name__in=["editor", "administrator", "training_manager"]):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0001_initial"),
        ("cms", "0003_editor_permissions"),
    ]

    operations = [
        migrations.RunPython(make_the_catalogue, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(let_editors_make_paths, migrations.RunPython.noop, elidable=False),
    ]
