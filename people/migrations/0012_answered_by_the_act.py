from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0011_answers_before_the_register")]
    operations = [
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "answered"), _negated=True),
                    ("acted_at__isnull", False),
                    models.Q(("without_act", ""), _negated=True),
                    _connector="OR",
                ),
                name="data_request_answered_by_its_act",
                violation_error_message="What is asked was not done yet: do it, or write why it is answered without.",
            ),
        ),
    ]
