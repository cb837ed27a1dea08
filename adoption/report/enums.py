from django.db import models
from django.utils.translation import pgettext_lazy


class DecisionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("decision", "open")
    DONE = "done", pgettext_lazy("decision", "done")
    DROPPED = "dropped", pgettext_lazy("decision", "dropped")
