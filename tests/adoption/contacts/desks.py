"""People at desks, and taps, for the tests of the front desk."""

from adoption.contacts.actions.front_desk import record_tap
from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox
from adoption.contacts.tap_limits import new_submission_token
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


def record_taps(person, portal, site, tap=Tap.OPENED, **more):
    return record_tap(
        person=person, portal=portal, site=site, tap=tap, **{"send": new_submission_token(), **more}
    )


def counted(tap=Tap.OPENED):
    return sum(box.counts[tap] for box in TallyBox.objects.all())
