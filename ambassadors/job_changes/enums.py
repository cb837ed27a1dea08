from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    """Fate of a task of a job."""

    GOES = "goes", _("What goes")
    CHANGES = "changes", _("What changes")
    COMES = "comes", _("What comes")


class MapState(models.TextChoices):
    DRAFT = "draft", _("being written")
    IN_REVIEW = "in_review", _("being reviewed")
    PUBLISHED = "published", _("published")
