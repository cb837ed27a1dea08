"""On two phones: from a yes to both words at the end, through agreement, notes, date and first check."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE


GOAL = "Retrouver mon relevé seule"
PAIR = re.compile(r"/entraide/binomes/[0-9a-f-]{36}/$")


def follow(visitor, path):
    """From the list to the page of the pair."""
    visitor.go(path)
    visitor.page.locator("a[href^='/entraide/binomes/']").last.click()
    visitor.page.wait_for_url(PAIR)
    visitor.check()


def press(page, button):
    """And be on the page that follows: the pair’s, whatever the notice says."""
    with page.expect_navigation():
        button.click()


def send(page, action):
    press(page, page.locator(f"form[action$='{action}'] button[type=submit]"))


@pytest.fixture
def two(visitor, site):
    """A round of the demo, published; both of one of its pairs have said yes."""
    claire = visitor(CLAIRE)
    drafted = steps.draft_round(claire, "Rencontres de l’hiver")
    seeker_name, helper_name, _reasons = drafted[0]
    seeker_account, helper_account = site.open_accounts(seeker_name, helper_name)
    steps.publish_round(claire)
    helper = visitor(helper_account, viewport=PHONE)
    steps.accept(helper, path="/entraide/", colleague=seeker_name)
    seeker = visitor(seeker_account, viewport=PHONE)
    steps.accept(seeker, path="/entraide/demande/", colleague=helper_name)
    return seeker, helper, seeker_name


def test_the_whole_life_of_a_pair_on_two_phones(two):
    seeker, helper, seeker_name = two
    follow(seeker, "/entraide/demande/")
    helper.go("/entraide/")
    helper.page.get_by_role("link", name=re.compile(re.escape(seeker_name))).first.click()
    helper.page.wait_for_url(PAIR)
    helper.check()
    address = re.sub(r"^https?://[^/]+", "", helper.page.url)

    # The agreement, in two minutes.
    page = seeker.page
    page.locator("#accord a").click()
    seeker.check()
    page.locator("input[name=rhythm][value=fortnightly]").check()
    page.locator("input[name=format][value=phone]").check()
    page.locator("input[name=goals]").first.check()
    page.locator("input[name=own_goal]").fill(GOAL)
    page.locator("input[name=discretion][value=all]").check()
    press(page, page.locator("main form button[type=submit]").last)
    expect(page.locator("#accord")).to_contain_text(GOAL)
    helper.visit(address)
    send(helper.page, "/accord/oui/")
    expect(helper.page.locator("#accord form")).to_have_count(0)

    # Two write at once, and neither loses a line.
    seeker.visit(address)
    page.locator("#carnet textarea").fill("Ma ligne")
    helper.page.locator("#carnet textarea").fill("Sa ligne")
    send(page, "/carnet/")
    send(helper.page, "/carnet/")
    notes = helper.page.locator("#carnet textarea")
    expect(notes).to_have_value(re.compile("Ma ligne[\\s\\S]*Sa ligne"))
    helper.check()

    # A session, from the defaults: one tap. Then the check, of each apart.
    send(page, "/seance/")
    expect(page.locator("section[aria-labelledby=seances] li")).to_have_count(1)
    seeker.check()
    page.locator("input[name=answer][value=good]").check()
    send(page, "/point/")
    expect(page.locator("input[name=answer][value=good]")).to_be_checked()
    seeker.check()
    helper.visit(address)
    expect(helper.page.locator("input[name=answer]:checked")).to_have_count(0)

    # The end, and the words.
    helper.page.locator("input[name=outcome][value=acquired]").check()
    send(helper.page, "/seance/")
    helper.check()
    helper.page.locator("button[name=confirmed]").click()
    expect(helper.page.locator("#retour")).to_be_visible()
    helper.check()
    say(helper, "Merci d’avoir osé")
    expect(helper.page.locator("#retour")).to_contain_text("Merci d’avoir osé")
    helper.check()
    seeker.go("/entraide/demande/")
    seeker.check()
    page.locator("section[aria-labelledby=termines] a").first.click()
    expect(page.locator("main")).not_to_contain_text("Merci d’avoir osé")
    say(seeker, "Merci à vous")
    expect(page.locator("#retour")).to_contain_text("Merci d’avoir osé")
    seeker.check()
    helper.visit(address)
    expect(helper.page.locator("#retour")).to_contain_text("Merci à vous")


def say(visitor, thanks):
    page = visitor.page
    page.locator("input[name=useful][value='4']").check()
    page.locator("textarea[name=thanks]").fill(thanks)
    send(page, "/retour/")


def test_a_pair_is_lived_without_a_script(visitor, site):
    """The forms are forms: nothing of them waits for a script."""
    uuid, name = site.shell(
        "from ambassadors.help.models import Pair\n"
        "pair = Pair.objects.active().select_related('request__person').first()\n"
        "print(pair.uuid, pair.request.person)"
    ).split(" ", 1)
    [account] = site.open_accounts(name)
    plain = visitor(account, viewport=PHONE, java_script_enabled=False)
    plain.go(f"/entraide/binomes/{uuid}/")
    plain.page.locator("#seance input[name=exact_minutes]").fill("999")
    plain.page.locator("#seance form").evaluate("form => { form.noValidate = true; }")
    send(plain.page, "/seance/")
    expect(plain.page.locator("#seance .field__error")).to_be_visible()
    expect(plain.page.locator("#seance input[name=exact_minutes]")).to_have_value("999")
    plain.check_width()
