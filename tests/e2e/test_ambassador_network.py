"""On a phone somebody applies, their manager agrees, they accept the charter and are seen on the page."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, NADIA, SYLVIE


OFFER, PAGE = "/entraide/ambassadeur/", "/ambassadeurs/"
DECISIONS = "/entraide/ambassadeurs/demandes/"


def test_from_the_call_to_the_page_of_the_ambassadors(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.visit(PAGE)
    page.locator("main a[href$='/entraide/ambassadeur/']").first.click()
    nadia.check()
    for name in ("topics", "formats", "slots"):
        page.locator(f"input[name={name}]").first.check()
    page.locator("input[name=minutes_a_week]").fill("40")
    page.locator("form.form button[type=submit]").click()
    expect(page.locator("form[action$='/retirer/'] button")).to_be_visible()
    expect(page.locator("main")).to_contain_text("40")
    nadia.check()

    sylvie = visitor(SYLVIE, viewport=PHONE)
    sylvie.visit(DECISIONS)
    row = sylvie.page.locator("ul.ruled li", has_text="Nadia Benali")
    expect(row).to_contain_text("40")
    row.locator("button[value=yes]").click()
    expect(sylvie.page.locator("main ul.ruled li", has_text="Nadia Benali")).to_have_count(0)
    sylvie.check()

    nadia.visit(OFFER)
    expect(page).to_have_url(re.compile("/charte/$"))
    page.locator("input[name=is_named]").check()
    page.locator("form.form button[type=submit]").click()
    page.locator("summary:has-text('Votre capacité')").click()
    expect(page.locator("form[action$='/capacite/']")).to_be_visible()
    nadia.check()

    nadia.visit(PAGE)
    expect(page.locator("section[aria-labelledby=qui]")).to_contain_text("Nadia Benali")
    nadia.visit("/entraide/ambassadeur/charte/")


def test_whoever_is_proposed_says_no_and_nobody_is_told(visitor, site):
    sylvie = visitor(SYLVIE, viewport=PHONE)
    sylvie.visit("/entraide/ambassadeurs/proposer/")
    choice = sylvie.page.locator("select[name=person] option:not([value=''])").nth(2)
    name, value = choice.inner_text(), choice.get_attribute("value")
    sylvie.page.locator("select[name=person]").select_option(value)
    sylvie.page.locator("form[method=post].form button[type=submit]").click()
    sylvie.check()
    (account,) = site.open_accounts(name)

    proposed = visitor(account, viewport=PHONE)
    proposed.visit(OFFER)
    expect(proposed.page.locator("main")).to_contain_text("Sylvie Le Goff")
    proposed.page.locator("form[action$='/retirer/'] button").click()
    expect(proposed.page.locator("form[action$='/retirer/']")).to_have_count(0)
    proposed.check()

    sylvie.visit(DECISIONS)
    expect(sylvie.page.locator("main")).not_to_contain_text(name)


def test_where_ambassadors_are_missing_for_a_manager_and_for_the_training_manager(visitor):
    sylvie = visitor(SYLVIE, viewport=PHONE)
    sylvie.visit("/entraide/ambassadeurs/couverture/")

    claire = visitor(CLAIRE)
    claire.go("/admin/entraide/reseau/")
    claire.check_admin()
    claire.page.locator("a[href$='/reseau/couverture/']").first.click()
    expect(claire.page.locator("table.listing").first).to_be_visible()
    claire.check_admin()
