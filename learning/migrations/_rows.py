from core.migration_operations import grant_permissions, model_permissions


AUTHORS = ["editor", "administrator"]


def make_the_catalogue(apps, schema_editor):
    """Make /apprendre/, empty: the main navigation points at it from the first day."""
    homes = apps.get_model("cms.HomePage").objects
    home = homes.get()
    kind, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="learning", model="catalogpage"
    )
    apps.get_model("learning.CatalogPage").objects.create(
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
        content_type=kind,
    )
    homes.update(numchild=1)


def let_roles_keep_courses(apps, schema_editor):
    """Let authors and training managers make paths, and authors import SCORM packages."""
    grant_permissions(
        apps, [*AUTHORS, "training_manager"], "learning", "path", **model_permissions("path")
    )
    grant_permissions(
        apps,
        AUTHORS,
        "learning",
        "scormpackage",
        **model_permissions("scormpackage", "SCORM package"),
    )
