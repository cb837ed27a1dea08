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


class PlanAnswer(models.TextChoices):
    """The training department's answers to a proposed workshop: a list, so that no words about people are kept."""

    AGREED = "agreed", pgettext_lazy("proposed workshop", "It is agreed")
    OTHER_DAY = "other_day", _("Not on that day: propose another one")
    JOIN = "join", _("Join one that is planned already")
    PLACE = "place", _("Not there: propose another place")
    TALK = "talk", _("Let us speak first: the training department calls you")


DECLINED_PLAN = tuple(answer for answer in PlanAnswer if answer != PlanAnswer.AGREED)
