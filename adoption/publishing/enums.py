from django.db import models
from django.utils.translation import gettext_lazy as _


class FigureKind(models.TextChoices):
    EXACT = "exact", _("exact")
    BLOCK = "block", _("block")
    HIDDEN = "hidden", _("hidden")


class PublicationStatus(models.TextChoices):
    PUBLISHED = "published", _("published")
    WITHHELD = "withheld", _("withheld by the audit")


class ReachMeasure(models.TextChoices):
    STARTED = "started", _("started")
    FINISHED = "finished", _("finished")
