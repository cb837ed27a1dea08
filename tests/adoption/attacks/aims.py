"""The targets of the attacked organisation, each from the first month on and under an address that tells whose it is."""

from uuid import NAMESPACE_URL, uuid5

from adoption.actions import set_target
from adoption.enums import TargetIndicator
from adoption.models import Target
from adoption.periods import Month
from tests.adoption.attacks.staff import MONTHS
from tests.adoption.attacks.worlds import ALL


BY = Month(2027, 6)
SET = ((ALL, TargetIndicator.USED, 80), ("Nord", TargetIndicator.HABIT, 60))
WHOSE = {
    str(uuid5(NAMESPACE_URL, f"{team} {indicator}")): (team, str(indicator))
    for team, indicator, _percent in SET
}


def set_targets(staff):
    for address, (team, indicator, percent) in zip(WHOSE, SET, strict=True):
        target = set_target(
            portal=staff.portal,
            team=staff.teams[team],
            indicator=indicator,
            percent=percent,
            by=BY,
            start=MONTHS[0],
        )
        Target.objects.filter(pk=target.pk).update(uuid=address)
