from django.conf import settings
from django.db import migrations


# What an answer of before was for is not known: it says so, in the language of the installation.
WORDS = {
    "fr": "Répondue avant que le registre demande ce qui a été fait.",
    "en": "Answered before the register asked what had been done.",
}


def say_so(apps, schema_editor):
    requests = apps.get_model("people", "DataRequest").objects.using(schema_editor.connection.alias)
    words = WORDS["fr" if settings.LANGUAGE_CODE.startswith("fr") else "en"]
    requests.filter(status="answered", acted_at=None, without_act="").update(without_act=words)


class Migration(migrations.Migration):
    dependencies = [("people", "0010_request_register")]
    operations = [migrations.RunPython(say_so, migrations.RunPython.noop, elidable=True)]
