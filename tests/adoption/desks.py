"""People at desks, and taps, for the tests of the front desk."""

from adoption.actions import keep_tap
from adoption.enums import Tap
from adoption.models import TallyBox
from adoption.tally_door import new_send
from people.enums import PublicContact
from tests.people.factories import (
    PersonFactory,
    PositionFactory,
    TeamFactory,
    informed,
)


def at_desk(site, size=1, team=None, **more):
    team = team or TeamFactory()
    return [
        PositionFactory(
            person=informed(PersonFactory()),
            team=team,
            site=site,
            contact=PublicContact.FRONT_OFFICE,
            **more,
        ).person
        for _one in range(size)
    ]


def note(person, portal, site, tap=Tap.OPENED, **more):
    return keep_tap(
        person=person, portal=portal, site=site, tap=tap, **{"send": new_send(), **more}
    )


def counted(tap=Tap.OPENED):
    return sum(box.counts[tap] for box in TallyBox.objects.all())
