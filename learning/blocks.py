from django.utils.translation import gettext_lazy as _

from cms.blocks import article_blocks
from quizzes.blocks import QuizBlock


def lesson_blocks():
    return [*article_blocks(), ("quiz", QuizBlock(label=_("quiz")))]
