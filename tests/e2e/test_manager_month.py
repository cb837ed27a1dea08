"""A manager's month, on a phone: reads the page, takes a suggestion, gives it a day, does it, looks back."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import SYLVIE


PAGE, MANDATORY = "/usage/equipe/", "/parcours/obligatoires/"
SUGGESTED = ".hero, [aria-labelledby=ensuite] .fold"
PLANNED = "#actions > details"
WAITING = f"{PLANNED} > div > ul.ruled:first-of-type > li"
LATEST = f"{PLANNED} > div > h3 + ul.ruled"
EARLIER = f"{LATEST} + details"
# The latest two stand open, the others fold away.
OVER = f"{LATEST} > li, {EARLIER} > ul.ruled > li"

WORDS_A_MINUTE = 200  # that somebody reads
LONGEST = 2500  # pixels on a phone, with all that few need today folded
MAILED = (
    "from core.dates import today\n"
    "from adoption.dashboards.actions.publication_mails import enqueue_publication_mails\n"
    "from people.mail.message import decrypt_mail\n"
    "from people.models import OutgoingMail\n"
    "enqueue_publication_mails(on=today())\n"
    f"mails = OutgoingMail.objects.filter(person__email='{SYLVIE}', kind='team_figures')\n"
    "print(decrypt_mail(mails.latest('pk').content).text)"
)


def test_where_the_team_stands_takes_no_click_and_what_is_next_two(visitor):
    """Open the page from the first screen; then its first suggestion, or remind whoever is late."""
    sylvie = visitor(SYLVIE)
    page = sylvie.page
    clicks = 0

    def click(one):
        nonlocal clicks
        clicks += 1
        one.click()

    click(page.locator(f"header nav a[href='{PAGE}']").first)
    expect(page.locator("main h1")).to_contain_text(re.compile(r"\d"))
    standing = [page.locator("main h1"), page.locator(".card", has=page.locator("#compte"))]
    standing.append(page.locator("main .hero"))
    words = [word for part in standing for word in part.inner_text().split()]
    assert len(words) <= WORDS_A_MINUTE
    act = page.locator("main .hero__act").locator("a.button, button").first
    click(act)
    page.wait_for_load_state()
    assert clicks == 2

    sylvie.go(PAGE)
    clicks = 0
    click(page.locator(f"main a[href^='{MANDATORY}']:visible").first)
    click(page.locator(f"main form[action^='{MANDATORY}rappel/'] button"))
    expect(page.locator("main .toast, main [role=status]").first).to_be_visible()
    assert clicks == 2
    sylvie.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_manager_s_month(visitor, site, scheme):
    sylvie = visitor(SYLVIE, viewport=PHONE, color_scheme=scheme)
    page = sylvie.page
    sylvie.visit(PAGE)
    expect(page.locator(SUGGESTED)).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollHeight") <= LONGEST
    before = page.locator(OVER).count()

    first = page.locator(SUGGESTED).filter(has=page.locator("form")).first
    kind = first.locator("input[name=kind]").input_value()
    offered = date.fromisoformat(first.locator("input[name=planned_on]").input_value())
    assert 14 <= (offered - datetime.now(tz=UTC).date()).days <= 16
    first.locator("form button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"input[name=kind][value={kind}]")).to_have_count(0)
    expect(page.locator(".hero #fait")).to_be_focused()
    expect(page.locator("#fait")).to_be_in_viewport()
    sylvie.check()

    page.locator(f"{PLANNED} > summary").click()
    planned = page.locator(WAITING).filter(has=page.locator(f"#autre-{kind}"))
    title = planned.locator("strong").first.inner_text()
    planned.locator("summary").click()
    later = offered + timedelta(days=7)
    planned.locator("input[name=planned_on]").fill(later.isoformat())
    sylvie.check()
    planned.locator("details form.plan button").click()
    expect(planned.locator("input[name=planned_on]")).to_have_value(later.isoformat())

    planned.locator("button[value=done]").click()
    expect(page.locator(OVER)).to_have_count(before + 1)
    expect(page.locator(OVER).first).to_contain_text(title)
    told = page.locator("#fait")
    expect(told).to_be_focused()
    expect(told).to_be_in_viewport()
    expect(told.locator("button[value=back]")).to_be_visible()
    expect(page.locator(f"input[name=kind][value={kind}]")).to_have_count(0)  # it rests
    sylvie.check()


def test_what_was_done_stands_beside_the_figures_since(visitor):
    sylvie = visitor(SYLVIE, viewport=PHONE)
    sylvie.visit(PAGE)
    sylvie.page.locator(f"{PLANNED} > summary").click()
    sylvie.page.locator(f"{EARLIER} > summary").click()
    sylvie.check()
    looked_back = sylvie.page.locator(OVER).filter(has=sylvie.page.locator(".note strong"))
    expect(looked_back.first).to_be_visible()


def test_the_link_of_the_mail_leads_to_the_page(visitor, site):
    text = site.shell(MAILED)
    (address,) = re.findall(r"https?://[^/\s]+(/\S+)", text)
    sylvie = visitor(SYLVIE, viewport=PHONE)
    sylvie.visit(address)
    expect(sylvie.page.locator("#faire")).to_be_visible()


def test_without_script_one_click_is_enough(visitor):
    sylvie = visitor(SYLVIE, viewport=PHONE, java_script_enabled=False)
    sylvie.go(PAGE)
    form = sylvie.page.locator(".hero form")
    kind = form.locator("input[name=kind]").input_value()
    form.locator("button").click()
    expect(sylvie.page.locator(f"input[name=kind][value={kind}]")).to_have_count(0)
    sylvie.check_width()


def test_keys_go_through_the_months_and_the_button_shows_one(visitor):
    sylvie = visitor(SYLVIE)
    sylvie.visit(PAGE)
    page = sylvie.page
    months = page.locator("#mois")
    page.locator(".fold", has=months).locator("summary").click()
    months.focus()
    address = page.url
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(months).to_be_focused()
    assert page.url == address
    chosen = months.input_value()
    page.locator("form.filters button[type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**mois={chosen}**")
