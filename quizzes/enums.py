from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    READY = "ready", _("ready")
    ARCHIVED = "archived", _("archived")


class QuizStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    READY = "ready", _("ready")


class Origin(models.TextChoices):
    """The door by which a question, a quiz or an attempt came."""

    WRITTEN = "written", _("written here")
    GIFT = "gift", _("GIFT file")
    MOODLE_XML = "moodle_xml", _("Moodle XML file")
    AIKEN = "aiken", _("Aiken file")
    TABLE = "table", _("table (CSV or Excel)")
    DJANGO_QUIZ = "dj_quiz", _("django-quiz-app")


class Purpose(models.TextChoices):
    TRAINING = "training", _("training")
    EXAM = "exam", _("exam")
    PLACEMENT = "placement", _("placement")


class Behaviour(models.TextChoices):
    """The moment when an answer is explained, and how often it may be given."""

    AT_ONCE = "at_once", _("explained at once")
    AT_END = "at_end", _("explained at the end")
    TRIES = "tries", _("several tries")
    CERTAINTY = "certainty", _("at the end, with how sure one is")


class Grading(models.TextChoices):
    """Which of several attempts counts."""

    BEST = "best", _("the best attempt")
    LAST = "last", _("the last attempt")
    FIRST = "first", _("the first attempt")
    MEAN = "mean", _("the mean of all attempts")


class Certainty(models.IntegerChoices):
    UNSURE = 1, _("not very sure")
    RATHER = 2, _("rather sure")
    SURE = 3, _("sure")


class ClosedBy(models.TextChoices):
    LEARNER = "learner", _("the learner")
    TIME = "time", _("the end of the time")


class ResultRecipient(models.TextChoices):
    """The readers to whom a learner sends a result."""

    MANAGER = "manager", _("your manager")
    TRAINING = "training", _("the training department")
