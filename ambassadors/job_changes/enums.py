from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChangeKind(models.TextChoices):
    """What becomes of a task of a job."""

    GOES = "goes", pgettext_lazy("task of a job", "What goes")
    CHANGES = "changes", pgettext_lazy("task of a job", "What changes")
    COMES = "comes", pgettext_lazy("task of a job", "What comes")


class MapState(models.TextChoices):
    DRAFT = "draft", _("being written")
    IN_REVIEW = "in_review", _("being reviewed")
    PUBLISHED = "published", pgettext_lazy("map of a job", "published")
