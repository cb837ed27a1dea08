from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0022_group_of_trainers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="datarequest",
            name="data_request_identity_check_is_known",
        ),
        migrations.AlterField(
            model_name="datarequest",
            name="identity_check",
            field=models.CharField(
                blank=True,
                choices=[
                    ("signed_in", "they asked while signed in"),
                    ("document", "a document was shown, and not copied"),
                    ("known", "known in person to whoever took the request"),
                    ("called_back", "called back on the number of the directory"),
                    ("work_address", "written from their work address"),
                    ("personnel_file", "signature or address compared with the personnel file"),
                ],
                db_default="signed_in",
                default="signed_in",
                max_length=20,
                verbose_name="how the identity was checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "identity_check__in",
                        [
                            "",
                            "signed_in",
                            "document",
                            "known",
                            "called_back",
                            "work_address",
                            "personnel_file",
                        ],
                    )
                ),
                name="data_request_identity_check_is_known",
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
                    ("workshop", "that you come to a workshop, and whether you came"),
                    (
                        "application",
                        "that you would be an ambassador, and for how many minutes a week",
                    ),
                    (
                        "messages",
                        "messages of mutual help that one of you reported, and nothing else",
                    ),
                    ("looks_made", "how many people’s records you opened, and why"),
                    ("sealed_file", "nothing, but a file that only your passphrase opens was made"),
                    ("reminder", "that a mandatory training is late; a reminder was sent to you"),
                    (
                        "passphrase",
                        "the passphrase of a file of your data, to send to you: whoever holds both can read it",
                    ),
                    ("chosen", "your name, team and account, in a list of chosen people"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="what was seen",
            ),
        ),
    ]
