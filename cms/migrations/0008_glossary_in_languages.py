import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_each_word_its_language(apps, schema_editor):
    """What was written so far is in the language of the installation."""
    locale = apps.get_model("wagtailcore.Locale").objects.get(language_code=settings.LANGUAGE_CODE)
    for term in apps.get_model("cms.GlossaryTerm").objects.order_by("pk"):
        term.translation_key = uuid.uuid4()
        term.locale = locale
        term.save(update_fields=["translation_key", "locale"])


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0007_two_languages"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="glossaryterm",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AddField(
            model_name="glossaryterm",
            name="translation_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_each_word_its_language, migrations.RunPython.noop),
    ]
