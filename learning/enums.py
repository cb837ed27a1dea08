from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """How far a person is with a lesson, a module or a path. Never stored: derived by queries.py."""

    TODO = "todo", pgettext_lazy("lesson", "to do")
    STARTED = "started", pgettext_lazy("lesson", "started")
    DONE = "done", pgettext_lazy("lesson", "done")


class Follow(models.TextChoices):
    """Where a mandatory path stands for whoever follows it: never how far."""

    LATE = "late", pgettext_lazy("mandatory training", "late")
    TODO = "todo", pgettext_lazy("mandatory training", "to do")
    DONE = "done", pgettext_lazy("mandatory training", "done")
