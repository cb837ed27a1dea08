from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DecisionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("decision", "open")
    DONE = "done", pgettext_lazy("decision", "done")
    DROPPED = "dropped", pgettext_lazy("decision", "dropped")


class KeptDocument(models.TextChoices):
    """The documents of which the organisation keeps its own part, beside what the settings in force say."""

    REGISTER = "register", _("entry of the register of processing")
    IMPACT = "impact", _("impact assessment")


class ReportPeriod(models.TextChoices):
    """The published months that a reader's own report shows. The last three begin on a day."""

    LATEST = "latest", _("the latest month")
    LAST_THREE = "last3", _("the last three months")
    LAST_TWELVE = "last12", _("the last twelve months")
    YEAR = "year", _("a year")
    QUARTER = "quarter", _("a quarter")
    MONTH = "month", _("a month")


class ReportSchedule(models.TextChoices):
    NEVER = "never", _("never")
    MONTHLY = "monthly", _("each month")
    QUARTERLY = "quarterly", _("each quarter")
