from django.utils.translation import gettext_lazy as _

from people.enums import NoticePurpose
from people.notices import Notice, register_notice


def register() -> None:
    register_notice(
        Notice(
            NoticePurpose.SURVEYS,
            2,
            _(
                "Of the barometer, and of questions that your organisation adds, your answers are added to the counts of a group, of fifty people or more where "
                "there are as many, and kept nowhere else: nothing leads back to you, so they cannot be taken back. Of your habits, your "
                "answers are kept under a fingerprint that no table ties to your name; you may erase them. What is "
                "published are counts of the whole organisation. You may decline to answer: nobody is told."
            ),
            (
                "adoption.SurveyToken",
                "adoption.SurveyAnswers",
                "adoption.BarometerCopy",
                "adoption.OwnQuestions",
            ),
        )
    )
