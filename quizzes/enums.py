from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    READY = "ready", _("ready")


class Origin(models.TextChoices):
    """From which door a question came."""

    WRITTEN = "written", _("written here")
    GIFT = "gift", _("GIFT file")
