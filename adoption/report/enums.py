from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DecisionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("decision", "open")
    DONE = "done", pgettext_lazy("decision", "done")
    DROPPED = "dropped", pgettext_lazy("decision", "dropped")


class KeptDocument(models.TextChoices):
    """The documents of which the organisation keeps its own part, beside what the settings in force say."""

    REGISTER = "register", _("entry of the register of processing")
    IMPACT = "impact", _("impact assessment")
