import uuid
from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.fields.json
import django.db.models.functions.datetime
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0002_editor_permissions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Competence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=200, verbose_name="title in English"),
                ),
            ],
            options={
                "verbose_name": "competence",
                "verbose_name_plural": "competences",
                "ordering": ["framework", "code"],
            },
        ),
        migrations.CreateModel(
            name="EssayMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="mark number")),
                ("grid", models.JSONField(default=list, verbose_name="marking grid")),
                (
                    "fraction",
                    models.DecimalField(
                        decimal_places=10, max_digits=12, verbose_name="share of the points"
                    ),
                ),
                (
                    "comment",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="comment to the learner"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why the mark was changed"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="marked at",
                    ),
                ),
            ],
            options={
                "verbose_name": "mark of an open answer",
                "verbose_name_plural": "marks of open answers",
                "ordering": ["item", "number"],
                "permissions": [("mark_essay", "Can mark open answers")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ExtraTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(default=33, verbose_name="more time (%)"),
                ),
            ],
            options={
                "verbose_name": "extra time",
                "verbose_name_plural": "extra times",
            },
        ),
        migrations.CreateModel(
            name="Framework",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("edition", models.CharField(max_length=40, verbose_name="edition")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "published_on",
                    models.DateField(blank=True, null=True, verbose_name="published on"),
                ),
            ],
            options={
                "verbose_name": "competence framework",
                "verbose_name_plural": "competence frameworks",
                "ordering": ["name", "edition"],
            },
        ),
        migrations.CreateModel(
            name="QuizBand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_percent",
                    models.PositiveSmallIntegerField(default=0, verbose_name="from (%)"),
                ),
                ("text", models.TextField(max_length=10000, verbose_name="text")),
            ],
            options={
                "verbose_name": "text by score",
                "verbose_name_plural": "texts by score",
                "ordering": ["quiz", "-from_percent"],
            },
        ),
        migrations.CreateModel(
            name="QuizDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("count", models.PositiveSmallIntegerField(default=1, verbose_name="how many")),
                (
                    "easiest",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="difficulty from"
                    ),
                ),
                (
                    "hardest",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="difficulty up to"
                    ),
                ),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        max_digits=7,
                        verbose_name="points for each",
                    ),
                ),
            ],
            options={
                "verbose_name": "questions drawn at random",
                "verbose_name_plural": "questions drawn at random",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RemarkedItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    models.DecimalField(
                        blank=True,
                        decimal_places=10,
                        max_digits=12,
                        null=True,
                        verbose_name="share of the points before",
                    ),
                ),
                (
                    "after",
                    models.DecimalField(
                        decimal_places=10, max_digits=12, verbose_name="share of the points since"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="corrected at",
                    ),
                ),
            ],
            options={
                "verbose_name": "corrected answer",
                "verbose_name_plural": "corrected answers",
                "ordering": ["run", "item"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RemarkRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "only_raises",
                    models.BooleanField(default=True, verbose_name="nobody’s score is lowered"),
                ),
                (
                    "started_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="started at",
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                ("cursor", models.BigIntegerField(db_default=0, editable=False)),
                (
                    "examined",
                    models.PositiveIntegerField(db_default=0, verbose_name="results looked at"),
                ),
                (
                    "raised",
                    models.PositiveIntegerField(db_default=0, verbose_name="results that rose"),
                ),
                (
                    "lowered",
                    models.PositiveIntegerField(db_default=0, verbose_name="results that fell"),
                ),
                (
                    "now_passed",
                    models.PositiveIntegerField(db_default=0, verbose_name="quizzes passed since"),
                ),
                (
                    "no_longer_passed",
                    models.PositiveIntegerField(
                        db_default=0, verbose_name="quizzes no longer passed"
                    ),
                ),
            ],
            options={
                "verbose_name": "correction of results",
                "verbose_name_plural": "corrections of results",
                "ordering": ["-started_at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReviewCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("memory", models.JSONField(verbose_name="what is remembered of it")),
                ("due_at", models.DateTimeField(verbose_name="to be seen again")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("response", models.JSONField(blank=True, default=dict, verbose_name="answer")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
                ),
            ],
            options={
                "verbose_name": "mistake to review",
                "verbose_name_plural": "mistakes to review",
                "ordering": ["due_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SharedResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("manager", "your manager"),
                            ("training", "the training department"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "with_score",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="As it was shown when it was sent.",
                        verbose_name="with the score",
                    ),
                ),
                (
                    "shared_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="sent on"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="withdrawn on"),
                ),
            ],
            options={
                "verbose_name": "result that was sent",
                "verbose_name_plural": "results that were sent",
                "ordering": ["-shared_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="StatisticsSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="published",
                    ),
                ),
                ("n", models.PositiveIntegerField(verbose_name="people counted")),
                ("data", models.JSONField(verbose_name="figures")),
            ],
            options={
                "verbose_name": "statistics of a quiz",
                "verbose_name_plural": "statistics of quizzes",
                "ordering": ["quiz", "-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
            ],
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
                "ordering": ["name"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="attemptitem",
            name="attempt_item_fraction_in_range",
        ),
        migrations.RemoveConstraint(
            model_name="quiz",
            name="quiz_pass_percent_in_range",
        ),
        migrations.AddField(
            model_name="attempt",
            name="awaiting",
            field=models.PositiveSmallIntegerField(
                db_default=0, verbose_name="answers that wait for a marker"
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="behaviour",
            field=models.CharField(
                choices=[
                    ("at_once", "explained at once"),
                    ("at_end", "explained at the end"),
                    ("tries", "several tries"),
                    ("certainty", "at the end, with how sure one is"),
                ],
                db_default="at_once",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="closed_by",
            field=models.CharField(
                blank=True,
                choices=[("learner", "the learner"), ("time", "the end of the time")],
                db_default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="must be submitted by"),
        ),
        migrations.AddField(
            model_name="attempt",
            name="external_id",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="attempt",
            name="is_counted",
            field=models.BooleanField(db_default=False, editable=False),
        ),
        migrations.AddField(
            model_name="attempt",
            name="max_tries",
            field=models.PositiveSmallIntegerField(db_default=1),
        ),
        migrations.AddField(
            model_name="attempt",
            name="origin",
            field=models.CharField(
                choices=[
                    ("written", "written here"),
                    ("gift", "GIFT file"),
                    ("moodle_xml", "Moodle XML file"),
                    ("aiken", "Aiken file"),
                    ("table", "table (CSV or Excel)"),
                    ("dj_quiz", "django-quiz-app"),
                ],
                db_default="written",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="purpose",
            field=models.CharField(
                choices=[("training", "training"), ("exam", "exam"), ("placement", "placement")],
                db_default="training",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="self_level",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="level that one believes to have"
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="shuffle_answers",
            field=models.BooleanField(db_default=True),
        ),
        migrations.AddField(
            model_name="attempt",
            name="try_penalty",
            field=models.PositiveSmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="attemptitem",
            name="certainty",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "not very sure"), (2, "rather sure"), (3, "sure")],
                null=True,
                verbose_name="how sure",
            ),
        ),
        migrations.AddField(
            model_name="attemptitem",
            name="difficulty",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="difficulty when asked"
            ),
        ),
        migrations.AddField(
            model_name="attemptitem",
            name="max_points",
            field=models.DecimalField(
                db_default=1, decimal_places=2, max_digits=7, verbose_name="points"
            ),
        ),
        migrations.AddField(
            model_name="attemptitem",
            name="tried",
            field=models.JSONField(blank=True, default=list, verbose_name="answers tried"),
        ),
        migrations.AddField(
            model_name="attemptitem",
            name="tries",
            field=models.PositiveSmallIntegerField(db_default=0, verbose_name="tries used"),
        ),
        migrations.AddField(
            model_name="question",
            name="difficulty",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="From 1, easiest, to 8.", null=True, verbose_name="difficulty"
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="legal_reference",
            field=models.CharField(
                blank=True,
                help_text="Article and date.",
                max_length=200,
                verbose_name="legal reference",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="lesson",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.WAGTAIL_PAGE_MODEL,
                verbose_name="lesson to read again",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="review_on",
            field=models.DateField(blank=True, null=True, verbose_name="to be read again on"),
        ),
        migrations.AddField(
            model_name="question",
            name="searchable",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name="questionversion",
            name="written_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="question_versions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quizzes",
                to="quizzes.category",
                verbose_name="category",
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="behaviour",
            field=models.CharField(
                choices=[
                    ("at_once", "explained at once"),
                    ("at_end", "explained at the end"),
                    ("tries", "several tries"),
                    ("certainty", "at the end, with how sure one is"),
                ],
                default="at_once",
                max_length=10,
                verbose_name="answers are",
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closes"),
        ),
        migrations.AddField(
            model_name="quiz",
            name="delay_hours",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="hours between two attempts"
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="external_id",
            field=models.CharField(
                blank=True, editable=False, max_length=200, verbose_name="identifier at its source"
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="grading",
            field=models.CharField(
                choices=[
                    ("best", "the best attempt"),
                    ("last", "the last attempt"),
                    ("first", "the first attempt"),
                    ("mean", "the mean of all attempts"),
                ],
                default="best",
                max_length=10,
                verbose_name="what counts",
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="max_attempts",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="attempts allowed"
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="max_questions",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="questions asked at most"
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="max_tries",
            field=models.PositiveSmallIntegerField(
                default=3, verbose_name="tries for each question"
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="opens_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="opens"),
        ),
        migrations.AddField(
            model_name="quiz",
            name="origin",
            field=models.CharField(
                choices=[
                    ("written", "written here"),
                    ("gift", "GIFT file"),
                    ("moodle_xml", "Moodle XML file"),
                    ("aiken", "Aiken file"),
                    ("table", "table (CSV or Excel)"),
                    ("dj_quiz", "django-quiz-app"),
                ],
                default="written",
                editable=False,
                max_length=10,
                verbose_name="origin",
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="purpose",
            field=models.CharField(
                choices=[("training", "training"), ("exam", "exam"), ("placement", "placement")],
                default="training",
                max_length=10,
                verbose_name="purpose",
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="shows_answers",
            field=models.BooleanField(
                default=True, verbose_name="answers are explained afterwards"
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="shows_grade",
            field=models.BooleanField(default=True, verbose_name="the score is shown"),
        ),
        migrations.AddField(
            model_name="quiz",
            name="shuffle_answers",
            field=models.BooleanField(
                default=True, verbose_name="answers in another order each time"
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="shuffle_questions",
            field=models.BooleanField(
                default=False, verbose_name="questions in another order each time"
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="status",
            field=models.CharField(
                choices=[("draft", "draft"), ("ready", "ready")],
                default="ready",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="time_limit",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="time limit (minutes)"
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="try_penalty",
            field=models.PositiveSmallIntegerField(
                default=33, verbose_name="lost with each wrong try (%)"
            ),
        ),
        migrations.AddField(
            model_name="quizquestion",
            name="points",
            field=models.DecimalField(
                decimal_places=2, default=Decimal("1"), max_digits=7, verbose_name="points"
            ),
        ),
        migrations.AlterField(
            model_name="attemptitem",
            name="fraction",
            field=models.DecimalField(
                blank=True,
                decimal_places=10,
                max_digits=12,
                null=True,
                verbose_name="share of the points",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="origin",
            field=models.CharField(
                choices=[
                    ("written", "written here"),
                    ("gift", "GIFT file"),
                    ("moodle_xml", "Moodle XML file"),
                    ("aiken", "Aiken file"),
                    ("table", "table (CSV or Excel)"),
                    ("dj_quiz", "django-quiz-app"),
                ],
                default="written",
                max_length=10,
                verbose_name="origin",
            ),
        ),
        migrations.AlterField(
            model_name="quiz",
            name="introduction",
            field=models.TextField(blank=True, max_length=10000, verbose_name="introduction"),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                models.F("closes_at"),
                condition=models.Q(("submitted_at", None)),
                name="attempt_to_close",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                models.F("submitted_at"),
                condition=models.Q(("awaiting__gt", 0)),
                name="attempt_to_mark",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("behaviour__in", ["at_once", "at_end", "tries", "certainty"]),
                    ("closed_by__in", ["", "learner", "time"]),
                    ("origin__in", ["written", "gift", "moodle_xml", "aiken", "table", "dj_quiz"]),
                    ("purpose__in", ["training", "exam", "placement"]),
                ),
                name="attempt_choices_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("self_level", None), ("self_level__range", (1, 8)), _connector="OR"
                ),
                name="attempt_self_level_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                models.F("origin"),
                models.F("external_id"),
                condition=models.Q(("external_id", ""), _negated=True),
                name="attempt_external_id_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="attemptitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fraction", None), ("fraction__range", (-2, 1)), _connector="OR"
                ),
                name="attempt_item_fraction_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="attemptitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_points__gte", 0)), name="attempt_item_points_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="attemptitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("certainty", None), ("certainty__in", [1, 2, 3]), _connector="OR"
                ),
                name="attempt_item_certainty_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quiz",
            constraint=models.CheckConstraint(
                condition=models.Q(("pass_percent__range", (0, 100))),
                name="quiz_pass_percent_in_range",
                violation_error_message="The pass mark is between 0 and 100; 0 passes everybody.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quiz",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at", None),
                    ("closes_at", None),
                    ("opens_at__lt", models.F("closes_at")),
                    _connector="OR",
                ),
                name="quiz_opens_before_it_closes",
                violation_error_message="The quiz opens before it closes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quiz",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("time_limit", None), ("time_limit__gte", 1), _connector="OR"),
                    models.Q(("max_attempts", None), ("max_attempts__gte", 1), _connector="OR"),
                    models.Q(("max_questions", None), ("max_questions__gte", 1), _connector="OR"),
                ),
                name="quiz_limits_are_positive",
                violation_error_message="A limit is at least 1; leave it empty for none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quiz",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_tries__range", (1, 10)), ("try_penalty__range", (0, 100))),
                name="quiz_tries_in_range",
                violation_error_message="From 1 to 10 tries, each losing 0 to 100 %%.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quiz",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("behaviour__in", ["at_once", "at_end", "tries", "certainty"]),
                    ("grading__in", ["best", "last", "first", "mean"]),
                    ("purpose__in", ["training", "exam", "placement"]),
                    ("status__in", ["draft", "ready"]),
                ),
                name="quiz_choices_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quiz",
            constraint=models.UniqueConstraint(
                models.F("origin"),
                models.F("external_id"),
                condition=models.Q(("external_id", ""), _negated=True),
                name="quiz_external_id_unique",
                violation_error_message="A quiz with this identifier was imported already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gt", 0)),
                name="quiz_question_points_positive",
                violation_error_message="A question is worth more than 0 points.",
            ),
        ),
        migrations.AddField(
            model_name="competence",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="quizzes.competence",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="competences",
            field=models.ManyToManyField(
                blank=True,
                related_name="questions",
                to="quizzes.competence",
                verbose_name="competences",
            ),
        ),
        migrations.AddField(
            model_name="essaymark",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="marks",
                to="quizzes.attemptitem",
            ),
        ),
        migrations.AddField(
            model_name="essaymark",
            name="marker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="essay_marks",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extratime",
            name="learner",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="extra_time",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.UniqueConstraint(
                models.F("name"), models.F("edition"), name="framework_edition_unique"
            ),
        ),
        migrations.AddField(
            model_name="competence",
            name="framework",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="competences",
                to="quizzes.framework",
            ),
        ),
        migrations.AddField(
            model_name="quizband",
            name="lesson",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.WAGTAIL_PAGE_MODEL,
                verbose_name="page to read next",
            ),
        ),
        migrations.AddField(
            model_name="quizband",
            name="quiz",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="bands", to="quizzes.quiz"
            ),
        ),
        migrations.AddField(
            model_name="quizdraw",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quizzes.category",
                verbose_name="category, with those below it",
            ),
        ),
        migrations.AddField(
            model_name="quizdraw",
            name="competence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quizzes.competence",
                verbose_name="competence, with its parts",
            ),
        ),
        migrations.AddField(
            model_name="quizdraw",
            name="quiz",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="draws", to="quizzes.quiz"
            ),
        ),
        migrations.AddField(
            model_name="remarkeditem",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="remarks",
                to="quizzes.attemptitem",
            ),
        ),
        migrations.AddField(
            model_name="remarkrun",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="remark_runs",
                to="quizzes.question",
            ),
        ),
        migrations.AddField(
            model_name="remarkrun",
            name="sources",
            field=models.ManyToManyField(
                related_name="remark_runs",
                to="quizzes.questionversion",
                verbose_name="versions marked again",
            ),
        ),
        migrations.AddField(
            model_name="remarkrun",
            name="started_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="remark_runs",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remarkrun",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="quizzes.questionversion",
                verbose_name="version whose key counts",
            ),
        ),
        migrations.AddField(
            model_name="remarkeditem",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="quizzes.remarkrun",
            ),
        ),
        migrations.AddField(
            model_name="reviewcard",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="review_cards",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reviewcard",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="review_cards",
                to="quizzes.question",
            ),
        ),
        migrations.AddField(
            model_name="reviewcard",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quizzes.questionversion",
            ),
        ),
        migrations.AddField(
            model_name="sharedresult",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shared",
                to="quizzes.attempt",
            ),
        ),
        migrations.AddField(
            model_name="sharedresult",
            name="recipient",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="results_received",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="statisticssnapshot",
            name="questions",
            field=models.ManyToManyField(
                related_name="snapshots", to="quizzes.question", verbose_name="questions"
            ),
        ),
        migrations.AddField(
            model_name="statisticssnapshot",
            name="quiz",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="snapshots",
                to="quizzes.quiz",
            ),
        ),
        migrations.AddField(
            model_name="quizdraw",
            name="tag",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quizzes.tag",
                verbose_name="tag",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="tags",
            field=models.ManyToManyField(
                blank=True, related_name="questions", to="quizzes.tag", verbose_name="tags"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("difficulty", None), ("difficulty__range", (1, 8)), _connector="OR"
                ),
                name="question_difficulty_in_range",
                violation_error_message="The difficulty is between 1 and 8.",
            ),
        ),
        migrations.AddConstraint(
            model_name="essaymark",
            constraint=models.UniqueConstraint(
                models.F("item"),
                models.F("number"),
                name="essay_mark_number_unique",
                violation_error_message="Somebody else has marked this answer meanwhile.",
            ),
        ),
        migrations.AddConstraint(
            model_name="essaymark",
            constraint=models.CheckConstraint(
                condition=models.Q(("fraction__range", (0, 1))), name="essay_mark_fraction_in_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="essaymark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number", 1),
                    models.Q(("number__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="essay_mark_changed_with_a_reason",
                violation_error_message="Say why the mark is changed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="extratime",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__range", (1, 300))),
                name="extra_time_in_range",
                violation_error_message="Between 1 and 300 %% more time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="competence",
            constraint=models.UniqueConstraint(
                models.F("framework"), models.F("code"), name="competence_code_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="quizband",
            constraint=models.UniqueConstraint(
                models.F("quiz"),
                models.F("from_percent"),
                name="quiz_band_once",
                violation_error_message="Two texts begin at the same score.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizband",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_percent__range", (0, 100))),
                name="quiz_band_in_range",
                violation_error_message="A share is between 0 and 100 %%.",
            ),
        ),
        migrations.AddConstraint(
            model_name="remarkrun",
            constraint=models.UniqueConstraint(
                models.F("question"),
                condition=models.Q(("finished_at", None)),
                name="remark_run_one_at_a_time",
                violation_error_message="The results of this question are being corrected.",
            ),
        ),
        migrations.AddConstraint(
            model_name="remarkrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("examined__gte", models.F("lowered")),
                    (
                        "raised__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("examined"), "-", models.F("lowered")
                        ),
                    ),
                ),
                name="remark_run_counts_within_examined",
            ),
        ),
        migrations.AddConstraint(
            model_name="remarkeditem",
            constraint=models.UniqueConstraint(
                models.F("run"), models.F("item"), name="remarked_item_once_per_run"
            ),
        ),
        migrations.AddConstraint(
            model_name="remarkeditem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("before", None), ("before__range", (-2, 1)), _connector="OR"),
                    ("after__range", (-2, 1)),
                ),
                name="remarked_item_fractions_in_range",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewcard",
            index=models.Index(models.F("learner"), models.F("due_at"), name="review_card_due"),
        ),
        migrations.AddConstraint(
            model_name="reviewcard",
            constraint=models.UniqueConstraint(
                models.F("learner"), models.F("question"), name="review_card_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("version", None)),
                    models.Q(("answered_at__isnull", False), ("version__isnull", False)),
                    _connector="OR",
                ),
                name="review_card_answer_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedresult",
            constraint=models.UniqueConstraint(
                models.F("attempt"),
                models.F("recipient"),
                condition=models.Q(("audience", "manager"), ("withdrawn_at", None)),
                name="shared_result_once_to_a_manager",
                violation_error_message="This result was sent to them already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedresult",
            constraint=models.UniqueConstraint(
                models.F("attempt"),
                condition=models.Q(("audience", "training"), ("withdrawn_at", None)),
                name="shared_result_once_to_training",
                violation_error_message="This result was sent to them already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", "manager"), ("recipient__isnull", False)),
                    models.Q(("audience", "training"), ("recipient", None)),
                    _connector="OR",
                ),
                name="shared_result_recipient_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at", None),
                    ("withdrawn_at__gte", models.F("shared_at")),
                    _connector="OR",
                ),
                name="shared_result_withdrawn_after_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="statisticssnapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(("n__gte", 1)), name="statistics_snapshot_of_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="quizdraw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("count__gte", 1),
                    ("points__gt", 0),
                    models.Q(("easiest", None), ("easiest__range", (1, 8)), _connector="OR"),
                    models.Q(("hardest", None), ("hardest__range", (1, 8)), _connector="OR"),
                    models.Q(
                        ("easiest", None),
                        ("hardest", None),
                        ("easiest__lte", models.F("hardest")),
                        _connector="OR",
                    ),
                ),
                name="quiz_draw_sound",
                violation_error_message="At least one question, for more than 0 points; difficulties from 1 to 8, the easier first.",
            ),
        ),
        migrations.AddField(
            model_name="questionversion",
            name="kind",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.fields.json.KeyTextTransform("kind", "spec"),
                output_field=models.CharField(max_length=20, verbose_name="kind"),
            ),
        ),
    ]
