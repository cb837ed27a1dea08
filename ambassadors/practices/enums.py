from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProposalState(models.TextChoices):
    """State of a proposed practice, as its author follows it."""

    WAITING = "waiting", _("being read by the editors")
    SENT_BACK = "sent_back", _("sent back to you")
    SHOWN = "shown", pgettext_lazy("practice", "published")
    NOT_KEPT = "not_kept", _("not kept")
