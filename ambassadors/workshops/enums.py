from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkshopKind(models.TextChoices):
    DISCOVERY = "discovery", _("discovery workshop")
    ACROSS = "across", _("front and back office together")
    CASE_STUDY = "case_study", _("case study")
    DROP_IN = "drop_in", _("open hours")


class SeatOrigin(models.TextChoices):
    """Who asked for a seat."""

    SELF = "self", pgettext_lazy("who asked for a seat", "the person")
    MANAGER = "manager", pgettext_lazy("who asked for a seat", "a manager")
    RULE = "rule", pgettext_lazy("who asked for a seat", "whoever runs the workshops")


class Wave(models.TextChoices):
    """When attendees are asked for an evaluation."""

    HOT = "hot", pgettext_lazy("evaluation", "at once")
    COLD = "cold", pgettext_lazy("evaluation", "after three months")
