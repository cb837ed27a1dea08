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
    seeker.visit("/")
    press(seeker.page, seeker.page.locator("form[action$='/rendez-vous/accepter/'] button").first)
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
