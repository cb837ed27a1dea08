from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ambassadors.help.models import Application
from people.retention_registry import Retention


APPLICATIONS = "ambassador_applications"


def application_retention() -> Retention:
    return Retention(
        key=APPLICATIONS,
        title=_("Applications to the network that are closed"),
        words=_("As long as it is under way, then %(period)s, or until your account is erased."),
        outdated=_old_applications,
        holdings=(Application._meta.label,),
        setting="RETENTION_HELP_MONTHS",
        most=60,
    )


def _old_applications(limit: datetime) -> QuerySet[Application]:
    return Application.objects.filter(closed_at__lt=limit)
