import unicodedata

from django.db import migrations


BATCH = 2000
UNDECOMPOSED = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "’": "'"}
)


def folded(text):
    decomposed = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED))
    plain = "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()
    return " ".join("".join(each if each.isalnum() else " " for each in plain).split())


def fold_the_names_of_everybody(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    people = Person.objects.using(schema_editor.connection.alias).order_by("pk")
    last = 0
    while batch := list(people.filter(pk__gt=last).only("last_name", "first_name")[:BATCH]):
        for person in batch:
            person.folded_name = folded(f"{person.last_name} {person.first_name}")[:250]
        people.bulk_update(batch, ["folded_name"], batch_size=500)
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("people", "0004_access_and_privacy")]

    operations = [
        migrations.RunPython(
            fold_the_names_of_everybody, migrations.RunPython.noop, elidable=False
        ),
    ]
