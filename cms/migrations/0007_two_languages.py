from django.db import migrations


LANGUAGES = ("fr", "en")
TRANSLATORS = ("editor", "administrator")


def make_the_locales(apps, schema_editor):
    """French comes from Wagtail’s own first migration, as the language of the installation."""
    Locale = apps.get_model("wagtailcore.Locale")
    for code in LANGUAGES:
        Locale.objects.get_or_create(language_code=code)


def let_authors_translate(apps, schema_editor):
    """Permissions are made after all migrations; this one is wagtail-localize’s own, under its name."""
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    translation = ContentType.objects.get_or_create(
        app_label="wagtail_localize", model="translation"
    )[0]
    permission = Permission.objects.get_or_create(
        content_type=translation,
        codename="submit_translation",
        defaults={"name": "Can submit translations"},
    )[0]
    for group in apps.get_model("auth.Group").objects.filter(name__in=TRANSLATORS):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0006_screens"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [
        migrations.RunPython(make_the_locales, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(let_authors_translate, migrations.RunPython.noop, elidable=False),
    ]
