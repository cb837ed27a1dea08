from django.db import migrations, models
from django.db.models import Q

from learning.migrations._completions import forget_completions


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0011_lesson_progress_timed"),
        ("quizzes", "0005_archived_questions"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="completed_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="completed at"
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="completion_rule",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                models.F("person"),
                condition=Q(ended_at=None, exempted_at__isnull=False),
                name="assignment_exempted",
            ),
        ),
        forget_completions(),
    ]
