from django.db import migrations


def name_the_root(apps, schema_editor):
    """Wagtail's first migration names the page above every site in English, for editors to read."""
    pages = apps.get_model("wagtailcore.Page").objects.filter(depth=1, title="Root")
    pages.update(title="Racine", draft_title="Racine")


class Migration(migrations.Migration):
    dependencies = [("cms", "0004_review_by_editors")]

    operations = [
        migrations.RunPython(name_the_root, migrations.RunPython.noop, elidable=False),
    ]
