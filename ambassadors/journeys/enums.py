from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VoterGroup(models.TextChoices):
    STAFF = "staff", pgettext_lazy("journey workshop", "staff")
    PUBLIC = "public", pgettext_lazy("journey workshop", "public")


class IdeaKind(models.TextChoices):
    IDEA = "idea", _("idea")
    IRRITANT = "irritant", _("irritant")


class Moderation(models.TextChoices):
    WAITING = "waiting", _("to be read")
    SHOWN = "shown", _("shown")
    SET_ASIDE = "set_aside", _("set aside")


class IdeaOutcome(models.TextChoices):
    """What became of an idea after the workshop."""

    NEW = "new", _("not decided yet")
    KEPT = "kept", pgettext_lazy("idea", "kept")
    UNDER_WAY = "under_way", pgettext_lazy("idea", "under way")
    DONE = "done", pgettext_lazy("idea", "done")
    LET_GO = "let_go", pgettext_lazy("idea", "let go")
