"""The bell and what waits: an urgent request accepted in two taps on a phone, a line put aside with the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import MARC, NADIA


pytestmark = pytest.mark.every_look
BELL = "header a.bell"

# Marc alone is free, so that he is asked; the colleague takes what he knows.
URGENT = f"""
from ambassadors.help.actions.direct_matching import send_request
from ambassadors.help.actions.requests import cancel_request
from ambassadors.help.models import Ambassador, HelpRequest
from people.models import Person
marc = Ambassador.objects.get(person__email={MARC!r})
Ambassador.objects.exclude(pk=marc.pk).update(is_paused=True)
Ambassador.objects.filter(pk=marc.pk).update(is_paused=False, capacity=20)
nadia = Person.objects.get(email={NADIA!r})
for own in HelpRequest.objects.under_way().filter(person=nadia):
    cancel_request(help_request=own)
send_request(person=nadia, topics=list(marc.topics.all()[:1]), urgency="today", formats=marc.formats)
"""


TO_LEARN = f"""
from learning.models import Enrolment
from people.notifications.actions import Entry, notify
own = Enrolment.objects.filter(person__email={MARC!r}, is_mandatory=True).first()
notify(kind="learning_path", entries=[Entry(own.person_id, own.path_id)])
"""


@pytest.mark.smoke
def test_an_urgent_request_is_seen_and_accepted_in_two_taps(visitor, site):
    site.shell(URGENT)
    marc = visitor(MARC, viewport=PHONE)  # the first tap signs in
    urgent = marc.page.locator("section[aria-labelledby=urgent]")
    expect(urgent).to_contain_text("Nadia")
    waiting = marc.page.locator(BELL)
    expect(waiting).to_have_accessible_name(re.compile(r"^\d+ "))
    marc.check()
    urgent.locator("button[value=yes]").click()
    expect(marc.page.locator("main .messages")).to_be_visible()

    marc.visit("/")
    expect(marc.page.locator("main")).to_contain_text("Nadia")
    expect(marc.page.locator("section[aria-labelledby=urgent]")).to_have_count(0)
    nadia = visitor(NADIA)
    expect(nadia.page.locator(BELL)).to_have_accessible_name(re.compile(r"^\d+ "))
    nadia.check()
    nadia.visit("/compte/ce-qui-m-attend/")


@pytest.mark.parametrize("scripted", [True, False])
def test_the_page_is_read_and_tidied_with_the_keyboard(visitor, site, scripted):
    site.shell(TO_LEARN)
    marc = visitor(MARC, java_script_enabled=scripted)
    page = marc.page
    page.locator(BELL).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ce-qui-m-attend/")
    if scripted:
        marc.check()
    items = page.locator("section[aria-labelledby=a-voir] li")
    aside = page.locator(
        "section[aria-labelledby=a-voir] form[action$='/vu/'] button[name=notification]"
    )
    before = items.count()
    assert before
    aside.first.focus()
    page.keyboard.press("Enter")
    expect(items).to_have_count(before - 1)
    if scripted:
        marc.check()


SHOWN = """navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((shown) =>
  shown.map(({ title, body, tag, data, icon, actions }) => ({ title, body, tag, data, icon, actions })))"""
CLICK = """async () => {
  const opened = [];
  self.clients.openWindow = async (address) => { opened.push(address); };  // the browser’s: it asks for a finger
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  return [opened, (await self.registration.getNotifications()).length];
}"""


def test_a_push_shows_the_one_sentence_for_all_and_opens_what_waits(visitor, site):
    """The real worker is woken as by a browser maker’s server, twice: one notification, that says nothing else."""
    nadia = visitor(NADIA, viewport=PHONE, service_workers="allow", permissions=["notifications"])
    page = nadia.page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    browser = nadia.context.new_cdp_session(page)
    registrations = []
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(event["registrations"]),
    )
    browser.send("ServiceWorker.enable")
    page.wait_for_function("() => true")
    [registration] = {one["registrationId"] for one in registrations if not one["isDeleted"]}
    push = {"origin": site.url, "registrationId": registration, "data": ""}

    for _time in range(2):
        browser.send("ServiceWorker.deliverPushMessage", push)
    page.wait_for_function(f"() => {SHOWN}.then((shown) => shown.length > 0)")
    [shown] = page.evaluate(SHOWN)
    assert shown == {
        "title": "Passerelle",
        "body": "Quelque chose vous attend.",
        "tag": "waiting",
        "data": None,
        "icon": "",
        "actions": [],
    }
    [worker] = nadia.context.service_workers
    opened, left = worker.evaluate(CLICK)
    assert (opened, left) == (["/compte/ce-qui-m-attend/"], 0)
    nadia.go(opened[0])
    nadia.check()
