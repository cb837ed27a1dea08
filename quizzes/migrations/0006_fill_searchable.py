from django.db import migrations

from quizzes.search import searchable_text
from quizzes.specs import from_dict


BATCH = 500


def fill_what_is_searched(apps, schema_editor):
    """Of questions written before the column. The stored shape only grows: the reader of today reads it."""
    Question = apps.get_model("quizzes", "Question")
    questions = (
        Question.objects.using(schema_editor.connection.alias)
        .exclude(current_version=None)
        .select_related("current_version")
        .order_by("pk")
    )
    last = 0
    while batch := list(questions.filter(pk__gt=last)[:BATCH]):
        for question in batch:
            spec = from_dict(question.current_version.spec)
            question.searchable = searchable_text(question.title, spec)
        questions.bulk_update(batch, ["searchable"], batch_size=BATCH)
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0005_who_marks")]

    operations = [
        migrations.RunPython(fill_what_is_searched, migrations.RunPython.noop, elidable=False),
    ]
