"""Store the figures of mutual help as a whole: computed once, never again (docs/decisions/0041)."""

from datetime import date

from django.db import transaction

from ambassadors.help.models import ProgrammeQuarter, QuietMonth
from ambassadors.help.queries.effect import (
    count_quiet_pairs_in_tens,
    quarter_figures,
    settled_quarters,
)


MOST_CATCH_UP_QUARTERS = 4  # when nightly runs were missed


def freeze_quarters(*, today: date) -> int:
    """Store the figures of each settled quarter that has none yet; stored ones are never changed."""
    frozen = 0
    for first_day in settled_quarters(today=today, most=MOST_CATCH_UP_QUARTERS):
        if not ProgrammeQuarter.objects.filter(first_day=first_day).exists():
            frozen += _freeze_quarter(first_day)
    return frozen


@transaction.atomic
def _freeze_quarter(first_day: date) -> bool:
    _quarter, is_new = ProgrammeQuarter.objects.get_or_create(
        first_day=first_day, defaults={"figures": quarter_figures(first_day)}
    )
    return is_new


@transaction.atomic
def record_quiet_month(*, today: date) -> int:
    """Record the number of quiet pairs once a month, on the month's first nightly run: nights are never
    compared."""
    first_day = today.replace(day=1)
    if QuietMonth.objects.filter(first_day=first_day).exists():
        return 0
    _month, is_new = QuietMonth.objects.get_or_create(
        first_day=first_day, defaults={"at_least": count_quiet_pairs_in_tens(today=today)}
    )
    return int(is_new)
