"""On a phone: stuck in a lesson, an agent asks in three fields; a colleague declines, the next accepts."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, NADIA, SYLVIE


pytestmark = pytest.mark.every_look
ASKED = (
    "from ambassadors.help.models import Pair\n"
    "pair = Pair.objects.proposed().filter(request__person__email={asker!r}).last()\n"
    "print(pair.ambassador.person if pair else '')"
)


def asked_by(site, asker):
    return site.shell(ASKED.format(asker=asker))


def fill_in(agent, *, when=""):
    """A tap on the situation, a line, and send: the rest may be left alone. Returns the number of taps."""
    page = agent.page
    taps = [page.locator("input[name=situation] + span").last]
    if when:
        taps.append(page.locator(f"input[name=by_when][value={when}] + span"))
    page.locator("input[name=line]").fill("Un assuré revient demain pour son attestation")
    for tap in (*taps, page.locator("form.form button[type=submit]")):
        tap.click()
    return len(taps) + 1


def answer(visitor, site, name, asker, *, button):
    """On the phone of the ambassador, who sees who asks."""
    [account] = site.open_accounts(name)
    ambassador = visitor(account, viewport=PHONE)
    ambassador.visit("/entraide/")
    card = ambassador.page.locator(".card", has_text=asker)
    expect(card).to_contain_text("aujourd’hui ou demain")
    card.locator(f"form[action$='/reponse/'] button[value={button}]").click()
    ambassador.check()
    return ambassador


def test_from_a_lesson_to_a_colleague_who_helps_after_another_declined(visitor, site):
    agent = visitor(NADIA, viewport=PHONE)
    page = agent.page
    steps.open_next_lesson(agent)
    page.locator("a[href^='/entraide/demander/']").click()
    agent.check()
    assert fill_in(agent, when="today") == 3
    expect(page.locator("h1")).to_contain_text("Votre demande est en cours")
    agent.check()

    first = asked_by(site, NADIA)
    expect(page.locator("main")).not_to_contain_text(first)
    answer(visitor, site, first, "Nadia Benali", button="no")

    second = asked_by(site, NADIA)
    assert second not in ("", first)
    agent.visit("/entraide/demande/")
    expect(page.locator("main")).not_to_contain_text(first)
    expect(page.locator("main")).not_to_contain_text(second)
    helper = answer(visitor, site, second, "Nadia Benali", button="yes")
    helper.page.wait_for_url("**/rendez-vous/")
    helper.visit("/entraide/")
    expect(helper.page.locator("#suivis + ul")).to_contain_text("Nadia Benali")

    agent.visit("/entraide/demande/")
    expect(page.locator("h1")).to_contain_text(second.split()[0])
    expect(page.locator("main")).not_to_contain_text(first)


@pytest.mark.parametrize("scripted", [True, False])
def test_one_of_three_colleagues_is_chosen_and_asked(visitor, site, scripted):
    agent = visitor(SYLVIE if scripted else CLAIRE, viewport=PHONE, java_script_enabled=scripted)
    check = agent.check if scripted else agent.check_width
    page = agent.page
    agent.go("/usage/carnet/")
    page.locator("a[href='/entraide/demander/']").click()
    check()
    assert 1 + fill_in(agent) == 3  # with the tap that led here
    page.locator("a[href='/entraide/demande/modifier/']").click()
    check()
    page.locator("input[name=line]").fill("Plutôt le relevé")
    page.locator("form.form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Plutôt le relevé")
    choices = page.locator("form[action$='/choisir/'] button")
    expect(choices.first).to_be_visible()
    assert choices.count() <= 3
    check()
    choices.first.click()
    expect(choices).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Nous avons sollicité un collègue")
    check()
    page.locator("summary", has_text="retirer").click()
    page.locator("form[action$='/annuler/'] button").click()
