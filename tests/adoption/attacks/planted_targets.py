"""The targets of the attacked organisation, each from the first month on and under an address that tells whose it is."""

from uuid import NAMESPACE_URL, uuid5

from adoption.foundation.periods import Month
from adoption.targets.actions import set_target
from adoption.targets.enums import TargetIndicator
from adoption.targets.models import Target
from tests.adoption.attacks.three_month_staff import MONTHS
from tests.adoption.attacks.worlds import ALL


BY = Month(2027, 4)  # as far as a forecast looks
SET = ((ALL, TargetIndicator.USED, 80, BY), ("Nord", TargetIndicator.HABIT, 60, BY))
LONGER = (
    (ALL, TargetIndicator.USED, 80, BY),
    ("Ouest", TargetIndicator.HABIT, 60, Month(2027, 3)),  # of all, the one that changes least
    ("Ouest", TargetIndicator.USED, 75, Month(2026, 9)),  # its month is out
)


def address_of(team, indicator):
    return str(uuid5(NAMESPACE_URL, f"{team} {indicator}"))


WHOSE = {
    address_of(team, indicator): (team, str(indicator), percent, by)
    for team, indicator, percent, by in (*SET, *LONGER)
}


def set_targets(staff, wanted=SET, start=MONTHS[0]):
    for team, indicator, percent, by in wanted:
        target = set_target(
            portal=staff.portal,
            team=staff.teams[team],
            indicator=indicator,
            percent=percent,
            by=by,
            start=start,
        )
        Target.objects.filter(pk=target.pk).update(uuid=address_of(team, indicator))
