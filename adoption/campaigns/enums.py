from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """A kind of thing that a campaign brings, in the order in which it is shown and made."""

    PROFILE = "profile", _("sector and public")
    PORTAL = "portal", _("portal")
    WORKSHOP = "workshop", _("workshop")
    WORKSHOP_PAGE = "workshop_page", _("page about a workshop")
    NEWS = "news", _("news")
    JOB_MAP = "job_map", _("map of a job")
    QUESTIONS = "questions", _("questions of a survey")
    CALL = "call", _("call for ambassadors")
    COMMITMENT = "commitment", _("commitment")
    RELEASE = "release", _("release")
    EXPERIMENT = "experiment", _("experiment")
    RULE = "rule", _("mandatory path")


class Fate(models.TextChoices):
    """Fate of a part here. `IDEA`: what only this organisation can say, promise or decide."""

    MADE = "made", _("would be made")
    THERE = "there", _("here already")
    NOWHERE = "nowhere", _("has no place here")
    IDEA = "idea", _("to read")
