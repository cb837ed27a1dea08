"""Register the ambassadors' criterion for rules that assign a path."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ambassadors.help.models import Ambassador
from learning.criteria.fields import TickedField
from learning.criteria.registry import Criterion, register_criterion


ACTIVE = "active"


def register() -> None:
    label, yes = _("ambassador"), _("is an ambassador today")
    register_criterion(
        Criterion(
            kind="ambassador",
            label=label,
            field=lambda: TickedField(
                label=label, choices=lambda: [(ACTIVE, str(yes))], of_rows=False
            ),
            matching=lambda values, day: Q(
                pk__in=Ambassador.objects.active().order_by().values("person")
            ),
            describe=lambda values, names: str(yes),
        )
    )
