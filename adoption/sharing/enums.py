from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SizeBand(models.TextChoices):
    """Size of the staff, as a file for other organisations states it."""

    FROM_50 = "50-199", _("50 to 199 staff")
    FROM_200 = "200-499", _("200 to 499 staff")
    FROM_500 = "500-1999", _("500 to 1,999 staff")
    FROM_2000 = "2000-9999", _("2,000 to 9,999 staff")
    FROM_10000 = "10000+", _("10,000 staff and more")


class Sector(models.TextChoices):
    HEALTH_INSURANCE = "health_insurance", _("health insurance")
    HOSPITAL = "hospital", _("hospital")
    HOUSING = "housing", _("social housing")
    LOCAL_GOVERNMENT = "local_government", _("local government")
    EMPLOYMENT = "employment", _("employment service")
    FAMILY = "family", _("family benefits")
    OTHER = "other", pgettext_lazy("sector", "another sector")


class PortalKind(models.TextChoices):
    """Audience of a portal, so that like is compared with like."""

    INSURED = "insured", _("the insured")
    PATIENTS = "patients", _("patients")
    TENANTS = "tenants", _("tenants")
    RESIDENTS = "residents", _("residents")
    JOB_SEEKERS = "job_seekers", _("job seekers")
    FAMILIES = "families", _("families")
    OTHER = "other", pgettext_lazy("portal", "another public")
