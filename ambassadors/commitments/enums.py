from django.db import models
from django.utils.translation import gettext_lazy as _


class CommitmentKind(models.TextChoices):
    JOBS = "jobs", _("posts")
    TIME = "time", _("time kept for people")
    RETRAINING = "retraining", _("training for another job")
    OTHER = "other", _("something else")


class CommitmentState(models.TextChoices):
    STANDING = "standing", _("stands")
    KEPT = "kept", _("was kept")
    NOT_KEPT = "not_kept", _("was not kept")
    WITHDRAWN = "withdrawn", _("was withdrawn")


WITH_A_REASON = (CommitmentState.NOT_KEPT, CommitmentState.WITHDRAWN)
