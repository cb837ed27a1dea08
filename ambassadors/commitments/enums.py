from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommitmentKind(models.TextChoices):
    JOBS = "jobs", _("jobs")
    TIME = "time", _("time kept for people")
    RETRAINING = "retraining", _("training for another job")
    OTHER = "other", _("something else")


class CommitmentState(models.TextChoices):
    STANDING = "standing", pgettext_lazy("commitment", "standing")
    KEPT = "kept", pgettext_lazy("commitment", "kept")
    NOT_KEPT = "not_kept", pgettext_lazy("commitment", "not kept")
    WITHDRAWN = "withdrawn", pgettext_lazy("commitment", "withdrawn")


WITH_A_REASON = (CommitmentState.NOT_KEPT, CommitmentState.WITHDRAWN)
