from django.db import migrations

from core.migration_operations import grant_permissions


def let_trainers_mark(apps, schema_editor):
    grant_permissions(apps, ["trainer"], "quizzes", "essaymark", mark_essay="Can mark open answers")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0022_group_of_trainers"),
        ("quizzes", "0003_theme_names_in_english"),
    ]

    operations = [
        migrations.RunPython(let_trainers_mark, migrations.RunPython.noop),
    ]
