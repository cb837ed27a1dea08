"""On two screens: an hour proposed and accepted in one tap, a word, a session in four taps, a late form."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE


pytestmark = pytest.mark.every_look
DESK = {"width": 1280, "height": 900}
FREE = (
    "from ambassadors.help.models import Meeting, MeetingProposal, Pair\n"
    "pair = Pair.objects.active().order_by('pk').last()\n"
    "Meeting.objects.filter(pair=pair).delete()\n"
    "MeetingProposal.objects.filter(pair=pair).delete()\n"
    "print(pair.uuid, pair.request.person, pair.ambassador.person, sep='|')"
)
NEXT_WEEK = (
    "from datetime import timedelta\n"
    "from django.utils import timezone\n"
    "print((timezone.localtime() + timedelta(days=9)).strftime('%Y-%m-%dT07:15'))"
)


@pytest.fixture
def pair(site):
    """A pair under way that has no meeting: its page, and the accounts of its two."""
    uuid, *names = site.shell(FREE).split("|")
    return f"/entraide/binomes/{uuid}/", *site.open_accounts(*names)


def press(page, button):
    with page.expect_navigation():
        button.press("Enter")


def test_a_date_and_a_word_between_a_phone_and_a_desk(visitor, site, pair):
    address, seeker_account, helper_account = pair
    seeker = visitor(seeker_account, viewport=PHONE)
    helper = visitor(helper_account, viewport=DESK)

    # The ambassador proposes a moment of their own.
    helper.visit(address)
    helper.page.locator("#date a[href$='/rendez-vous/']").click()
    helper.check()
    if not helper.page.locator("input[name=moment_1]").is_visible():
        helper.page.locator("main form.form summary").click()
    helper.page.locator("input[name=moment_1]").fill(site.shell(NEXT_WEEK))
    helper.page.locator("input[name=place]").fill("Bureau 214")
    press(helper.page, helper.page.locator("main form.form button[type=submit]"))
    helper.check()

    # One tap from the first screen says yes; both first screens have it.
    seeker.go("/")
    yes = seeker.page.locator("form[action$='/rendez-vous/accepter/'] button").first
    expect(yes).to_be_in_viewport()
    seeker.check()
    press(seeker.page, yes)
    for one in (seeker, helper):
        one.visit("/")
        expect(one.page.locator("section[aria-labelledby=rendez-vous]")).to_contain_text(
            "Bureau 214"
        )

    # A word, which the other finds on their first screen.
    helper.visit(address)
    helper.page.locator("#messages textarea").fill("Prenez votre téléphone.")
    press(helper.page, helper.page.locator("#messages form.form button[type=submit]"))
    helper.check()
    seeker.visit("/")
    seeker.page.locator("a[href$='#messages']").first.click()
    expect(seeker.page.locator("#messages")).to_contain_text("Prenez votre téléphone.")
    seeker.check()
    seeker.page.locator("#messages summary").last.click()
    seeker.page.locator("a[href$='/messages/signaler/']").click()
    seeker.check()

    # Called off by either, gone for both.
    seeker.visit(address)
    seeker.page.locator("#date summary").click()
    press(seeker.page, seeker.page.locator("form[action$='/rendez-vous/annuler/'] button"))
    helper.visit(address)
    expect(helper.page.locator("#date .when")).to_have_count(0)


def test_a_session_takes_four_taps_and_nothing_stands_before_the_form(visitor, pair):
    helper = visitor(pair[2], viewport=PHONE)
    page = helper.page
    helper.visit("/")
    taps = [
        page.locator("a[href='/entraide/seances/']"),
        page.locator("input[name=pair] + span").first,
        page.locator("input[name=minutes][value='15'] + span"),
        page.locator("main form.form button[type=submit]"),
    ]
    for number, tap in enumerate(taps):
        if number == 1:
            helper.check()
            expect(page.locator("input[name=pair]:checked")).to_have_count(0)
        tap.click()
    page.wait_for_url(re.compile(r"/entraide/$"))
    expect(page.locator(".messages")).to_contain_text("Séance notée")


CHANGE_NOTES = (
    "from ambassadors.help.actions.follow_up import save_notes\n"
    "from ambassadors.help.actions.messages import send_message\n"
    "from ambassadors.help.models import Pair, PairNotebook\n"
    "pair = Pair.objects.get(uuid={uuid!r})\n"
    "version = PairNotebook.objects.filter(pair=pair).values_list('version', flat=True).first() or 0\n"
    "save_notes(pair=pair, by=pair.request.person, version=version, text='Écrit par l’autre')\n"
    "send_message(pair=pair, by=pair.request.person, text='Arrivé entre-temps')"
)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_what_is_typed_in_one_form_stays_when_another_is_sent(visitor, site, pair, viewport):
    address, _seeker, account = pair
    helper = visitor(account, viewport=viewport)
    page = helper.page
    helper.visit(address)
    message, notes = page.locator("#messages textarea"), page.locator("#carnet textarea")
    message.fill("Un mot commencé")
    site.shell(CHANGE_NOTES.format(uuid=address.split("/")[-2]))
    notes.fill("Des notes commencées")
    page.locator("#seance input[name=minutes][value='15'] + span").click()
    page.locator("#seance button[type=submit]").focus()
    page.keyboard.press("Enter")
    said = page.locator("main .messages")
    expect(said).to_contain_text("Séance notée")
    expect(said).to_be_focused()
    expect(page).to_have_url(re.compile(f"{address}(#.*)?$"))
    expect(message).to_have_value("Un mot commencé")
    expect(notes).to_have_value("Des notes commencées")
    helper.check()

    # A form that is refused is shown again, and the others stay.
    page.locator("#seance form").evaluate("form => { form.noValidate = true; }")
    page.locator("#seance input[name=exact_minutes]").fill("999")
    page.locator("#seance button[type=submit]").click()
    expect(page.locator("#seance [data-focus]")).to_be_focused()
    expect(notes).to_have_value("Des notes commencées")
    helper.check()
    page.locator("#messages form.form button[type=submit]").click()
    expect(said).to_contain_text("Envoyé")
    expect(page.locator("#messages .thread")).to_contain_text("Un mot commencé")
    expect(page.locator("#messages .thread")).to_contain_text("Arrivé entre-temps")
    expect(page.locator("#messages form:not(.form) [name=seen]")).to_have_count(0)  # it is read
    expect(message).to_have_value("")
    expect(page.locator("#seance input[name=exact_minutes]")).to_have_value("999")

    # The notes go with the version that they were read in: what the other wrote meanwhile stands above them.
    page.locator("#carnet button[type=submit]").click()
    expect(said).to_contain_text("au même moment")
    expect(notes).to_have_value(re.compile(r"Écrit par l’autre[\s\S]*Des notes commencées"))

    # Nothing of it is kept, and signing out forgets what is on the page.
    message.fill("Un autre mot commencé")
    page.locator("summary.user").click()
    page.locator("form[action$='/deconnexion/'] button").click()
    page.wait_for_url(lambda url: "binomes" not in url)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "commenc" not in kept
    page.go_back()
    expect(page.locator("textarea")).to_have_count(0)


def test_what_was_written_too_late_is_there_to_copy(visitor, pair):
    address, _seeker, account = pair
    late = visitor(account, viewport=PHONE)
    page = late.page
    late.visit(address)
    page.locator("#messages textarea").fill("Écrit avec soin, envoyé trop tard")
    late.context.clear_cookies(name=re.compile("sessionid"))
    press(page, page.locator("#messages form.form button[type=submit]"))
    expect(page.locator("main")).to_contain_text("Écrit avec soin, envoyé trop tard")
    late.check()
