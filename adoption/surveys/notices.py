from django.utils.translation import gettext_lazy as _

from people.enums import NoticePurpose
from people.notices import Notice, register_notice


def register() -> None:
    register_notice(
        Notice(
            NoticePurpose.SURVEYS,
            2,
            _(
                "Answers to the barometer and to questions of your organisation are added to the counts of a group, of "
                "fifty people or more where there are as many, and kept nowhere else: they cannot be taken back. Answers "
                "about your habits are kept under a fingerprint that no table ties to your name; you may erase them. "
                "Counts of the whole organisation are published. You may decline to answer: nobody is told."
            ),
            (
                "adoption.SurveyToken",
                "adoption.SurveyAnswers",
                "adoption.BarometerCopy",
                "adoption.OwnQuestions",
            ),
        )
    )
