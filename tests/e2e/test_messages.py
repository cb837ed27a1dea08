"""The training department writes to a team: from a template to what is sent, and what one of the team reads."""

import pytest
from playwright.sync_api import expect

from tests.e2e.site import CLAIRE, NADIA


MOST_CLICKS = 6  # from the front of the administration to what is sent, without the words
SUBJECT, TEXT = "Le portail change lundi", "Bonjour {prenom},\n\nLundi, le portail change."
TEAM = f"""
from people.models import Position

print(Position.objects.primary().filter(person__email={NADIA!r}, ended_on=None).get().team_id)
"""
LEAVE = """
from django.utils import timezone
from learning.actions.messages import send_due_messages
from learning.models import Message

Message.objects.filter(state="planned").update(send_at=timezone.now())
send_due_messages()
print(Message.objects.get(state="sent").reached)
"""


@pytest.mark.every_look
def test_a_team_is_written_to_from_a_template_and_one_of_them_reads_it(visitor, site):
    claire = visitor(CLAIRE)
    page, clicks = claire.page, 0

    def click(target):
        nonlocal clicks
        clicks += 1
        target.click()

    claire.go("/admin/")
    click(page.locator("aside a[href='/admin/messages/']"))
    claire.check_admin()
    click(page.locator("main .templates a[href$='modele=release']"))
    claire.check_admin()

    def write(text):
        for language in ("fr", "en"):
            page.locator(f"input[name=subject_{language}]").fill(SUBJECT)
            page.locator(f"textarea[name=text_{language}]").fill(text)

    write("Bonjour {nom},")
    page.locator("main form .acts button[type=submit]").click()  # a slip: not of the way
    expect(page.locator("main .error-message").first).to_be_visible()
    expect(page.locator("textarea[name=text_fr]")).to_have_value("Bonjour {nom},")
    claire.check_admin()
    write(TEXT)
    click(page.locator("main details.choice summary").first)
    click(page.locator(f"input[name=team][value='{site.shell(TEAM)}']"))
    claire.check_admin()
    click(page.locator("main form .acts button[type=submit]"))
    expect(page.locator("main .reach__figure")).to_be_visible()
    mail = page.frame_locator("iframe[src$='/courriel/fr/']")
    expect(mail.locator("body")).to_contain_text("Bonjour Nadia,")
    claire.check_admin()
    read = page.url
    page.goto(f"{read}destinataires/")
    expect(page.locator("main table")).to_contain_text("Benali")
    claire.check_admin()
    page.goto(read)
    click(page.locator("main button[name=now]"))
    page.locator("main form[action$='/copier/']").wait_for()
    claire.check_admin()
    assert clicks <= MOST_CLICKS

    reached = int(site.shell(LEAVE))
    assert reached > 0
    page.goto(read)
    expect(page.locator("main dl.facts")).to_contain_text(str(reached))
    claire.check_admin()
    claire.go("/admin/messages/")
    expect(page.locator("main ul.rules h3", has_text=SUBJECT)).to_be_visible()
    claire.check_admin()

    nadia = visitor(NADIA)
    nadia.go("/")
    nadia.page.locator("a.bell").first.click()
    nadia.page.locator("main .waiting__item", has_text=SUBJECT).locator("button").first.click()
    expect(nadia.page.locator("main h1")).to_have_text(SUBJECT)
    expect(nadia.page.locator("main")).to_contain_text("Bonjour Nadia,")
    nadia.check()
