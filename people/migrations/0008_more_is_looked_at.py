from django.db import migrations, models

from people.migrations_support import guarded_on_the_way_back


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_how_an_account_was_opened"),
    ]

    operations = [
        guarded_on_the_way_back("0006_looks_only_grow"),
        migrations.RemoveConstraint(
            model_name="look",
            name="look_purpose_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="look",
            name="look_seen_is_known",
        ),
        migrations.AddField(
            model_name="look",
            name="about",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=250,
                verbose_name="about",
            ),
        ),
        migrations.AlterField(
            model_name="look",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("staff_administration", "administration of the staff list"),
                    ("help_request", "matching of a request for help"),
                    ("mandatory_training", "follow-up of mandatory training"),
                    ("data_request", "answer to a data request"),
                    ("invitation", "invitation that opens the account"),
                    ("second_factor", "reset of a lost second factor"),
                    ("shared_result", "reading of a result that you sent"),
                    ("marking", "marking of an open answer, without your name"),
                ],
                max_length=40,
                verbose_name="purpose",
            ),
        ),
        migrations.AlterField(
            model_name="look",
            name="seen",
            field=models.CharField(
                blank=True,
                choices=[
                    ("record", "your staff record (identity, positions, roles)"),
                    ("staff_line", "your line in a staff list being imported"),
                    ("invitation", "your name and staff number, on a new invitation"),
                    ("account", "your account (its second step was taken away)"),
                    ("address", "your address or staff number, which was changed"),
                    ("help", "your help (topics, times, reasons of a proposal)"),
                    ("data_request", "your request about your data"),
                    ("result", "a quiz result that you sent (quiz, date, score)"),
                    ("extra_time", "your extra time for quizzes"),
                    ("answer", "one open answer of yours, without your name"),
                    ("sealed_file", "nothing, but a file that only your passphrase opens was made"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="what was seen",
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "purpose__in",
                        [
                            "staff_administration",
                            "help_request",
                            "mandatory_training",
                            "data_request",
                            "invitation",
                            "second_factor",
                            "shared_result",
                            "marking",
                        ],
                    )
                ),
                name="look_purpose_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "seen__in",
                        [
                            "",
                            "record",
                            "staff_line",
                            "invitation",
                            "account",
                            "address",
                            "help",
                            "data_request",
                            "result",
                            "extra_time",
                            "answer",
                            "sealed_file",
                        ],
                    )
                ),
                name="look_seen_is_known",
            ),
        ),
    ]
