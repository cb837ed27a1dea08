"""The day of a workshop on a phone: presence by code, four questions, and a calendar that follows."""

import pytest
import vobject
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import MARC, NADIA, SYLVIE


MAKE = """
from datetime import timedelta
from django.utils import timezone
from ambassadors.workshops.models import Seat, Workshop, WorkshopSession
from people.models import Person
session = WorkshopSession.objects.create(
    workshop=Workshop.objects.create(title="Jour d’atelier", summary="Ensemble."),
    starts_at=timezone.now() - timedelta(minutes=5),
    ends_at=timezone.now() + timedelta(hours=3),
    room="Salle Loire",
)
session.trainers.add(Person.objects.get(email="{trainer}"))
people = [Person.objects.get(email="{agent}")]
people += Person.objects.staff().filter(is_active=True).exclude(pk=people[0].pk).order_by("pk")[:5]
for number, person in enumerate(people, start=1):
    Seat.objects.create(session=session, person=person, number=number)
print(session.uuid)
"""
END = """
from datetime import timedelta
from django.utils import timezone
from ambassadors.workshops.models import WorkshopSession
now = timezone.now()
WorkshopSession.objects.filter(uuid="{uuid}").update(ends_at=now - timedelta(minutes=1))
"""
MOVE = """
from datetime import timedelta
from ambassadors.workshops.actions.workshops import change_session
from ambassadors.workshops.models import WorkshopSession
session = WorkshopSession.objects.get(uuid="{uuid}")
change_session(session=session, starts_at=session.starts_at, ends_at=session.ends_at,
    site_id=None, room="Salle Maine", link="", capacity=12, trainers=[])
"""


@pytest.fixture
def session(site):
    return site.shell(MAKE.format(trainer=MARC, agent=NADIA))


def test_presence_by_code_then_four_questions(visitor, site, session):
    trainer, agent = visitor(MARC, viewport=PHONE), visitor(NADIA, viewport=PHONE)
    trainer.go("/")
    card = trainer.page.locator("main .card").first
    for way in ("code/", "presences/", "emargement.pdf"):
        expect(card.locator(f"a[href$='/ateliers/{session}/{way}']")).to_be_in_viewport()
    trainer.check()
    card.locator("a.button").first.click()
    trainer.check()
    expect(trainer.page.locator("svg.qr")).to_be_visible()
    digits = trainer.page.locator(".spelled").inner_text()

    agent.visit(f"/ateliers/{session}/")
    agent.page.locator("a[href$='/presence/']").click()
    agent.check()
    agent.page.locator("input[name=code]").fill("000 00")
    agent.page.locator("main form button[type=submit]").click()
    expect(agent.page.locator("#code-error")).to_be_visible()
    agent.check()
    agent.page.locator("input[name=code]").fill(digits)
    agent.page.keyboard.press("Enter")
    agent.page.wait_for_url(f"**/ateliers/{session}/")
    agent.check()

    site.shell(END.format(uuid=session))
    trainer.visit(f"/ateliers/{session}/presences/")
    boxes = trainer.page.locator("input[name=came]")
    expect(trainer.page.locator("input[name=came]:checked")).to_have_count(1)
    for number in range(boxes.count()):
        boxes.nth(number).check()
    trainer.page.locator("main form button[type=submit]").click()
    trainer.check()

    agent.visit(f"/ateliers/{session}/")
    agent.page.locator("a[href$='/avis/hot/']").click()
    agent.check()
    for question in ("useful", "clear", "pace", "able"):
        agent.page.locator(f"input[name={question}][value='4']").check()
    agent.page.locator("main form button[type=submit]").click()
    agent.page.wait_for_url(f"**/ateliers/{session}/")
    expect(agent.page.locator("a[href$='/avis/hot/']")).to_have_count(0)

    trainer.visit(f"/ateliers/{session}/avis/")
    assert trainer.context.request.get(f"{site.url}/ateliers/{session}/emargement.pdf").ok


def test_an_update_of_the_calendar_keeps_its_uid(visitor, site):
    agent = visitor(SYLVIE, viewport=PHONE)
    agent.visit("/ateliers/")
    rows = agent.page.locator("ul.ruled li", has_text="Il reste des places")
    rows.first.locator("a").click()
    agent.page.locator("form[action$='/place/'] button").click()
    uuid = agent.page.url.rstrip("/").rpartition("/")[2]

    agent.visit("/ateliers/mon-agenda/")
    agent.page.locator("form[action$='/creer/'] button").click()
    agent.check()
    address = agent.page.locator("#address").inner_text()
    before = event_of(agent, address, uuid)
    site.shell(MOVE.format(uuid=uuid))
    after = event_of(agent, address, uuid)

    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.location.value == "Salle Maine"

    agent.visit("/ateliers/mon-agenda/")
    agent.page.locator("form[action$='/retirer/'] button").click()
    assert agent.context.request.get(address).status == 404


def event_of(agent, address, uuid):
    calendar = vobject.readOne(agent.context.request.get(address).text())
    return next(each for each in calendar.vevent_list if each.uid.value.startswith(uuid))
