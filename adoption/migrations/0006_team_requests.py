"""Keep why an action was suggested, the path that a team asks for, and the answer to a request."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("adoption", "0005_surveys_people_hear_of"),
        ("cms", "0001_initial"),
        ("learning", "0001_initial"),
        ("people", "0002_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="teamaction",
            name="team_action_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="teamactionstep",
            name="team_action_step_event_is_known",
        ),
        migrations.AddField(
            model_name="teamaction",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("arranged", "It is arranged"),
                    ("nobody_free", "Nobody is free for it at the moment"),
                    ("other_day", "Not on that day: ask for another one"),
                    ("join", "Join one that is planned already"),
                    (
                        "other_help",
                        "Something else will help more: the training department calls you",
                    ),
                ],
                default="",
                max_length=20,
                verbose_name="answer",
            ),
        ),
        migrations.AddField(
            model_name="teamaction",
            name="path",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="learning.path",
            ),
        ),
        migrations.AddField(
            model_name="teamaction",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="teamaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("workshop", "Discovery workshop"),
                    ("ambassador", "An ambassador comes to the team"),
                    ("talk", "Talk about the future of our jobs"),
                    ("lesson", "Ten minutes for a lesson, together"),
                    ("story", "Tell a story that shows what it is for"),
                    ("conversation", "A conversation with an ambassador"),
                    ("reminder", "A fixed moment in the diary"),
                    ("example", "Begin with yourself"),
                    ("path", "A training path for the team"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="teamactionstep",
            name="event",
            field=models.CharField(
                choices=[
                    ("planned", "planned"),
                    ("moved", "moved to another day"),
                    ("done", "done"),
                    ("arranged", "arranged by the training department"),
                    ("declined", "declined by the training department"),
                    ("dropped", "dropped"),
                    ("taken_back", "taken back: under way again"),
                ],
                max_length=20,
                verbose_name="what happened",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "workshop",
                            "ambassador",
                            "talk",
                            "lesson",
                            "story",
                            "conversation",
                            "reminder",
                            "example",
                            "path",
                        ],
                    )
                ),
                name="team_action_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "path"), ("path__isnull", False)),
                    models.Q(models.Q(("kind", "path"), _negated=True), ("path", None)),
                    _connector="OR",
                ),
                name="team_action_path_where_one_is_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer__in", ["join", "nobody_free", "other_day", "other_help"]),
                        _negated=True,
                    ),
                    ("dropped_on__isnull", False),
                    _connector="OR",
                ),
                name="team_action_declined_is_dropped",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer", ""),
                    ("answer__in", ["arranged", "nobody_free", "other_day", "join", "other_help"]),
                    _connector="OR",
                ),
                name="team_action_answer_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamactionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "event__in",
                        [
                            "planned",
                            "moved",
                            "done",
                            "arranged",
                            "declined",
                            "dropped",
                            "taken_back",
                        ],
                    )
                ),
                name="team_action_step_event_is_known",
            ),
        ),
    ]
